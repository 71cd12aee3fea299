"""Who meets what: region by exact code, disc by distance, both by time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.risk import SignalIndex
from assistant.risk.hazards import hazard_specs
from assistant.risk.intensity import thresholds
from assistant.risk.matching import distance_km, meetings
from assistant.risk.model import Area, Circle, Hazard, Mode, Profile
from assistant.risk.vulnerability import mode_weights

from .builders import NOW, itinerary, minutes, signal, situation


def met(
    area: Area, *stays: tuple[str | None, float], mode: Mode = Mode.CAR, **changes: object
) -> list[tuple[int, float]]:
    """(slot, minutes) of every meeting with one warning."""
    index = SignalIndex(situation(signal(area=area, **changes)))
    found = meetings(itinerary(list(stays), mode=mode), index, Profile())
    return [(meeting.slot, (meeting.end - meeting.start) / 60) for meeting in found]


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (Area(regions=frozenset({"48270"})), [(1, 20)]),
        (Area(regions=frozenset({"48270", "48250"})), [(1, 20), (2, 30)]),
        (Area(regions=frozenset({"4827"})), []),  # a prefix is not the region
        (Area(regions=frozenset({"48"})), []),
        (Area(circle=Circle(lat=35.5, lon=128.7, radius_km=1)), [(0, 10), (1, 20), (2, 30)]),
        (Area(circle=Circle(lat=36.5, lon=128.7, radius_km=110)), []),
        (Area(circle=Circle(lat=36.5, lon=128.7, radius_km=112)), [(0, 10), (1, 20), (2, 30)]),
        # a region and a disc together: once, not twice
        (
            Area(regions=frozenset({"48270"}), circle=Circle(lat=35.5, lon=128.7, radius_km=5)),
            [(0, 10), (1, 20), (2, 30)],
        ),
        (Area(), []),
    ],
)
def test_by_place(area: Area, expected: list[tuple[int, float]]) -> None:
    assert met(area, (None, 10), ("48270", 20), ("48250", 30)) == [
        (slot, pytest.approx(length)) for slot, length in expected
    ]


@pytest.mark.parametrize(
    ("onset", "expires", "expected"),
    [
        (-60, 5, [(0, 5)]),
        (5, 7, [(0, 2)]),
        (10, 60, []),
        (-60, 0, []),
        (9, None, [(0, 1)]),
        (0, 10, [(0, 10)]),
    ],
)
def test_by_time(onset: float, expires: float | None, expected: list[tuple[int, float]]) -> None:
    times = {"onset": NOW + minutes(onset), "expires": None if expires is None else NOW + minutes(expires)}
    assert met(Area(regions=frozenset({"48270"})), ("48270", 10), **times) == [
        (slot, pytest.approx(length)) for slot, length in expected
    ]


def test_eta_decides_not_the_hour_of_departure() -> None:
    ending = {"onset": NOW - minutes(60), "expires": NOW + minutes(90)}
    assert met(Area(regions=frozenset({"48270"})), ("11110", 100), ("48270", 60), **ending) == []
    assert met(Area(regions=frozenset({"48270"})), ("11110", 60), ("48270", 60), **ending) == [
        (1, pytest.approx(30))
    ]


def test_what_cannot_touch_the_mode_is_not_met() -> None:
    assert (
        met(Area(regions=frozenset({"48270"})), ("48270", 10), mode=Mode.TRAIN, hazard=Hazard.CONGESTION)
        == []
    )


def test_distance() -> None:
    # Seoul City Hall to Busan City Hall, about 325 km in a straight line.
    assert distance_km(37.5663, 126.9779, 35.1798, 129.0750) == pytest.approx(325, abs=3)


def test_tables_are_complete_and_in_range() -> None:
    assert set(hazard_specs()) == set(Hazard)
    assert all(0 <= weight <= 1 for weight in mode_weights().values())
    for spec in hazard_specs().values():
        values = list(spec.intensity.values())
        assert all(0 <= value <= 1 for value in values)
        assert 0 < spec.persistence_h[0] < spec.persistence_h[1]
        assert spec.months <= set(range(1, 13))
    for rows in thresholds().values():
        for row in rows:
            assert (row.warning < row.advisory) is row.below


def test_a_warning_without_end_is_met_tomorrow_too() -> None:
    index = SignalIndex(situation(signal(Hazard.TYPHOON, onset=NOW - timedelta(days=3))))
    trip = itinerary([("48270", 10)], depart=NOW + timedelta(hours=20))
    assert len(meetings(trip, index, Profile())) == 1
