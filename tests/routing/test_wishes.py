"""Ways that keep to a wish: by a road, through a place, out of cells."""

from __future__ import annotations

import h3.api.basic_str as h3
import pytest

from assistant.api.places_in import resolve_place as place
from assistant.places.model import Place
from assistant.risk.model import Mode
from assistant.routing.builtin import load_planner
from assistant.routing.cells import BadCell, cells_of
from assistant.routing.geo import distance_km
from assistant.routing.model import NoRoute, Route, Wishes
from tests.routing.samples import MORNING


def best(origin: str, destination: str, mode: Mode = Mode.CAR, **wishes: object) -> Route:
    wish = Wishes(**wishes)  # type: ignore[arg-type]
    return load_planner().plan(place(origin), place(destination), mode, MORNING, wishes=wish)[0]


def points_of(route: Route) -> list[tuple[float, float]]:
    return [(point.lat, point.lon) for leg in route.legs for point in leg.points]


@pytest.mark.parametrize("road", ["경부고속도로", "중부내륙고속도로", "영동고속도로"])
def test_a_wished_expressway_is_taken(road: str) -> None:
    route = best("서울", "부산", via=place(road))
    assert sum(leg.distance_km for leg in route.legs if leg.name == road) > 20
    assert route.minutes >= best("서울", "부산").minutes


def test_a_numbered_road_keeps_to_its_corridor() -> None:
    """Few edges bear numbers of national roads: the way keeps to the regions along them."""
    route = best("강릉", "포항", via=place("7번국도"))
    assert not any("고속" in leg.name for leg in route.legs)
    assert min(distance_km(*point, 36.993, 129.400) for point in points_of(route)) < 15  # 울진


def test_a_place_on_the_way_is_passed() -> None:
    daejeon = place("대전")
    route = best("서울", "부산", via=daejeon)
    assert min(distance_km(*point, daejeon.lat, daejeon.lon) for point in points_of(route)) < 1
    minutes = [point.minute for leg in route.legs for point in leg.points]
    assert minutes == sorted(minutes)


def test_alternatives_follow_the_wish_too() -> None:
    wishes = Wishes(via=place("대전"))
    routes = load_planner().plan(
        place("서울"), place("부산"), Mode.CAR, MORNING, wishes=wishes, alternatives=2
    )
    assert len({route.via for route in routes}) > 1


@pytest.mark.parametrize(("origin", "road"), [("서울", "7번국도"), ("목포", "서울양양고속도로")])
def test_a_road_that_leads_elsewhere_is_said(origin: str, road: str) -> None:
    with pytest.raises(NoRoute, match="찾지 못했어요"):
        best(origin, "천안", via=place(road))


def test_a_train_does_not_choose_its_road() -> None:
    with pytest.raises(NoRoute, match="자동차나 버스로 갈 때만"):
        best("서울", "부산", Mode.TRAIN, via=place("경부고속도로"))


@pytest.mark.parametrize("resolution", [5, 7, 9])
def test_no_stretch_touches_an_avoided_cell(resolution: int) -> None:
    plain = points_of(best("서울", "부산"))
    middle = plain[len(plain) // 2]
    cells = cells_of([h3.latlng_to_cell(*middle, resolution)])
    route = best("서울", "부산", avoid_cells=cells)
    assert not {int(h3.latlng_to_cell(*point, 7), 16) for point in points_of(route)} & cells
    assert route.minutes > best("서울", "부산").minutes


def test_an_end_inside_avoided_cells_is_said() -> None:
    busan: Place = place("부산")
    cells = cells_of([h3.latlng_to_cell(busan.lat, busan.lon, 7)])
    with pytest.raises(NoRoute, match="부산 자체가"):
        best("서울", "부산", avoid_cells=cells)


@pytest.mark.parametrize("name", ["", "부산", "zz", "85283473", h3.latlng_to_cell(36.0, 128.0, 2)])
def test_what_is_no_cell_is_refused(name: str) -> None:
    with pytest.raises(BadCell):
        cells_of([name])
