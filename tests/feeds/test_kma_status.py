from __future__ import annotations

from datetime import date

import pytest

from assistant.feeds.kma_bulletin import BulletinError
from assistant.feeds.kma_status import parse_status, zones_of
from assistant.feeds.kma_zones import zone_table
from assistant.places import load_regions

DAY = date(2026, 8, 1)

TEXTS = [
    ("경기도(고양, 광명), 서울(서울동남권)", {"고양", "광명", "서울동남권"}),
    ("서울", {"서울동북권", "서울동남권", "서울서북권", "서울서남권"}),
    ("충청남도(보령(도서제외), 보령도서)", {"보령", "보령도서"}),
    ("강원도(강릉평지, 강원북부산지)", {"강릉평지", "강원북부산지"}),
    ("강원특별자치도(원주·횡성)", {"원주", "횡성"}),
    ("경기도(광주), 광주", {"광주@경기도", "광주"}),
    ("강원도(고성평지), 경상남도(고성)", {"고성평지", "고성"}),
    ("제주도(제주도산지, 추자도 제외)", None),
    ("흑산도.홍도, 울릉도·독도", {"흑산도.홍도", "울릉도.독도"}),
    ("인천·경기북부앞바다, 동해남부북쪽안쪽먼바다", {"인천·경기북부앞바다", "동해남부북쪽안쪽먼바다"}),
]


@pytest.mark.parametrize(("text", "zones"), TEXTS)
def test_zones(text: str, zones: set[str] | None) -> None:
    read = zones_of(text, DAY)
    assert read.unknown == ()
    if zones is not None:
        assert read.zones == zones
    else:
        assert read.zones == zone_table().leaves("제주도", DAY) - {"제주도산지", "추자도"}


def test_every_zone_has_regions_that_exist() -> None:
    index = load_regions()
    for leaf in zone_table().all_leaves:
        for code in zone_table().region_codes(leaf, index):
            assert index.get(code)


def test_status_text() -> None:
    lines = parse_status("o 폭염경보 : 경기도(고양),\n서울\no 풍랑주의보 : 제주도남쪽바깥먼바다\n", DAY)
    assert [(line.kind.value, line.level.value) for line in lines] == [("폭염", "경보"), ("풍랑", "주의보")]
    assert "41281" in lines[0].area.regions(load_regions())
    assert parse_status("o 없음", DAY) == ()


def test_unknown_and_broken() -> None:
    assert zones_of("경기도(안드로메다)", DAY).unknown == ("안드로메다",)
    with pytest.raises(BulletinError):
        zones_of("경기도(고양", DAY)
