from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.places.regions import load_regions
from assistant.risk.model import Mode
from assistant.routing import NoRoute, Route, load_planner
from assistant.routing.model import Wishes
from tests.routing.samples import MORNING, place


def best(a: str, b: str, mode: Mode) -> Route:
    return load_planner().plan(place(a), place(b), mode, MORNING)[0]


def ride_minutes(route: Route) -> float:
    """Minutes in the main vehicle, without access and waiting."""
    return sum(
        leg.points[-1].minute - leg.points[0].minute
        for leg in route.legs
        if leg.mode is route.mode and leg.distance_km > 0
    )


@pytest.mark.parametrize(
    ("a", "b", "line", "ride"),
    [
        ("서울", "부산", "KTX 경부선", (138, 175)),
        ("서울", "대전", "KTX 경부선", (50, 70)),
        ("서울", "대구", "KTX 경부선", (92, 116)),
        ("강남역", "부산", "SRT 경부선", (130, 165)),
        ("서울", "광주", "KTX", (95, 130)),
        ("서울", "목포", "KTX", (135, 165)),
        ("서울", "여수", "KTX 전라선", (165, 195)),
        ("서울", "강릉", "KTX 강릉선", (90, 125)),
        ("서울", "춘천", "ITX-청춘", (45, 70)),
        ("서울", "안동", "KTX 중앙선", (105, 130)),
        ("부산", "강릉", "동해선", (210, 300)),
    ],
)
def test_trains_of_well_known_pairs(a: str, b: str, line: str, ride: tuple[int, int]) -> None:
    route = best(a, b, Mode.TRAIN)
    assert line in route.via
    assert ride[0] <= ride_minutes(route) <= ride[1]
    assert 15 <= route.minutes - ride_minutes(route) <= 90


@pytest.mark.parametrize(
    ("a", "b", "mode", "minutes"),
    [
        ("서울", "부산", Mode.BUS, (280, 400)),
        ("서울", "제주", Mode.FLIGHT, (170, 230)),
        ("부산", "제주", Mode.FLIGHT, (150, 210)),
        ("서울", "부산", Mode.FLIGHT, (165, 230)),
        ("목포", "제주", Mode.SHIP, (180, 360)),
        ("강릉", "울릉도", Mode.SHIP, (200, 300)),
        ("포항", "울릉도", Mode.SHIP, (200, 300)),
        ("인천", "백령도", Mode.SHIP, (270, 370)),
        ("목포", "흑산도", Mode.SHIP, (150, 240)),
        ("제주", "우도", Mode.SHIP, (70, 160)),
        ("서울", "홍도", Mode.SHIP, (380, 560)),
        ("제주", "마라도", Mode.SHIP, (100, 190)),
        ("서울", "강남역", Mode.SUBWAY, (25, 50)),
        ("부산", "김해", Mode.SUBWAY, (35, 75)),
        ("서울", "강남역", Mode.BIKE, (30, 70)),
        ("서울", "강남역", Mode.WALK, (110, 190)),
        ("서울", "강남역", Mode.BUS, (30, 75)),
    ],
)
def test_minutes_of_other_modes(a: str, b: str, mode: Mode, minutes: tuple[int, int]) -> None:
    route = best(a, b, mode)
    assert route.mode is mode
    assert minutes[0] <= route.minutes <= minutes[1]


@pytest.mark.parametrize(
    ("a", "b", "modes"),
    [
        ("서울", "부산", [Mode.CAR, Mode.TRAIN, Mode.BUS, Mode.FLIGHT]),
        ("서울", "강남역", [Mode.CAR, Mode.SUBWAY, Mode.BUS]),
        ("서울", "제주", [Mode.FLIGHT, Mode.SHIP]),
        ("서울", "울릉도", [Mode.SHIP]),
        ("제주", "우도", [Mode.SHIP]),
        ("서울", "마라도", [Mode.FLIGHT, Mode.SHIP]),
        ("서울", "대구", [Mode.CAR, Mode.TRAIN, Mode.BUS]),
        ("제주", "서귀포", [Mode.CAR, Mode.BUS]),
        ("서울", "서울", []),
        ("서울", "도쿄", []),
    ],
)
def test_modes_are_offered_best_first(a: str, b: str, modes: list[Mode]) -> None:
    assert list(load_planner().modes(place(a), place(b))) == modes


@pytest.mark.parametrize(
    ("a", "b"), [("서울", "부산"), ("서울", "제주"), ("서울", "우도"), ("대구", "강릉"), ("울릉도", "제주")]
)
def test_every_offered_mode_can_be_planned(a: str, b: str) -> None:
    planner = load_planner()
    for mode in planner.modes(place(a), place(b)):
        route = best(a, b, mode)
        points = [point for leg in route.legs for point in leg.points]
        assert points[0].minute == 0.0
        assert points[-1].minute == pytest.approx(route.minutes)
        assert all(x.minute <= y.minute for x, y in pairwise(points))
        assert all(len(leg.points) >= 2 for leg in route.legs)


@pytest.mark.parametrize(
    ("a", "b", "mode", "reason"),
    [
        ("서울", "제주", Mode.TRAIN, "기차로 가는 길은 찾지 못했어요"),
        ("서울", "제주", Mode.BUS, "찻길이 없어요"),
        ("서울", "강남역", Mode.FLIGHT, "비행기로 가는 길은 찾지 못했어요"),
        ("서울", "부산", Mode.SHIP, "배로 가는 길은 찾지 못했어요"),
        ("서울", "부산", Mode.SUBWAY, "지하철로 가는 길은 찾지 못했어요"),
        ("서울", "부산", Mode.WALK, "걸어서 가기에 너무 멀어요"),
        ("서울", "부산", Mode.BIKE, "자전거로 가기에 너무 멀어요"),
        ("서울", "서울", Mode.WALK, "같은 곳"),
    ],
)
def test_missing_connections_say_why(a: str, b: str, mode: Mode, reason: str) -> None:
    with pytest.raises(NoRoute, match=reason):
        best(a, b, mode)


def test_ferry_passes_named_sea_areas() -> None:
    route = best("강릉", "울릉도", Mode.SHIP)
    at_sea = [p for leg in route.legs for p in leg.points if (p.region or "").startswith("sea:")]
    assert len(at_sea) > 10
    regions = load_regions()
    assert all(regions.get(point.region).province == "해상" for point in at_sea if point.region)
    assert at_sea[0].label != at_sea[-1].label


def test_train_that_meets_an_avoided_region_is_refused() -> None:
    route = best("서울", "부산", Mode.TRAIN)
    middle = route.legs[2].points[len(route.legs[2].points) // 2].region
    assert middle is not None
    with pytest.raises(NoRoute, match="피해서"):
        load_planner().plan(
            place("서울"),
            place("부산"),
            Mode.TRAIN,
            MORNING,
            wishes=Wishes(avoid_regions=frozenset({middle})),
        )
