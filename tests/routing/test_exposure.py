from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import h3
import pytest

from assistant.risk.model import Mode
from assistant.routing import expose, load_planner, stay
from assistant.routing.model import Leg, Route, RoutePoint
from tests.routing.samples import MORNING, place


def route(mode: Mode, points: list[tuple[float, float, float, str | None]]) -> Route:
    leg = Leg(
        mode=mode,
        name="시험",
        start="가",
        end="나",
        distance_km=1.0,
        points=tuple(
            RoutePoint(lat=lat, lon=lon, minute=minute, region=region, label=f"점{i}")
            for i, (lat, lon, minute, region) in enumerate(points)
        ),
    )
    return Route(
        origin=place("서울"),
        destination=place("부산"),
        mode=mode,
        legs=(leg,),
        minutes=points[-1][2],
        distance_km=1.0,
        via="시험",
    )


def test_points_in_one_cell_merge_and_share_the_time_between_cells() -> None:
    itinerary = expose(
        route(Mode.CAR, [(37.5, 127.0, 0, "A"), (37.5001, 127.0, 4, "A"), (37.6, 127.0, 10, "A")]), MORNING
    )
    first, second = itinerary.exposures
    assert first.cell == h3.latlng_to_cell(37.5, 127.0, 7)
    assert (first.start, first.end) == (MORNING, MORNING + timedelta(minutes=7))
    assert (second.start, second.end) == (MORNING + timedelta(minutes=7), MORNING + timedelta(minutes=10))
    assert first.place == "점0"


def test_a_border_inside_a_cell_keeps_both_regions() -> None:
    itinerary = expose(route(Mode.CAR, [(37.5, 127.0, 0, "A"), (37.5001, 127.0, 4, "B")]), MORNING)
    assert [e.region for e in itinerary.exposures] == ["A", "B"]
    assert len({e.cell for e in itinerary.exposures}) == 1


def test_no_ground_exposure_in_the_air() -> None:
    flight = route(
        Mode.FLIGHT,
        [
            (37.56, 126.79, 0, "A"),
            (37.56, 126.79, 60, "A"),
            (33.51, 126.49, 125, "B"),
            (33.51, 126.49, 155, "B"),
        ],
    )
    first, second = expose(flight, MORNING).exposures
    assert (first.region, second.region) == ("A", "B")
    assert first.end == MORNING + timedelta(minutes=60)
    assert second.start == MORNING + timedelta(minutes=125)


@pytest.mark.parametrize(
    ("a", "b", "mode"),
    [
        ("서울", "부산", Mode.CAR),
        ("서울", "부산", Mode.TRAIN),
        ("강릉", "울릉도", Mode.SHIP),
        ("서울", "강남역", Mode.SUBWAY),
    ],
)
def test_exposures_cover_the_journey_without_gaps(a: str, b: str, mode: Mode) -> None:
    found = load_planner().plan(place(a), place(b), mode, MORNING)[0]
    itinerary = expose(found, MORNING)
    exposures = itinerary.exposures
    assert (itinerary.origin, itinerary.destination, itinerary.via) == (a, b, found.via)
    assert exposures[0].start == itinerary.depart == MORNING
    assert abs(exposures[-1].end - itinerary.arrive) < timedelta(seconds=1)
    for first, second in pairwise(exposures):
        assert first.end == second.start
        assert (first.cell, first.region, first.mode) != (second.cell, second.region, second.mode)
    assert all(e.start < e.end and e.place for e in exposures)


def test_flight_exposes_airports_and_the_ways_to_them_only() -> None:
    found = load_planner().plan(place("서울"), place("제주"), Mode.FLIGHT, MORNING)[0]
    exposures = expose(found, MORNING).exposures
    in_flight_mode = [e for e in exposures if e.mode is Mode.FLIGHT]
    assert [e.place for e in in_flight_mode] == ["김포공항", "제주공항"]
    assert all(e.lat > 34.5 or e.lat < 33.7 for e in exposures)


def test_stay_is_cut_by_the_hour() -> None:
    itinerary = stay(place("부산"), MORNING, MORNING + timedelta(hours=2, minutes=20))
    assert [(e.end - e.start) for e in itinerary.exposures] == [
        timedelta(hours=1),
        timedelta(hours=1),
        timedelta(minutes=20),
    ]
    assert len({e.cell for e in itinerary.exposures}) == 1
    assert itinerary.exposures[0].region == "26470"
    with pytest.raises(ValueError, match="must end"):
        stay(place("부산"), MORNING, MORNING)
