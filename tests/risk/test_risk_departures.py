"""Which departures are looked at."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from assistant.risk.departures import MOST, departures, shifted, usual_departure

from .builders import KST

NOW = datetime(2025, 7, 16, 18, 20, tzinfo=KST)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 7, day, tzinfo=KST) + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("window", "first", "last", "count"),
    [
        ((at(17, 0), at(17, 24)), at(17, 6), at(17, 22), 17),  # a day: hours people leave at
        ((at(17, 6), at(17, 12)), at(17, 6), at(17, 11, 30), 12),  # a morning: half-hourly
        ((at(17, 0), at(17, 5)), at(17, 0), at(17, 4, 30), 10),  # the night was asked for
        ((at(16, 0), at(16, 24)), at(16, 19), at(16, 22), 4),  # today: what is left of it
        ((at(16, 18), at(16, 19)), at(16, 18, 30), at(16, 18, 30), 1),
        ((at(16, 18), at(16, 18, 25)), NOW, NOW, 1),  # nothing on the grid is left: now
        ((at(19, 0), at(20, 24)), at(19, 6), at(20, 22), 18),  # a weekend
        ((at(17, 9), at(17, 9, 1)), at(17, 9), at(17, 9), 1),
    ],
)
def test_departures_of_a_window(
    window: tuple[datetime, datetime], first: datetime, last: datetime, count: int
) -> None:
    found = departures(window, NOW)
    assert (found[0], found[-1], len(found)) == (first, last, count)


@pytest.mark.parametrize("window", [(at(16, 8), at(16, 12)), (at(17, 9), at(17, 9)), (at(17, 9), at(17, 8))])
def test_no_departures(window: tuple[datetime, datetime]) -> None:
    assert departures(window, NOW) == ()


def test_long_windows_stay_affordable() -> None:
    assert len(departures((at(17, 0), at(17, 0) + timedelta(days=60)), NOW)) == MOST


def test_late_today_the_night_is_left() -> None:
    assert departures((at(16, 0), at(16, 24)), at(16, 22, 30)) == (at(16, 23),)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ((at(17, 0), at(17, 24)), at(17, 9)),
        ((at(17, 12), at(17, 18)), at(17, 15)),
        ((at(17, 6), at(17, 12)), at(17, 9)),
    ],
)
def test_usual_departure(window: tuple[datetime, datetime], expected: datetime) -> None:
    assert usual_departure(window) == expected


def test_shifts_go_both_ways_but_not_into_the_past_or_the_night() -> None:
    found = shifted(at(16, 20), NOW)
    assert min(found) == at(16, 19)
    assert max(found) == at(18, 20)
    assert all(moment.hour >= 5 for moment in found)
    assert at(17, 2) in shifted(at(17, 1), NOW)  # who asks for the night gets the night
