"""Debug recordings: what was said to us, sealed, only while the switch is on, each for some hours.

The switch goes off by itself (`until`). A recording is void `keep` after it was made, whoever looks; `purge`
deletes those that are. There are never more than `MOST`, nor more than `MOST_BYTES`: the oldest go first.
Times are real ones, also where a recorded scenario is replayed.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Engine

from assistant.store.database import METADATA
from assistant.store.personal import user_tag, wipe
from assistant.store.sealing import Sealer

MOST = 500
MOST_BYTES = 64 * 1024 * 1024
LONGEST_ON = timedelta(hours=24)
"""The switch cannot be on for longer."""

_TABLE = sa.Table(
    "recordings",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("id", sa.String(12), nullable=False, unique=True),
    sa.Column("user_tag", sa.String(32), nullable=False, index=True),
    sa.Column("until_s", sa.Integer, nullable=False, index=True),
    sa.Column("bytes", sa.Integer, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
_SWITCH = sa.Table(
    "recording_switch",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("until_s", sa.Integer, nullable=False),
)
_ONLY = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One utterance."""

    id: str
    user: str
    at: datetime
    until: datetime
    """It is deleted then."""
    text: str
    """What was understood."""
    confidence: float
    alternatives: tuple[str, ...]
    flac: str
    """The sound, a FLAC file in base64."""

    @property
    def sound(self) -> bytes:
        """The FLAC file."""
        return base64.b64decode(self.flac)


RECORDING: TypeAdapter[Recording] = TypeAdapter(Recording)


class RecordingStore:
    """Those of a database, and the switch. Raises SQLAlchemy's errors."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine, self._sealer = engine, sealer

    def switch_on(self, until: datetime, now: datetime) -> datetime:
        """What is said is recorded until then, at most `LONGEST_ON` from now; when it ends."""
        end = min(until, now + LONGEST_ON)
        with self._engine.begin() as connection:
            connection.execute(_SWITCH.delete())
            connection.execute(_SWITCH.insert().values(id=_ONLY, until_s=_seconds(end)))
        return end

    def switch_off(self) -> None:
        """Nothing is recorded any more; what was stays until it is void."""
        with self._engine.begin() as connection:
            connection.execute(_SWITCH.delete())

    def until(self, now: datetime) -> datetime | None:
        """Until when what is said is recorded; None: it is not."""
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(_SWITCH.c.until_s)).scalar()
        if found is None or found <= _seconds(now):
            return None
        return datetime.fromtimestamp(found, UTC).astimezone(now.tzinfo)

    def add(
        self,
        owner: str,
        user: str,
        *,
        flac: bytes,
        text: str,
        confidence: float,
        alternatives: tuple[str, ...],
        now: datetime,
        keep: timedelta,
    ) -> Recording | None:
        """Keeps an utterance, unless the switch is off; the oldest make room for it."""
        if self.until(now) is None:
            return None
        made = Recording(
            id=secrets.token_hex(6),
            user=user,
            at=now,
            until=now + keep,
            text=text,
            confidence=confidence,
            alternatives=alternatives,
            flac=base64.b64encode(flac).decode(),
        )
        sealed = self._sealer.seal(RECORDING.dump_python(made, mode="json"), _place(made.id))
        row = {
            "id": made.id,
            "user_tag": user_tag(self._sealer, owner, user),
            "until_s": _seconds(made.until),
            "bytes": len(sealed),
            "sealed": sealed,
        }
        with self._engine.begin() as connection:
            connection.execute(_TABLE.insert().values(**row))
            _make_room(connection)
        return made

    def of(self, owner: str, user: str, now: datetime) -> list[Recording]:
        """Those of a user, the oldest first."""
        return list(self._open(now, _TABLE.c.user_tag == user_tag(self._sealer, owner, user)))

    def all(self, now: datetime) -> list[Recording]:
        """Those of all users, the oldest first."""
        return list(self._open(now, sa.true()))

    def count(self) -> int:
        """Rows of all users, those that are void too."""
        with self._engine.connect() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(_TABLE)).scalar_one())

    def purge(self, now: datetime) -> int:
        """Deletes what is void, for real; how many. Raises `StoreError`."""
        return self._delete(_TABLE.c.until_s <= _seconds(now))

    def delete_all(self) -> int:
        """Deletes those of all users, for real; how many. Raises `StoreError`."""
        return self._delete(sa.true())

    def _delete(self, where: Any) -> int:
        with self._engine.begin() as connection:
            gone = int(connection.execute(_TABLE.delete().where(where)).rowcount)
        if gone:
            wipe(self._engine)
        return gone

    def _open(self, now: datetime, where: Any) -> Iterator[Recording]:
        wanted = sa.select(_TABLE.c.id, _TABLE.c.sealed).where(where, _TABLE.c.until_s > _seconds(now))
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(_TABLE.c.number)).all()
        for row in rows:
            yield RECORDING.validate_python(self._sealer.open(row.sealed, _place(row.id)))


def _make_room(connection: sa.Connection) -> None:
    sizes = connection.execute(
        sa.select(_TABLE.c.number, _TABLE.c.bytes).order_by(_TABLE.c.number.desc())
    ).all()
    taken = 0
    for count, row in enumerate(sizes, start=1):
        taken += row.bytes
        if count > MOST or taken > MOST_BYTES:
            connection.execute(_TABLE.delete().where(_TABLE.c.number <= row.number))
            return


def _place(number: str) -> str:
    return f"recordings:{number}"


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
