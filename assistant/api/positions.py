"""Where consenting users are just now: in memory only, the newest of each, for minutes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

FRESH = timedelta(minutes=10)
"""A position that is older is not where the user is, and is dropped."""
MOST = 10_000
"""Users whose position is kept at a time."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place and a moment."""

    lat: float
    lon: float
    accuracy_m: float | None
    at: datetime

    def as_location(self) -> dict[str, Any]:
        """As `dialogue.Turn` takes it."""
        return {"lat": self.lat, "lon": self.lon, "accuracy_m": self.accuracy_m, "at": self.at.isoformat()}


class Positions:
    """Of all users of this process. Never written anywhere."""

    def __init__(self) -> None:
        self._newest: OrderedDict[tuple[str, str], Position] = OrderedDict()

    def put(self, owner: str, user: str, position: Position, now: datetime) -> bool:
        """Keeps it, if it is fresh and newer than the one before; whether it was kept."""
        self._forget_old(now)
        before = self._newest.get((owner, user))
        future = position.at - now > timedelta(minutes=1)
        if future or now - position.at > FRESH or (before is not None and before.at > position.at):
            return False
        self._newest[owner, user] = position
        self._newest.move_to_end((owner, user))
        while len(self._newest) > MOST:
            self._newest.popitem(last=False)
        return True

    def of(self, owner: str, user: str, now: datetime) -> Position | None:
        """Where the user is; None if that is not known, or not any more."""
        self._forget_old(now)
        return self._newest.get((owner, user))

    def drop(self, owner: str, user: str) -> bool:
        """Whether there was one."""
        return self._newest.pop((owner, user), None) is not None

    def _forget_old(self, now: datetime) -> None:
        for who in [who for who, known in self._newest.items() if now - known.at > FRESH]:
            del self._newest[who]
