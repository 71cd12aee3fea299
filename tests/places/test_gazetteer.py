"""The gazetteer: look-up, order, points and their regions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.places import PlaceKind, load_gazetteer, load_regions


@pytest.mark.parametrize(
    ("name", "full", "kind", "region"),
    [
        ("부산", "부산광역시", PlaceKind.PROVINCE, None),
        ("부산광역시", "부산광역시", PlaceKind.PROVINCE, None),
        ("경남", "경상남도", PlaceKind.PROVINCE, None),
        ("강원도", "강원특별자치도", PlaceKind.PROVINCE, None),
        ("전라북도", "전북특별자치도", PlaceKind.PROVINCE, None),
        ("광주", "광주광역시", PlaceKind.PROVINCE, None),
        ("제주", "제주특별자치도", PlaceKind.PROVINCE, None),
        ("밀양", "밀양시", PlaceKind.DISTRICT, "48270"),
        ("수원", "수원시", PlaceKind.DISTRICT, "41115"),
        ("강남", "강남구", PlaceKind.DISTRICT, "11680"),
        ("분당", "성남시 분당구", PlaceKind.DISTRICT, "41135"),
        ("아산", "아산시", PlaceKind.DISTRICT, "44200"),
        ("역삼동", "역삼동", PlaceKind.NEIGHBOURHOOD, "11680"),
        ("서울역", "서울역", PlaceKind.STATION, "11140"),
        ("강남역", "강남역", PlaceKind.STATION, "11680"),
        ("홍대", "홍대입구역", PlaceKind.STATION, "11440"),
        ("판교역", "판교역", PlaceKind.STATION, "41135"),
        ("인천공항", "인천국제공항", PlaceKind.AIRPORT, "28155"),
        ("제주국제공항", "제주국제공항", PlaceKind.AIRPORT, "50110"),
        ("서울톨게이트", "서울요금소", PlaceKind.TOLLGATE, "41135"),
        ("금강휴게소", "금강휴게소", PlaceKind.REST_AREA, "43730"),
        ("낙동JC", "낙동JC", PlaceKind.INTERCHANGE, "47250"),
        ("낙동분기점", "낙동JC", PlaceKind.INTERCHANGE, "47250"),
        ("울릉도", "울릉도", PlaceKind.ISLAND, "47940"),
        ("경부고속도로", "경부고속도로", PlaceKind.ROAD, None),
        ("강원 고성", "고성군", PlaceKind.DISTRICT, "51820"),
        ("서울 강남구 역삼동", "역삼동", PlaceKind.NEIGHBOURHOOD, "11680"),
    ],
)
def test_first_of_a_name(name: str, full: str, kind: PlaceKind, region: str | None) -> None:
    place = load_gazetteer().lookup(name)[0]
    assert (place.name, place.kind, place.region) == (full, kind, region)


@pytest.mark.parametrize(
    ("name", "regions"),
    [("고성", ["48820", "51820"]), ("광주", [None, "41610"]), ("고성군", ["48820", "51820"])],
)
def test_shared_names_are_close_at_the_top(name: str, regions: list[str | None]) -> None:
    first, second, *_ = load_gazetteer().lookup(name)
    assert sorted([first.region or "", second.region or ""]) == sorted(r or "" for r in regions)
    assert first.prominence - second.prominence < 0.25


@pytest.mark.parametrize(
    ("name", "short"),
    [("부산광역시", "부산"), ("밀양시", "밀양"), ("서울역", "서울역"), ("인천국제공항", "인천공항")],
)
def test_short_is_what_people_say(name: str, short: str) -> None:
    assert load_gazetteer().lookup(name)[0].short == short


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("부산", 35.1798, 129.0750),
        ("충남", 36.6588, 126.6728),
        ("경북", 36.5760, 128.5056),
        ("대전", 36.3504, 127.3845),
    ],
)
def test_provinces_stand_at_their_seats(name: str, lat: float, lon: float) -> None:
    place = load_gazetteer().lookup(name)[0]
    assert abs(place.lat - lat) < 0.04
    assert abs(place.lon - lon) < 0.04


@pytest.mark.parametrize("name", ["안드로메다", "", "   ", "??", "가", "부산부산부산"])
def test_unknown_names_give_nothing(name: str) -> None:
    assert load_gazetteer().lookup(name) == ()


def test_spaces_and_case_do_not_matter() -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.lookup("천안 ic") == gazetteer.lookup("천안IC") != ()


def test_every_place_is_sound() -> None:
    regions = load_regions()
    codes = {region.code for region in regions.all()}
    places = list(load_gazetteer())
    assert len(places) > 5000
    for place in places:
        assert 32.9 < place.lat < 38.7, place
        assert 124.5 < place.lon < 132.0, place
        assert 0 < place.prominence <= 1, place
        assert place.source, place
        assert place.region is None or place.region in codes, place
        assert (place.region_name == "") == (place.region is None), place


def test_townships_know_their_region() -> None:
    """At most 3 % of the points lie across a simplified border from the region they belong to."""
    regions = load_regions()
    towns = [p for p in load_gazetteer() if p.kind is PlaceKind.NEIGHBOURHOOD]
    inside = sum(1 for p in towns if (found := regions.at(p.lat, p.lon)) and found.code == p.region)
    assert inside / len(towns) > 0.97


@given(st.text(max_size=40))
def test_lookup_never_raises(name: str) -> None:
    load_gazetteer().lookup(name)
