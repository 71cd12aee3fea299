"""Counts stays and the ways between them; what repeats is a habit. Holds counts only, never the history."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from assistant.clock import SEOUL
from assistant.journeys.habits.model import Habits, Role, UsualPlace, UsualWay
from assistant.journeys.habits.points import Stay
from assistant.risk.matching import distance_km

SAME_KM = 0.3
"""Stays so near to each other are at one place."""
MOST_PLACES = 3000
"""Places that are counted at a time; the ones with the fewest days go first."""
LONGEST = timedelta(hours=12)
"""Between two stays farther apart in time than this, nobody knows what was done."""
SLOT_MINUTES = 90
"""Departures within this of each other may be the same habit."""
LEAST_DAYS = 3
"""A way gone on fewer such weekdays is no habit."""
LEAST_SHARE = 0.2
HOME_MINUTES = 30 * 60
WORK_MINUTES = 20 * 60


@dataclass(slots=True)
class _Spot:
    """A place while it is counted."""

    lat: float
    lon: float
    stays: int = 0
    days: set[date] = field(default_factory=set)
    night: float = 0.0
    """Minutes between 0 and 6 o'clock."""
    office: float = 0.0
    """Minutes between 9 and 18 o'clock, Monday to Friday."""


class Learner:
    """Takes stays in order of time."""

    def __init__(self) -> None:
        self._spots: dict[int, _Spot] = {}
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._ways: dict[tuple[int, int, int], list[tuple[date, int]]] = defaultdict(list)
        self._days: set[date] = set()
        self._before: tuple[int, datetime] | None = None
        self._next = 0

    def take(self, found: Iterable[Stay]) -> None:
        """Counts them."""
        for stay in found:
            self._take(stay)

    def habits(self) -> Habits | None:
        """What repeats; None if the history is too thin to know where home is."""
        home = max(self._spots, key=lambda n: self._spots[n].night, default=None)
        if home is None or self._spots[home].night < HOME_MINUTES:
            return None
        others = [n for n in self._spots if n != home]
        work = max(others, key=lambda n: self._spots[n].office, default=None)
        if work is not None and self._spots[work].office < WORK_MINUTES:
            work = None
        ways = [way for key, times in self._ways.items() for way in self._usual(key, times)]
        kept = [n for n in (home, work) if n is not None]
        kept += sorted({n for way in ways for n in (way.origin, way.destination)} - set(kept))
        index = {n: at for at, n in enumerate(kept)}
        roles = {home: Role.HOME, work: Role.WORK}
        return Habits(
            first=min(self._days),
            last=max(self._days),
            places=tuple(
                UsualPlace(
                    role=roles.get(n, Role.OTHER),
                    lat=round(self._spots[n].lat, 4),
                    lon=round(self._spots[n].lon, 4),
                    days=len(self._spots[n].days),
                )
                for n in kept
            ),
            ways=tuple(
                sorted(
                    (
                        UsualWay(
                            origin=index[w.origin],
                            destination=index[w.destination],
                            weekday=w.weekday,
                            minute=w.minute,
                            spread=w.spread,
                            seen=w.seen,
                            days=w.days,
                        )
                        for w in ways
                    ),
                    key=lambda w: (w.weekday, w.minute, w.origin, w.destination),
                )
            ),
        )

    def _take(self, stay: Stay) -> None:
        start, end = stay.start.astimezone(SEOUL), stay.end.astimezone(SEOUL)
        end = min(end, start + timedelta(days=14))
        number = self._place(stay)
        spot = self._spots[number]
        _count(spot, start, end)
        self._days.update((start.date(), end.date()))
        before, self._before = self._before, (number, end)
        if before is None or before[0] == number:
            return
        left = before[1]
        if before[0] in self._spots and timedelta(0) <= start - left <= LONGEST:
            key = before[0], number, left.weekday()
            self._ways[key].append((left.date(), left.hour * 60 + left.minute))

    def _place(self, stay: Stay) -> int:
        cell = int(stay.lat / 0.01), int(stay.lon / 0.01)
        around = [
            n
            for row in (-1, 0, 1)
            for column in (-1, 0, 1)
            for n in self._cells.get((cell[0] + row, cell[1] + column), ())
        ]
        near = [
            (distance_km(self._spots[n].lat, self._spots[n].lon, stay.lat, stay.lon), n)
            for n in around
            if n in self._spots
        ]
        if near and min(near)[0] <= SAME_KM:
            number = min(near)[1]
            spot = self._spots[number]
            weight = min(spot.stays + 1, 200)
            spot.lat += (stay.lat - spot.lat) / weight
            spot.lon += (stay.lon - spot.lon) / weight
        else:
            number, self._next = self._next, self._next + 1
            self._spots[number] = spot = _Spot(stay.lat, stay.lon)
            self._cells[cell].append(number)
            self._forget_some(number)
        spot.stays += 1
        return number

    def _forget_some(self, newest: int) -> None:
        """Keeps memory bounded: half of the places, those of the fewest days, are dropped."""
        if len(self._spots) <= MOST_PLACES:
            return
        rare = sorted(self._spots, key=lambda n: (len(self._spots[n].days), n != newest))
        gone = set(rare[: MOST_PLACES // 2]) - {newest}
        for number in gone:
            del self._spots[number]
        for cell, numbers in list(self._cells.items()):
            self._cells[cell] = [n for n in numbers if n not in gone]
            if not self._cells[cell]:
                del self._cells[cell]
        for key in [key for key in self._ways if gone & set(key[:2])]:
            del self._ways[key]

    def _usual(self, key: tuple[int, int, int], times: list[tuple[date, int]]) -> Iterable[UsualWay]:
        """The hours around which a way is gone again and again on one weekday."""
        days = Counter(day.weekday() for day in self._days)[key[2]]
        left = sorted(times, key=lambda item: item[1])
        while left:
            best = max(
                (
                    [item for item in left if start <= item[1] <= start + SLOT_MINUTES]
                    for start in {item[1] for item in left}
                ),
                key=len,
            )
            seen = len({day for day, _ in best})
            if seen < LEAST_DAYS or seen < LEAST_SHARE * days:
                return
            usual = int(median(minute for _, minute in best))
            spread = int(median(abs(minute - usual) for _, minute in best))
            yield UsualWay(
                origin=key[0], destination=key[1], weekday=key[2], minute=usual, spread=spread,
                seen=min(seen, days), days=days,
            )  # fmt: skip
            taken = set(best)
            left = [item for item in left if item not in taken]


def _count(spot: _Spot, start: datetime, end: datetime) -> None:
    """Adds the minutes of a stay to the hours of the day they fall into."""
    day = start.date()
    while day <= end.date():
        spot.days.add(day)
        midnight = datetime.combine(day, datetime.min.time(), SEOUL)
        spot.night += _overlap(start, end, midnight, midnight + timedelta(hours=6))
        if day.weekday() < 5:
            nine = midnight + timedelta(hours=9)
            spot.office += _overlap(start, end, nine, nine + timedelta(hours=9))
        day += timedelta(days=1)


def _overlap(start: datetime, end: datetime, since: datetime, until: datetime) -> float:
    return max(0.0, (min(end, until) - max(start, since)).total_seconds() / 60.0)
