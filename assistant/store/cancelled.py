"""Journeys that their traveller called off, so that reading the same paper again does not bring them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant.store.database import METADATA
from assistant.store.personal import user_tag
from assistant.store.sealing import Sealer

_TABLE = sa.Table(
    "cancelled",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("user_tag", sa.String(32), nullable=False, index=True),
    sa.Column("over_day", sa.Date, nullable=False, index=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)


class CancelledStore:
    """By the id under which the paper keeps them (`Trip.client_id`), until the journey would be over."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine, self._sealer = engine, sealer

    def add(self, owner: str, user: str, client_ids: Iterable[str], over: datetime) -> None:
        """The user called them off; `over`: when the journey would have ended."""
        with self._engine.begin() as connection:
            for client_id in dict.fromkeys(client_ids):
                number = self._tag(owner, user, client_id)
                connection.execute(_TABLE.delete().where(_TABLE.c.id == number))
                row = {
                    "id": number,
                    "user_tag": user_tag(self._sealer, owner, user),
                    "over_day": over.date(),
                    "sealed": self._sealer.seal(client_id, f"cancelled:{number}"),
                }
                connection.execute(_TABLE.insert().values(**row))

    def of(self, owner: str, user: str) -> frozenset[str]:
        """The ids that a user called off."""
        mine = _TABLE.c.user_tag == user_tag(self._sealer, owner, user)
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_TABLE).where(mine)).all()
        return frozenset(self._sealer.open(row.sealed, f"cancelled:{row.id}") for row in rows)

    def drop(self, owner: str, user: str, client_id: str) -> None:
        """It is on again."""
        with self._engine.begin() as connection:
            here = _TABLE.c.id == self._tag(owner, user, client_id)
            connection.execute(_TABLE.delete().where(here))

    def purge(self, now: datetime, keep: timedelta) -> int:
        """Forgets those that would have been over `keep` ago (by whole days); how many."""
        old = _TABLE.c.over_day < (now - keep).date()
        with self._engine.begin() as connection:
            return int(connection.execute(_TABLE.delete().where(old)).rowcount)

    def _tag(self, owner: str, user: str, client_id: str) -> str:
        return self._sealer.tag("cancelled", owner, user, client_id)
