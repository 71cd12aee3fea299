from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.places.regions import load_regions
from assistant.risk.model import Mode
from assistant.routing import NoRoute, Route, load_planner
from assistant.routing.geo import distance_km
from assistant.routing.model import Wishes
from tests.routing.samples import MORNING, NIGHT, place

# Distances and hours that road atlases and navigation give for these pairs, with some room.
WELL_KNOWN = [
    # from, to, km, minutes at night, minutes on a weekday morning
    ("서울", "부산", (370, 430), (220, 270), (240, 330)),
    ("서울", "강릉", (205, 245), (120, 165), (140, 200)),
    ("서울", "대전", (145, 185), (90, 125), (105, 160)),
    ("서울", "광주", (275, 335), (165, 215), (185, 260)),
    ("서울", "대구", (270, 320), (160, 205), (180, 250)),
    ("서울", "전주", (190, 240), (115, 160), (135, 190)),
    ("서울", "목포", (320, 390), (195, 250), (210, 290)),
    ("서울", "여수", (310, 380), (190, 250), (210, 290)),
    ("서울", "속초", (180, 230), (110, 160), (125, 190)),
    ("서울", "춘천", (70, 115), (50, 85), (60, 110)),
    ("서울", "안동", (200, 260), (125, 175), (145, 205)),
    ("서울", "울산", (350, 420), (205, 260), (225, 310)),
    ("서울", "수원", (28, 50), (22, 45), (30, 75)),
    ("서울", "인천", (28, 50), (22, 50), (35, 80)),
    ("부산", "대구", (85, 135), (60, 100), (70, 125)),
    ("부산", "울산", (40, 70), (30, 60), (40, 80)),
    ("부산", "거제", (50, 115), (40, 90), (50, 110)),
    ("대구", "광주", (180, 230), (115, 165), (125, 190)),
    ("대전", "전주", (65, 110), (50, 85), (55, 105)),
    ("광주", "목포", (60, 100), (40, 80), (45, 95)),
    ("대구", "포항", (70, 110), (45, 85), (55, 105)),
    ("강릉", "속초", (50, 85), (35, 65), (40, 80)),
    ("청주", "세종", (20, 50), (18, 45), (22, 60)),
    ("제주", "서귀포", (30, 50), (28, 60), (32, 75)),
]


def car(a: str, b: str, **options: object) -> list[Route]:
    depart = options.pop("depart", NIGHT)
    return list(load_planner().plan(place(a), place(b), Mode.CAR, depart, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(("a", "b", "km", "night", "morning"), WELL_KNOWN)
def test_distance_and_time_of_well_known_pairs(
    a: str, b: str, km: tuple[int, int], night: tuple[int, int], morning: tuple[int, int]
) -> None:
    (route,) = car(a, b)
    assert km[0] <= route.distance_km <= km[1]
    assert night[0] <= route.minutes <= night[1]
    (route,) = car(a, b, depart=MORNING)
    assert morning[0] <= route.minutes <= morning[1]


@pytest.mark.parametrize(("a", "b"), [row[:2] for row in WELL_KNOWN])
def test_there_and_back_take_about_as_long(a: str, b: str) -> None:
    assert car(a, b)[0].minutes == pytest.approx(car(b, a)[0].minutes, rel=0.04)


@pytest.mark.parametrize(("a", "b"), [row[:2] for row in WELL_KNOWN])
def test_points_are_in_order_close_and_in_known_regions(a: str, b: str) -> None:
    (route,) = car(a, b)
    regions = load_regions()
    points = [point for leg in route.legs for point in leg.points]
    assert points[0].minute == 0.0
    assert points[-1].minute == pytest.approx(route.minutes)
    for first, second in pairwise(points):
        assert first.minute <= second.minute
        assert distance_km(first.lat, first.lon, second.lat, second.lon) <= 5.0
    for point in points:
        assert point.label
        if point.region is not None:  # a bridge may lead over open water
            assert regions.get(point.region)
    assert sum(point.region is None for point in points) <= 0.05 * len(points)


def test_legs_join_and_bear_road_names() -> None:
    (route,) = car("서울", "부산")
    assert route.legs[0].start == "서울"
    assert route.legs[-1].end == "부산"
    for leg, following in pairwise(route.legs):
        assert leg.points[-1].minute == pytest.approx(following.points[0].minute)
        end, start = leg.points[-1], following.points[0]
        assert distance_km(end.lat, end.lon, start.lat, start.lon) < 1.5
    assert sum(leg.distance_km for leg in route.legs) == pytest.approx(route.distance_km, abs=1.0)
    assert "고속도로" in route.via
    assert route.via.count("·") <= 1
    assert {leg.name for leg in route.legs} >= set(route.via.split("·"))
    assert route.typical


@pytest.mark.parametrize(
    ("a", "b", "through"),
    [
        (
            "서울",
            "부산",
            [{"밀양시", "울주군", "창녕군"}, {"김해시", "양산시"}, {"칠곡군", "군위군", "성주군", "영천시"}],
        ),
        ("서울", "강릉", [{"원주시", "홍천군"}, {"평창군", "양양군"}]),
        ("서울", "목포", [{"무안군"}, {"공주시", "당진시", "천안시 동남구"}]),
        ("대구", "광주", [{"고령군"}, {"거창군"}, {"남원시"}, {"담양군"}]),
        ("부산", "거제", [{"거제시"}, {"부산 강서구", "창원시 진해구"}]),
    ],
)
def test_way_passes_plausible_regions(a: str, b: str, through: list[set[str]]) -> None:
    regions = load_regions()
    (route,) = car(a, b)
    codes = {point.region for leg in route.legs for point in leg.points if point.region}
    names = {regions.get(code).name for code in codes} | {regions.spoken(code) for code in codes}
    for one_of in through:
        assert names & one_of, (one_of, names)


def test_alternatives_differ() -> None:
    routes = car("서울", "부산", alternatives=2)
    assert len(routes) == 3
    assert routes[0].minutes <= min(route.minutes for route in routes[1:])
    assert len({tuple(leg.name for leg in route.legs) for route in routes}) == 3
    assert all(route.minutes < 1.6 * routes[0].minutes for route in routes)


def test_avoided_region_is_avoided() -> None:
    (best,) = car("서울", "부산")
    passed = [point.region for leg in best.legs for point in leg.points]
    avoid = frozenset(code for code in passed if code and code[:2] in {"43", "47", "48"})
    assert avoid
    detours = car("서울", "부산", wishes=Wishes(avoid_regions=frozenset(sorted(avoid)[:1])))
    assert detours[0].minutes >= best.minutes
    for route in detours:
        assert not {point.region for leg in route.legs for point in leg.points} & set(sorted(avoid)[:1])
    # All districts of Gyeongbuk and Gyeongnam around Busan: no way is left.
    wall = frozenset(region.code for region in load_regions().all() if region.code[:2] in {"47", "48", "31"})
    with pytest.raises(NoRoute, match="피해서"):
        car("서울", "부산", wishes=Wishes(avoid_regions=wall))


def test_avoiding_the_destination_is_no_detour() -> None:
    busan = load_regions().at(place("부산").lat, place("부산").lon)
    assert busan is not None
    with pytest.raises(NoRoute, match="부산 자체가"):
        car("서울", "부산", wishes=Wishes(avoid_regions=frozenset({busan.code})))


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("서울", "서울", "같은 곳"),
        ("서울", "제주", "제주까지는 육지와 이어진 찻길이 없어요. 비행기나 배편"),
        ("제주", "서울", "제주에서는 육지와 이어진 찻길이 없어요. 비행기나 배편"),
        ("서울", "울릉도", "울릉도까지는 육지와 이어진 찻길이 없어요. 배편"),
        ("인천", "백령도", "찻길이 없어요"),
        ("목포", "흑산도", "찻길이 없어요"),
        ("제주", "우도", "찻길이 없어요"),
        ("서울", "도쿄", "도쿄 근처에는 제가 아는 길이 없어요"),
        ("부산", "쓰시마", "아는 길이 없어요"),
        ("서울", "개성", "아는 길이 없어요"),
        ("강릉", "동해 한가운데", "아는 길이 없어요"),
        ("널섬", "서울", "널섬 근처에는"),
    ],
)
def test_no_way_by_car_says_why(a: str, b: str, reason: str) -> None:
    with pytest.raises(NoRoute, match=reason) as caught:
        car(a, b)
    assert caught.value.reason.endswith("요.")


@pytest.mark.parametrize(("a", "b"), [("인천", "강화"), ("목포", "진도"), ("여수", "남해"), ("서울", "거제")])
def test_bridged_islands_are_reached_by_car(a: str, b: str) -> None:
    assert car(a, b)[0].minutes > 20


def test_peak_hours_are_slower_than_the_night() -> None:
    from assistant.routing import BuiltinPlanner

    free = BuiltinPlanner(typical=False).plan(place("서울"), place("부산"), Mode.CAR, MORNING)[0]
    night, morning = car("서울", "부산")[0], car("서울", "부산", depart=MORNING)[0]
    chuseok = car("서울", "부산", depart=MORNING.replace(month=9, day=25))[0]
    assert free.minutes <= night.minutes < morning.minutes < chuseok.minutes
