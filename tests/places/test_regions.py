"""Regions: names old and new, points, borders, cells, sea areas."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from assistant.places import load_regions
from assistant.places.provinces import province_codes

POINTS = [
    (37.5663, 126.9779, "11140"),  # Seoul city hall, 중구
    (35.1796, 129.0750, "26470"),  # Busan city hall, 연제구
    (35.5038, 128.7464, "48270"),  # 밀양
    (36.2428, 128.5728, "27720"),  # 군위, now 대구
    (37.8813, 127.7300, "51110"),  # 춘천
    (35.8242, 127.1480, "52111"),  # 전주 완산구
    (33.4996, 126.5312, "50110"),  # 제주시
    (37.4847, 130.9058, "47940"),  # 울릉도
    (36.4800, 127.2890, "36110"),  # 세종
    (37.2636, 127.0286, "41115"),  # 수원 팔달구
    (37.4602, 126.4407, "28155"),  # Incheon airport, 영종구
    (37.4752, 126.5970, "28125"),  # 월미도, 제물포구
    (37.5338, 126.6422, "28275"),  # 청라, 서해구
    (37.6016, 126.6573, "28290"),  # 검단
    (37.4841, 126.7827, "41194"),  # 부천역, 소사구
    (37.5062, 126.8104, "41192"),  # 까치울, 원미구
    (37.2006, 127.0955, "41597"),  # 동탄역
    (37.2067, 127.0332, "41595"),  # 병점역
    (37.2173, 126.9523, "41593"),  # 봉담
    (38.3800, 128.4678, "51820"),  # 고성, 강원
]


@pytest.mark.parametrize(("lat", "lon", "code"), POINTS)
def test_point_lies_in_region(lat: float, lon: float, code: str) -> None:
    region = load_regions().at(lat, lon)
    assert region is not None
    assert region.code == code


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (39.03, 125.75),
        (33.59, 130.40),
        (36.0, 124.0),
        (37.3, 130.0),
        (0.0, 0.0),
        (float("nan"), 127.0),
        (95.0, 400.0),
    ],
)
def test_point_abroad_or_at_sea_has_no_region(lat: float, lon: float) -> None:
    assert load_regions().at(lat, lon) is None


def test_pier_belongs_to_the_coast_within_tolerance() -> None:
    regions = load_regions()
    # The cruise quay of 영도 reaches into the harbour; 5 km out is the open sea.
    assert regions.at(35.0460, 129.0870) is not None
    assert regions.at(35.0000, 129.1600) is None


def test_many_points_agree_with_one_by_one_and_with_the_polygons() -> None:
    regions = load_regions()
    rng = np.random.default_rng(20230809)
    lats, lons = rng.uniform(33.0, 38.7, 3000), rng.uniform(125.8, 129.8, 3000)
    codes = regions.at_many(lats, lons)
    for lat, lon, code in zip(lats, lons, codes, strict=True):
        one = regions.at(float(lat), float(lon))
        assert (one.code if one else "") == code
    from shapely.geometry import Point

    inside = [(i, c) for i, c in enumerate(codes) if c][::10]
    assert len(inside) > 80
    for index, code in inside:
        # Within the polygon, or off its coast by less than the tolerance.
        assert regions.shape(str(code)).distance(Point(lons[index], lats[index])) < 0.0185


def test_every_seat_lies_in_its_region() -> None:
    regions = load_regions()
    assert len(regions.all()) == 256
    for region in regions.all():
        found = regions.at(region.lat, region.lon)
        assert found is not None
        assert found.code == region.code, region.name


@pytest.mark.parametrize(
    ("name", "province", "codes"),
    [
        ("밀양", None, {"48270"}),
        ("밀양시", None, {"48270"}),
        ("경상남도 밀양시", None, {"48270"}),
        ("고성", None, {"48820", "51820"}),
        ("고성", "강원", {"51820"}),
        ("고성군", "강원도", {"51820"}),
        ("경남 고성", None, {"48820"}),
        ("수원", None, {"41111", "41113", "41115", "41117"}),
        ("수원시", "경기도", {"41111", "41113", "41115", "41117"}),
        ("장안구", None, {"41111"}),
        ("수원 장안구", None, {"41111"}),
        ("포항북구", None, {"47113"}),
        ("창원", "경남", {"48121", "48123", "48125", "48127", "48129"}),
        ("군위", "대구", {"27720"}),
        ("군위", "경상북도", {"27720"}),
        ("군위군", "전남", set()),
        ("세종", None, {"36110"}),
        ("광주", "경기도", {"41610"}),
        ("미추홀구", "인천", {"28177"}),
        ("남구", "인천", {"28177"}),
        ("제물포구", None, {"28125"}),
        ("중구", "인천", {"28125", "28155"}),
        ("서구", "인천광역시", {"28275", "28290"}),
        ("영종구", "인천광역시", {"28155"}),
        ("서해구", None, {"28275"}),
        ("검단구", None, {"28290"}),
        ("소사구", None, {"41194"}),
        ("서해", None, set()),
        ("화성", None, {"41591", "41593", "41595", "41597"}),
        ("전남광주통합특별시 서구", None, {"29140"}),
        ("광주광역시 서구", None, {"29140"}),
        ("보성군", "전라남도", {"46780"}),
        ("보성군", "전남광주통합특별시", {"46780"}),
        ("춘천", "강원특별자치도", {"51110"}),
        ("남해동부앞바다", None, {"sea:남해동부앞바다"}),
        ("동해남부북쪽안쪽먼바다", None, {"sea:동해남부북쪽안쪽먼바다"}),
        ("경기도 안산시 단원구 풍도동", None, {"41273"}),
        ("세종특별자치시 세종특별자치시 소정면", None, {"36110"}),
        ("부천시 원미동", "경기도", {"41192", "41194", "41196"}),
        ("경기도 안드로메다동", None, set()),
        ("안드로메다", None, set()),
        ("", None, set()),
    ],
)
def test_find(name: str, province: str | None, codes: set[str]) -> None:
    assert {region.code for region in load_regions().find(name, province)} == codes


@pytest.mark.parametrize(
    ("name", "prefixes", "count"),
    [
        ("경상남도", {"48"}, 22),
        ("경남", {"48"}, 22),
        ("대구", {"27"}, 9),
        ("전라남도", {"46"}, 22),
        ("전남광주통합특별시", {"29", "46"}, 27),
        ("강원도", {"51"}, 18),
        ("수도권", {"11", "28", "41"}, 83),
        ("전국", None, 256),
    ],
)
def test_province_names_give_all_their_regions(name: str, prefixes: set[str] | None, count: int) -> None:
    found = load_regions().find(name)
    assert len(found) == count
    if prefixes:
        assert {region.code[:2] for region in found} == prefixes


@pytest.mark.shared
def test_names_and_points_of_2026() -> None:
    """Every 시군구 of the ITS table of 2026-09 is found by its names, and its point lies in what is found."""
    path = Path(__file__).parents[3] / "shared" / "data" / "roads" / "sgg_to_hub_minutes_dev.csv"
    if not path.exists():
        pytest.skip("needs ../shared")
    regions = load_regions()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            found = {region.code for region in regions.find(row["sgg"], row["sido"])}
            here = regions.at(float(row["lat"]), float(row["lon"]))
            assert here is not None
            assert here.code in found, row


def test_name_that_is_city_and_province_gives_both() -> None:
    codes = {region.code for region in load_regions().find("광주")}
    assert codes == {"41610", "29110", "29140", "29155", "29170", "29200"}


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("42110", "51110"),
        ("45111", "52111"),
        ("47720", "27720"),
        ("11110", "11110"),
        ("28110", "28125"),  # 중구 of Incheon: the part with the former office
        ("41190", "41192"),
        ("12720", "46720"),  # 곡성군 of 전남광주통합특별시
        ("12330", "29200"),
    ],
)
def test_former_codes_are_known(old: str, now: str) -> None:
    assert load_regions().get(old).code == now


def test_unknown_code_raises() -> None:
    with pytest.raises(KeyError):
        load_regions().get("99999")


@pytest.mark.parametrize(
    ("code", "official", "spoken"),
    [
        ("46780", "전남광주통합특별시", "전남 보성군"),
        ("29140", "전남광주통합특별시", "광주 서구"),
        ("51820", "강원특별자치도", "강원 고성군"),
        ("36110", "세종특별자치시", "세종시"),
        ("41111", "경기도", "경기 수원시 장안구"),
        ("sea:울산앞바다", "해상", "울산앞바다"),
    ],
)
def test_names_of_provinces(code: str, official: str, spoken: str) -> None:
    assert load_regions().province_of(code) == official
    assert load_regions().spoken(code) == spoken


def test_neighbours_are_mutual_and_cross_bridges() -> None:
    regions = load_regions()
    for region in regions.all():
        for near in region.neighbours:
            assert region.code in regions.get(near).neighbours
    assert {"부산진구", "동래구"} <= {region.name for region in regions.neighbours("26470")}
    assert "26200" in regions.get("26110").neighbours  # 영도 over the bridge
    assert regions.get("47940").neighbours == ()  # 울릉 is alone


def test_cells_partition_the_land() -> None:
    regions = load_regions()
    milyang = regions.cells("48270")
    assert 190 < len(milyang) < 240  # 799 km2; a cell has 3.7 km2 at this latitude
    assert not milyang & regions.cells("48250")
    assert all(regions.cells(region.code) for region in regions.all())
    assert len(regions.cells("48270", 8)) > 6 * len(milyang)


def test_sea_areas_are_off_the_coast_and_marked_rough() -> None:
    regions = load_regions()
    assert len(regions.seas()) > 50
    for sea in regions.seas():
        assert sea.approximate
        assert regions.at(sea.lat, sea.lon) is None, sea.name
        assert regions.neighbours(sea.code)
        assert len(regions.cells(sea.code)) == 1


def test_parent_city_is_known() -> None:
    assert load_regions().get("41111").parent == "수원시"
    assert load_regions().get("48270").parent == ""


@given(st.text(max_size=30), st.one_of(st.none(), st.text(max_size=8)))
def test_find_never_raises(name: str, province: str | None) -> None:
    load_regions().find(name, province)
    province_codes(name)


@given(st.floats(), st.floats())
def test_at_never_raises(lat: float, lon: float) -> None:
    load_regions().at(lat, lon)


def test_a_divided_district_is_covered_by_its_parts() -> None:
    """The parts of a district neither overlap nor leave a gap: together they have the former outline."""
    shapes = [load_regions().shape(code) for code in ("41591", "41593", "41595", "41597")]
    whole = shapely.union_all(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, rel=1e-3)
    assert len([part for part in whole.geoms if part.area > 1e-3]) == 1
