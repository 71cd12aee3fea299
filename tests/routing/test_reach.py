"""Every district of the country can be reached by some mode, and islands never by car."""

from __future__ import annotations

import pytest

from assistant.places.model import Place, PlaceKind, Region
from assistant.places.regions import load_regions
from assistant.risk.model import Mode
from assistant.routing import NoRoute, load_planner
from assistant.routing.islands import MAINLAND, land_of
from tests.routing.samples import MORNING, place

REGIONS = load_regions().all()


def town_of(region: Region) -> Place:
    return Place(
        name=region.name, kind=PlaceKind.DISTRICT, lat=region.lat, lon=region.lon, region=region.code
    )


def test_there_are_as_many_districts_as_the_country_has() -> None:
    assert len(REGIONS) == 256


@pytest.mark.parametrize("origin", ["서울", "부산"])
def test_every_district_is_reached(origin: str) -> None:
    planner, start = load_planner(), place(origin)
    missed = []
    for region in REGIONS:
        goal = town_of(region)
        modes = planner.modes(start, goal)
        try:
            if modes:
                assert planner.plan(start, goal, modes[0], MORNING)[0].minutes > 0
            else:
                missed.append(region.name)
        except NoRoute:
            missed.append(region.name)
    assert missed == []


def test_no_car_reaches_another_land() -> None:
    planner, start = load_planner(), place("서울")
    islands = [town_of(region) for region in REGIONS if land_of(region.lat, region.lon) != MAINLAND]
    assert {island.name for island in islands} >= {"제주시", "서귀포시", "울릉군"}
    for island in islands:
        with pytest.raises(NoRoute):
            planner.plan(start, island, Mode.CAR, MORNING)


def test_the_airport_is_reached_over_its_bridge() -> None:
    from assistant.api.places_in import resolve_place

    route = load_planner().plan(place("서울"), resolve_place("인천공항"), Mode.CAR, MORNING)[0]
    assert any("고속" in leg.name for leg in route.legs)
    assert any(point.label.startswith("공항신도시") for leg in route.legs for point in leg.points)
