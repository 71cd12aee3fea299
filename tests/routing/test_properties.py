"""What must hold between any two districts."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.places.model import Place, PlaceKind, Region
from assistant.places.regions import load_regions
from assistant.risk.model import Mode
from assistant.routing import NoRoute, expose, load_planner
from assistant.routing.geo import distance_km
from assistant.routing.model import Wishes
from tests.routing.samples import MORNING

districts = st.deferred(lambda: st.sampled_from(load_regions().all()))


def seat(region: Region) -> Place:
    return Place(
        name=region.name, kind=PlaceKind.DISTRICT, lat=region.lat, lon=region.lon, region=region.code
    )


@settings(max_examples=80, deadline=None)
@given(districts, districts)
def test_any_two_districts_are_joined_by_some_mode(a: Region, b: Region) -> None:
    if a.code == b.code:
        return
    planner = load_planner()
    origin, destination = seat(a), seat(b)
    straight = distance_km(a.lat, a.lon, b.lat, b.lon)
    modes = planner.modes(origin, destination)
    assert modes, (a.name, b.name)
    for mode in modes:
        route = planner.plan(origin, destination, mode, MORNING)[0]
        assert route.minutes > 0
        assert route.distance_km >= 0.8 * straight
        points = [point for leg in route.legs for point in leg.points]
        assert all(x.minute <= y.minute for x, y in pairwise(points))
        itinerary = expose(route, MORNING)
        assert itinerary.exposures
        assert all(x.end <= y.start for x, y in pairwise(itinerary.exposures))
        if mode is Mode.CAR:
            assert straight / route.minutes * 60 < 115
            assert route.distance_km < 3.0 * straight + 30


@settings(max_examples=25, deadline=None)
@given(districts, districts, st.integers(min_value=0, max_value=400))
@example(load_regions().get("41111"), load_regions().get("41463"), 0)  # a street of ten kilometres
def test_avoided_regions_are_never_touched(a: Region, b: Region, pick: int) -> None:
    planner, origin, destination = load_planner(), seat(a), seat(b)
    if Mode.CAR not in planner.modes(origin, destination):
        return
    best = planner.plan(origin, destination, Mode.CAR, MORNING)[0]
    passed = sorted({p.region for leg in best.legs for p in leg.points if p.region} - {a.code, b.code})
    if not passed:
        return
    avoid = frozenset({passed[pick % len(passed)]})
    try:
        routes = planner.plan(
            origin, destination, Mode.CAR, MORNING, wishes=Wishes(avoid_regions=avoid), alternatives=1
        )
    except NoRoute:
        return
    for route in routes:
        assert not avoid & {point.region for leg in route.legs for point in leg.points}
