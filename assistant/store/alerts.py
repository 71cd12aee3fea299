"""What was told about trips, sealed: the state of each watch, alerts held back and told, and the outbox.

One transaction decides, stores the alert and moves the watch; another gives it its place in the stream and
fills the outbox. A crash between two of them loses nothing and doubles nothing. Of an alert the database
itself shows ids, keyed hashes and times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Engine, Row
from sqlalchemy.exc import IntegrityError

from assistant.alerts.model import Alert, AlertKind, Told
from assistant.journeys import Rated
from assistant.store.database import METADATA
from assistant.store.personal import user_tag
from assistant.store.sealing import Sealer
from assistant.store.trips import TripStore

ALERT: TypeAdapter[Alert] = TypeAdapter(Alert)
TOLD: TypeAdapter[Told] = TypeAdapter(Told)

_WATCHES = sa.Table(
    "watches",
    METADATA,
    sa.Column("trip_id", sa.String(32), primary_key=True),
    sa.Column("user_tag", sa.String(32), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
_ALERTS = sa.Table(
    "alerts",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("owner_tag", sa.String(32), nullable=False, index=True),
    sa.Column("user_tag", sa.String(32), nullable=False, index=True),
    sa.Column("trip_id", sa.String(32), nullable=False, index=True),
    sa.Column("due", sa.Float, nullable=False),
    sa.Column("seq", sa.Integer, unique=True),
    sa.Column("created_day", sa.Date, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
OUTBOX = sa.Table(
    "outbox",
    METADATA,
    sa.Column("alert_id", sa.String(32), primary_key=True),
    sa.Column("webhook_id", sa.String(32), primary_key=True),
    sa.Column("user_tag", sa.String(32), nullable=False, index=True),
    sa.Column("due", sa.Float, nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
)


class Overtaken(Exception):
    """Another process decided about this trip in the meantime."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What was told about a trip; version 0: nothing was ever decided."""

    trip_id: str
    told: Told
    version: int


class AlertStore:
    """The alerts of a database."""

    def __init__(self, engine: Engine, sealer: Sealer, trips: TripStore) -> None:
        self._engine, self._sealer, self._trips = engine, sealer, trips

    # --- deciding

    def calming(self) -> dict[str, bool]:
        """Of each trip about which something was decided, whether it has become better, but not for long."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_WATCHES.c.trip_id, _WATCHES.c.sealed)).all()
        return {row.trip_id: self._told(row).calm_since is not None for row in rows}

    def watch(self, trip_id: str) -> Watch | None:
        """What was told about a trip; None if nothing was decided yet."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_WATCHES).where(_WATCHES.c.trip_id == trip_id)).first()
        if row is None:
            return None
        return Watch(trip_id, self._told(row), row.version)

    def decided(
        self, before: Watch, told: Told, rated: Rated | None, alert: Alert | None, now: datetime
    ) -> Alert | None:
        """Keeps a decision, all of it or nothing; the alert as it will be told, if it will.

        An alert that was held back and not told yet gives way to a newer one; an end to something that was
        never told is not told either. Raises `Overtaken`; does nothing if the trip is gone.
        """
        try:
            with self._engine.begin() as connection:
                trip = self._trips.rate_in(connection, before.trip_id, rated, now)
                if trip is None:
                    return None
                tag = user_tag(self._sealer, trip.owner, trip.user)
                self._move(connection, before, told, tag)
                if alert is None:
                    return None
                held = (_ALERTS.c.trip_id == before.trip_id, _ALERTS.c.seq.is_(None))
                unsaid = connection.execute(_ALERTS.delete().where(*held)).rowcount
                if unsaid and alert.kind is AlertKind.ALL_CLEAR:
                    return None
                connection.execute(_ALERTS.insert().values(**self._row(alert, tag), seq=None))
                return alert
        except IntegrityError as error:
            raise Overtaken from error

    def _move(self, connection: Any, before: Watch, told: Told, tag: str) -> None:
        sealed = self._sealer.seal(TOLD.dump_python(told, mode="json"), f"watches:{before.trip_id}")
        values = {"user_tag": tag, "version": before.version + 1, "sealed": sealed}
        if before.version == 0:
            connection.execute(_WATCHES.insert().values(trip_id=before.trip_id, **values))
            return
        where = (_WATCHES.c.trip_id == before.trip_id, _WATCHES.c.version == before.version)
        if not connection.execute(_WATCHES.update().where(*where).values(**values)).rowcount:
            raise Overtaken

    # --- telling

    def release(self, now: datetime, hooks: Any = None) -> tuple[Alert, ...]:
        """Gives those that are due their place in the stream, in order; those that were released.

        `hooks(alert)` names the webhooks that are to be called: they are put into the outbox with it.
        """
        due = (_ALERTS.c.seq.is_(None), _ALERTS.c.due <= now.timestamp())
        with self._engine.connect() as connection:
            if connection.execute(sa.select(_ALERTS.c.id).where(*due).limit(1)).first() is None:
                return ()
        released = []
        try:
            with self._engine.begin() as connection:
                last = connection.execute(sa.select(sa.func.max(_ALERTS.c.seq))).scalar_one() or 0
                rows = connection.execute(sa.select(_ALERTS).where(*due).order_by(_ALERTS.c.due)).all()
                for seq, row in enumerate(rows, start=last + 1):
                    here = _ALERTS.c.id == row.id
                    connection.execute(_ALERTS.update().where(here).values(seq=seq))
                    alert = replace(self._alert(row), seq=seq)
                    for hook in hooks(alert) if hooks is not None else ():
                        connection.execute(
                            OUTBOX.insert().values(
                                alert_id=row.id,
                                webhook_id=hook,
                                user_tag=row.user_tag,
                                due=now.timestamp(),
                                attempts=0,
                            )
                        )
                    released.append(alert)
        except IntegrityError:  # another process was quicker
            return ()
        return tuple(released)

    def of(self, owner: str, user: str | None = None, *, since: int = 0) -> tuple[Alert, ...]:
        """What was told to an owner, or one of its users, in order; only what came after `since`."""
        where = [_ALERTS.c.owner_tag == self._sealer.tag("owner", owner), _ALERTS.c.seq > since]
        if user is not None:
            where.append(_ALERTS.c.user_tag == user_tag(self._sealer, owner, user))
        return tuple(self._all(*where))

    def since(self, seq: int) -> tuple[Alert, ...]:
        """Everybody's, in order, that came after a place in the stream."""
        return tuple(self._all(_ALERTS.c.seq > seq))

    def get(self, alert_id: str) -> Alert | None:
        """One that was told; None if it is gone."""
        return next(self._all(_ALERTS.c.id == alert_id), None)

    def last(self) -> int:
        """The place of the newest in the stream; 0 if there is none."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(sa.func.max(_ALERTS.c.seq))).scalar_one() or 0

    def forget_trip(self, trip_id: str) -> None:
        """Drops what is known and told about a trip that is no longer there."""
        with self._engine.begin() as connection:
            ids = sa.select(_ALERTS.c.id).where(_ALERTS.c.trip_id == trip_id)
            connection.execute(OUTBOX.delete().where(OUTBOX.c.alert_id.in_(ids)))
            connection.execute(_ALERTS.delete().where(_ALERTS.c.trip_id == trip_id))
            connection.execute(_WATCHES.delete().where(_WATCHES.c.trip_id == trip_id))

    def purge(self, trip_ids: frozenset[str], now: datetime, keep: timedelta) -> None:
        """Forgets the watches of trips other than these, and alerts of more than `keep` ago."""
        with self._engine.begin() as connection:
            known = connection.execute(sa.select(_WATCHES.c.trip_id)).scalars().all()
            for gone in set(known) - trip_ids:
                connection.execute(_WATCHES.delete().where(_WATCHES.c.trip_id == gone))
            old = _ALERTS.c.created_day < (now - keep).date()
            ids = sa.select(_ALERTS.c.id).where(old)
            connection.execute(OUTBOX.delete().where(OUTBOX.c.alert_id.in_(ids)))
            connection.execute(_ALERTS.delete().where(old))

    def _all(self, *where: Any) -> Iterator[Alert]:
        told = sa.select(_ALERTS).where(*where, _ALERTS.c.seq.is_not(None)).order_by(_ALERTS.c.seq)
        with self._engine.connect() as connection:
            rows = connection.execute(told).all()
        return (self._alert(row) for row in rows)

    def _told(self, row: Row) -> Told:
        return TOLD.validate_python(self._sealer.open(row.sealed, f"watches:{row.trip_id}"))

    def _alert(self, row: Row) -> Alert:
        sealed = self._sealer.open(row.sealed, f"alerts:{row.id}")
        return replace(ALERT.validate_python(sealed), seq=row.seq)

    def _row(self, alert: Alert, tag: str) -> dict[str, Any]:
        return {
            "id": alert.id,
            "owner_tag": self._sealer.tag("owner", alert.owner),
            "user_tag": tag,
            "trip_id": alert.trip_id,
            "due": alert.due.timestamp(),
            "created_day": alert.created.date(),
            "sealed": self._sealer.seal(ALERT.dump_python(alert, mode="json"), f"alerts:{alert.id}"),
        }
