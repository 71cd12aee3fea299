"""Calendars that users subscribed to, sealed with their passwords."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Engine

from assistant.journeys.remote_calendar import Source
from assistant.places.model import Place
from assistant.store.database import METADATA
from assistant.store.personal import user_tag
from assistant.store.sealing import Sealer

MAX_CALENDARS = 10
"""Most of one user."""

_TABLE = sa.Table(
    "calendars",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("user_tag", sa.String(32), nullable=False, index=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A calendar of one user."""

    id: str
    owner: str
    user: str
    source: Source
    home: Place | None
    """Where its journeys begin; None: at home, as far as that is known when it is read."""


SUBSCRIPTION: TypeAdapter[Subscription] = TypeAdapter(Subscription)


class TooManyCalendars(Exception):
    """The user has as many as are kept for one."""


class CalendarStore:
    """The subscriptions of a database."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine, self._sealer = engine, sealer

    def add(self, owner: str, user: str, source: Source, home: Place | None) -> Subscription:
        """A new one, or the one of the same address with what is given now. Raises `TooManyCalendars`."""
        mine = self.of(owner, user)
        same = next((each for each in mine if each.source.url == source.url), None)
        if same is None and len(mine) >= MAX_CALENDARS:
            raise TooManyCalendars
        number = same.id if same is not None else secrets.token_hex(8)
        made = Subscription(id=number, owner=owner, user=user, source=source, home=home)
        sealed = self._sealer.seal(SUBSCRIPTION.dump_python(made, mode="json"), f"calendars:{number}")
        row = {"id": number, "user_tag": user_tag(self._sealer, owner, user), "sealed": sealed}
        with self._engine.begin() as connection:
            connection.execute(_TABLE.delete().where(_TABLE.c.id == number))
            connection.execute(_TABLE.insert().values(**row))
        return made

    def of(self, owner: str, user: str) -> tuple[Subscription, ...]:
        """Those of a user, by address."""
        found = self._all(_TABLE.c.user_tag == user_tag(self._sealer, owner, user))
        return tuple(sorted(found, key=lambda each: each.source.url))

    def all(self) -> tuple[Subscription, ...]:
        """Everybody's, for the one who reads them."""
        return tuple(self._all(sa.true()))

    def remove(self, owner: str, user: str, number: str) -> bool:
        """Whether there was such a one."""
        mine = (_TABLE.c.id == number, _TABLE.c.user_tag == user_tag(self._sealer, owner, user))
        with self._engine.begin() as connection:
            return bool(connection.execute(_TABLE.delete().where(*mine)).rowcount)

    def _all(self, where: Any) -> Iterator[Subscription]:
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_TABLE).where(where)).all()
        for row in rows:
            yield SUBSCRIPTION.validate_python(self._sealer.open(row.sealed, f"calendars:{row.id}"))
