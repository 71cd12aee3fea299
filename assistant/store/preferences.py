"""What a user chose for themselves, sealed: whether they are to be told about their trips."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Engine

from assistant.store.database import METADATA
from assistant.store.personal import user_tag
from assistant.store.sealing import Sealer

_PREFERENCES = sa.Table(
    "preferences",
    METADATA,
    sa.Column("user_tag", sa.String(32), primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The choices of one user."""

    alerts: bool = True
    """Told when a stored trip gets worse. Who stores a trip is told so; "알림 꺼줘" ends it."""


PREFERENCES: TypeAdapter[Preferences] = TypeAdapter(Preferences)


class PreferenceStore:
    """The choices of all users of a database."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine, self._sealer = engine, sealer

    def of(self, owner: str, user: str) -> Preferences:
        """Those of a user; the defaults of one who chose nothing."""
        tag = user_tag(self._sealer, owner, user)
        with self._engine.connect() as connection:
            row = connection.execute(
                sa.select(_PREFERENCES.c.sealed).where(_PREFERENCES.c.user_tag == tag)
            ).first()
        if row is None:
            return Preferences()
        return PREFERENCES.validate_python(self._sealer.open(row.sealed, f"preferences:{tag}"))

    def keep(self, owner: str, user: str, chosen: Preferences) -> None:
        """In place of what was chosen before."""
        tag = user_tag(self._sealer, owner, user)
        sealed = self._sealer.seal(PREFERENCES.dump_python(chosen, mode="json"), f"preferences:{tag}")
        with self._engine.begin() as connection:
            connection.execute(_PREFERENCES.delete().where(_PREFERENCES.c.user_tag == tag))
            connection.execute(_PREFERENCES.insert().values(user_tag=tag, sealed=sealed))
