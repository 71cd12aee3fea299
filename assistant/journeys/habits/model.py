"""What is left of a location history: places, ways between them with days and hours, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from assistant.clock import SEOUL


class Role(StrEnum):
    """What a place is to the user."""

    HOME = "home"
    WORK = "work"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualPlace:
    """Somewhere the user stays again and again."""

    role: Role
    lat: float
    """Degrees, to four places (some 10 m)."""
    lon: float
    days: int
    """On how many days the user was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualWay:
    """A way that is gone on a weekday at some hour."""

    origin: int
    """Index into the places."""
    destination: int
    weekday: int
    """0 Monday … 6 Sunday."""
    minute: int
    """Usual departure, minutes after midnight, Korean time."""
    spread: int
    """Half of the departures are within so many minutes of it."""
    seen: int
    """Days on which it was gone."""
    days: int
    """Such weekdays in the history on which anything is known."""

    @property
    def probability(self) -> float:
        """That it is gone on the next such day: (seen + 1/2) / (days + 1), Jeffreys' estimate."""
        return (self.seen + 0.5) / (self.days + 1.0)


@dataclass(frozen=True, slots=True)
class Expected:
    """A trip that will probably be made."""

    origin: UsualPlace
    destination: UsualPlace
    depart: datetime
    probability: float
    key: str
    """The same for the same trip of the same day, however often it is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Those of one user."""

    first: date
    last: date
    """Days of the history they were learned from."""
    places: tuple[UsualPlace, ...]
    ways: tuple[UsualWay, ...]

    def next_trips(self, now: datetime, days: int = 7, least: float = 0.3) -> Iterator[Expected]:
        """Trips of the coming `days` days (aware `now`) with at least this probability, by departure."""
        here = now.astimezone(SEOUL)
        found = []
        for number in range(days + 1):
            day = here.date() + timedelta(days=number)
            for way in self.ways:
                at = datetime.combine(day, time(way.minute // 60, way.minute % 60), SEOUL)
                soon = here < at <= here + timedelta(days=days)
                if way.weekday == day.weekday() and soon and way.probability >= least:
                    ends = self.places[way.origin], self.places[way.destination]
                    key = f"habit:{day.isoformat()}:{way.minute}:{way.origin}-{way.destination}"
                    found.append(Expected(*ends, at, round(way.probability, 3), key))
        yield from sorted(found, key=lambda trip: (trip.depart, trip.key))
