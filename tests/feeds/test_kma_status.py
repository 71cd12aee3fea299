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
    ("충청남도(보령(도서제외), 보령도서)", {"보령/그밖", "보령도서@2026"}),
    ("강원도(강릉평지, 강릉산지)", {"강릉평지@2026", "강릉산지"}),
    ("경상북도(경주시중북부, 안동서부, 울진군산지)", {"경주중북부", "안동서부", "울진산지"}),
    ("경상북도(경주)", {"경주중북부", "경주동부", "경주남부", "경주서부"}),
    ("경상남도(합천(중부 제외))", {"합천서북부", "합천남부"}),
    ("대구(달성군북부, 군위)", {"달성북부", "군위"}),
    ("대구(달성 제외)", {"대구중부", "군위"}),
    ("인천(옹진, 인천영종, 인천남부)", {"옹진", "인천영종", "인천남부"}),
    ("전라남도(영광(영광군 낙월면 제외), 완도군(여서도 제외))", {"영광/그밖", "완도/그밖"}),
    (
        "전북자치도(군산시(옥도면 제외), 군산옥도면(어청도 제외), 부안위도면)",
        {"군산/그밖", "군산옥도면/그밖", "부안위도면"},
    ),
    ("전라남도(신안군(흑산면제외)), 흑산도.홍도", {"신안", "흑산도.홍도"}),
    ("제주도(제주시동부, 서귀포시남부, 서귀포시중산간)", {"제주시동부", "서귀포시남부", "서귀포시중산간"}),
    ("제주도(제주시(산지 제외))", {"제주시서부", "제주시북부", "제주시동부", "제주시중산간"}),
    ("서해5도(백령도.대청도)", {"백령도.대청도"}),
    ("경북북부앞바다중 영덕연안바다", {"경북북부앞바다/영덕연안바다"}),
    ("강원특별자치도(원주·횡성)", {"원주", "횡성"}),
    ("경기도(광주), 광주", {"광주@경기도", "광주서부", "광주동부"}),
    ("강원도(고성평지), 경상남도(고성)", {"고성평지@2026", "고성"}),
    ("제주도(제주도산지, 추자도 제외)", None),
    ("흑산도.홍도, 울릉도·독도", {"흑산도.홍도", "울릉도.독도"}),
    (
        "인천·경기북부앞바다, 동해남부북쪽안쪽먼바다",
        {"인천·경기북부앞바다/그밖", "인천·경기북부앞바다/평수구역", "동해남부북쪽안쪽먼바다"},
    ),
]


@pytest.mark.parametrize(("text", "zones"), TEXTS)
def test_zones(text: str, zones: set[str] | None) -> None:
    read = zones_of(text, DAY)
    assert read.unknown == ()
    if zones is not None:
        assert read.zones == zones
    else:
        assert read.zones == zone_table().leaves("제주도", DAY) - {"제주도산지", "추자도"}


BEFORE = [
    ("충청남도(보령(도서제외), 보령도서)", {"보령", "보령도서"}),
    ("강원도(강릉평지, 강원북부산지)", {"강릉평지", "강원북부산지"}),
    ("경상북도(경주, 울진평지, 경북북동산지)", {"경주", "울진평지", "경북북동산지"}),
    ("대구(군위 제외)", {"대구본구역"}),
    ("제주도(제주도동부)", {"제주도동부"}),
]


@pytest.mark.parametrize(("text", "zones"), BEFORE)
def test_zones_before_they_were_split(text: str, zones: set[str]) -> None:
    read = zones_of(text, date(2026, 5, 30))
    assert (read.zones, read.unknown) == (zones, ())


def test_names_of_zones_that_are_no_more_are_unknown() -> None:
    assert zones_of("경상북도(경북북동산지)", DAY).unknown == ("경북북동산지",)
    assert zones_of("경상북도(경주동부)", date(2026, 5, 30)).unknown == ("경주동부",)


def test_parts_of_a_city_are_said_together() -> None:
    table = zone_table()
    assert table.say(table.leaves("경주", DAY), DAY) == ("경주",)
    assert table.say({"경주동부", "경주서부", "안동북부"}, DAY) == ("안동 북부", "경주 동부", "경주 서부")


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
