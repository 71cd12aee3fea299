"""Stored trips, sealed: who, where from, where to, when and how risky are readable with the key only.

What the database itself shows of a trip: a random id, keyed hashes of owner, user and the caller's own id,
and the day on which it ends. Members of a household are users of their own and never see each other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Engine, Row
from sqlalchemy.exc import IntegrityError

from assistant.journeys import Rated, Trip, TripPlan, Twin
from assistant.store.database import METADATA
from assistant.store.personal import user_tag
from assistant.store.sealing import NONCE, Sealer

TRIP: TypeAdapter[Trip] = TypeAdapter(Trip)
MAX_TRIPS = 1000
"""Most trips of one user."""

_TRIPS = sa.Table(
    "trips",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("owner_tag", sa.String(32), nullable=False, index=True),
    sa.Column("user_tag", sa.String(32), nullable=False, index=True),
    sa.Column("client_tag", sa.String(32), unique=True),
    sa.Column("over_day", sa.Date, nullable=False, index=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)


Known = Mapping[str, tuple[bytes, Trip]]
"""Trips as they were read, by id, each with the mark of its row."""
_AT_ONCE = 500
"""Rows of one question: databases limit its length."""


class TooManyTrips(Exception):
    """The user has as many trips as are kept for one."""


class ClientIdTaken(Exception):
    """Another trip was stored under this id of the caller's."""


class TripStore:
    """The trips of a database."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine, self._sealer = engine, sealer

    def add(
        self,
        owner: str,
        user: str,
        plan: TripPlan,
        now: datetime,
        *,
        client_id: str | None = None,
        rated: Rated | None = None,
        also: tuple[Twin, ...] = (),
    ) -> tuple[Trip, bool]:
        """The stored trip, and whether it is new: the same plan under the same `client_id` is stored once.

        Raises `ClientIdTaken`, `TooManyTrips`."""
        trip = Trip(
            id=secrets.token_hex(8),
            owner=owner,
            user=user,
            client_id=client_id,
            plan=plan,
            also=also,
            rated=rated,
            created=now,
            updated=now,
        )
        row = {**self._row(trip), "id": trip.id}
        owned = _TRIPS.c.user_tag == row["user_tag"]
        try:
            with self._engine.begin() as connection:
                known = connection.execute(sa.select(sa.func.count()).select_from(_TRIPS).where(owned))
                full = known.scalar_one() >= MAX_TRIPS
                if not full:
                    connection.execute(_TRIPS.insert().values(**row))
        except IntegrityError:
            full = False
        else:
            if not full:
                return trip, True
        earlier = self.by_client_id(owner, user, client_id) if client_id is not None else None
        if earlier is None:
            raise TooManyTrips
        if earlier.plan != plan:
            raise ClientIdTaken
        return earlier, False

    def get(self, owner: str, number: str) -> Trip | None:
        """A trip by its id; None if there is none or it is somebody else's."""
        return self._one(_TRIPS.c.id == number, _TRIPS.c.owner_tag == self._owner_tag(owner))

    def by_client_id(self, owner: str, user: str, client_id: str) -> Trip | None:
        """The trip that was stored under the caller's own id."""
        return self._one(_TRIPS.c.client_tag == self._sealer.tag("client", owner, user, client_id))

    def of(self, owner: str, user: str | None = None) -> tuple[Trip, ...]:
        """The trips of an owner, or of one of its users, by first departure."""
        if user is None:
            where = _TRIPS.c.owner_tag == self._owner_tag(owner)
        else:
            where = _TRIPS.c.user_tag == user_tag(self._sealer, owner, user)
        return tuple(sorted(self._all(where), key=lambda trip: (trip.plan.first, trip.id)))

    def all(self) -> Iterator[Trip]:
        """Every trip, for those who watch over them."""
        return self._all(sa.true())

    def reread(self, known: Known) -> Known:
        """Every trip with the mark of its row, by id; only rows that changed since `known` are opened.

        Whatever is sealed anew has another mark, so a row that has the same is the same."""
        marks = sa.select(_TRIPS.c.id, sa.func.substr(_TRIPS.c.sealed, 1, NONCE).label("mark"))
        with self._engine.connect() as connection:
            now = {row.id: bytes(row.mark) for row in connection.execute(marks)}
            new = [number for number, mark in now.items() if number not in known or known[number][0] != mark]
            rows: list[Row] = []
            for start in range(0, len(new), _AT_ONCE):
                some = _TRIPS.c.id.in_(new[start : start + _AT_ONCE])
                rows += connection.execute(sa.select(_TRIPS).where(some))
        opened = {row.id: (bytes(row.sealed[:NONCE]), self._trip(row)) for row in rows}
        return {
            number: opened[number] if number in opened else known[number]
            for number in now
            if number in opened or known.get(number, (b"",))[0] == now[number]
        }

    def rate(self, number: str, rated: Rated | None, now: datetime) -> Trip | None:
        """Keeps a new judgement; None if the trip is gone."""
        with self._engine.begin() as connection:
            return self.rate_in(connection, number, rated, now)

    def rate_in(self, connection: Any, number: str, rated: Rated | None, now: datetime) -> Trip | None:
        """The same, as part of a transaction."""
        found = connection.execute(sa.select(_TRIPS).where(_TRIPS.c.id == number)).first()
        if found is None:
            return None
        trip = replace(self._trip(found), rated=rated, updated=now)
        connection.execute(_TRIPS.update().where(_TRIPS.c.id == number).values(**self._row(trip)))
        return trip

    def tell_too(self, number: str, also: tuple[Twin, ...], now: datetime) -> None:
        """Keeps what else tells of a trip; does nothing if the trip is gone."""
        with self._engine.begin() as connection:
            found = connection.execute(sa.select(_TRIPS).where(_TRIPS.c.id == number)).first()
            if found is None:
                return
            trip = replace(self._trip(found), also=also, updated=now)
            connection.execute(_TRIPS.update().where(_TRIPS.c.id == number).values(**self._row(trip)))

    def replan(
        self, owner: str, number: str, plan: TripPlan, rated: Rated | None, now: datetime
    ) -> Trip | None:
        """Puts another plan in place of the one of a trip; None if there is no such trip."""
        earlier = self.get(owner, number)
        if earlier is None:
            return None
        trip = replace(earlier, plan=plan, rated=rated, updated=now)
        with self._engine.begin() as connection:
            connection.execute(_TRIPS.update().where(_TRIPS.c.id == number).values(**self._row(trip)))
        return trip

    def remove(self, owner: str, number: str) -> bool:
        """Whether there was such a trip."""
        where = (_TRIPS.c.id == number, _TRIPS.c.owner_tag == self._owner_tag(owner))
        with self._engine.begin() as connection:
            return bool(connection.execute(_TRIPS.delete().where(*where)).rowcount)

    def purge(self, now: datetime, keep: timedelta) -> int:
        """Forgets trips that were over `keep` ago (by whole days); how many."""
        old = _TRIPS.c.over_day < (now - keep).date()
        with self._engine.begin() as connection:
            return int(connection.execute(_TRIPS.delete().where(old)).rowcount)

    def _one(self, *where: Any) -> Trip | None:
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(_TRIPS).where(*where)).first()
        return self._trip(found) if found is not None else None

    def _all(self, where: Any) -> Iterator[Trip]:
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_TRIPS).where(where)).all()
        return (self._trip(row) for row in rows)

    def _owner_tag(self, owner: str) -> str:
        return self._sealer.tag("owner", owner)

    def _trip(self, row: Row) -> Trip:
        return TRIP.validate_python(self._sealer.open(row.sealed, f"trips:{row.id}"))

    def _row(self, trip: Trip) -> dict[str, Any]:
        given = trip.client_id
        return {
            "owner_tag": self._owner_tag(trip.owner),
            "user_tag": user_tag(self._sealer, trip.owner, trip.user),
            "client_tag": self._sealer.tag("client", trip.owner, trip.user, given) if given else None,
            "over_day": trip.over.date(),
            "sealed": self._sealer.seal(TRIP.dump_python(trip, mode="json"), f"trips:{trip.id}"),
        }
