from __future__ import annotations

import pytest

from assistant.feeds.kma_bulletin import (
    Bulletin,
    BulletinError,
    parse_bulletin,
    parse_zone_names,
    resolve_zones,
)
from assistant.feeds.kma_tables import Command, Kind, WarningLevel
from assistant.feeds.kma_zones import zone_table
from assistant.feeds.statements import from_json, to_json
from tests.feeds.helpers import OFFICE, at, bulletin

DAY = at("2024-07-01 00:00").date()
GYEONGNAM = zone_table().leaves("경상남도", DAY)
GYEONGBUK = zone_table().leaves("경상북도", DAY)
BUSAN = {"부산동부", "부산중부", "부산서부"}

ZONES = [
    ("경상남도(밀양)", {"밀양"}),
    ("경상남도(밀양. 창녕). 부산", {"밀양", "창녕", *BUSAN}),
    ("경상남도(밀양. 창녕 제외). 부산", set(GYEONGNAM - {"밀양", "창녕"}) | BUSAN),
    ("경상남도", set(GYEONGNAM)),
    ("경상북도(영양평지. 경북북동산지)", {"영양평지", "경북북동산지"}),
    ("경상북도(경북북동산지 제외)", set(GYEONGBUK - {"경북북동산지"})),
    ("울릉도.독도", {"울릉도.독도"}),
    ("경상북도(울진평지). 울릉도.독도", {"울진평지", "울릉도.독도"}),
    ("부산(부산동부. 부산서부)", {"부산동부", "부산서부"}),
    ("대구(군위 제외)", {"대구본구역"}),
    ("대구(군위)", {"군위"}),
    ("대구", {"대구본구역", "군위"}),
    ("남해동부안쪽먼바다", {"남해동부안쪽먼바다"}),
    ("거제시동부앞바다( 연안바다 )", {"거제시동부앞바다/연안바다"}),
    ("부산앞바다(연안바다 제외)", {"부산앞바다/그밖", "부산앞바다/동부평수구역", "부산앞바다/서부평수구역"}),
    (
        "동해남부앞바다(울산앞바다)",
        {"울산앞바다/그밖", "울산앞바다/평수구역", "울산앞바다/연안바다"},
    ),
    (
        "동해남부앞바다(울산앞바다(평수구역). 경북북부앞바다)",
        {"울산앞바다/평수구역", "경북북부앞바다/그밖", "경북북부앞바다/연안바다"},
    ),
    (
        "남해동부앞바다(거제시동부앞바다). 남해동부바깥먼바다 /  o 거제시동부앞바다(연안바다 제외)",
        {"거제시동부앞바다/그밖", "남해동부바깥먼바다"},
    ),
    ("부산앞바다 / o 부산앞바다(서부평수구역)", {"부산앞바다/서부평수구역"}),
    ("경상남도(밀양, 창녕)", {"밀양", "창녕"}),
]


@pytest.mark.parametrize(("text", "leaves"), ZONES)
def test_zone_text(text: str, leaves: set[str]) -> None:
    assert resolve_zones(text, DAY) == (frozenset(leaves), ())


def test_gunwi_is_in_gyeongbuk_until_the_bulletins_moved_it() -> None:
    before, after = at("2023-08-01 00:00").date(), at("2024-01-01 00:00").date()
    assert "군위@경북" in zone_table().leaves("경상북도", before)
    assert resolve_zones("대구", before)[0] == {"대구본구역"}
    assert resolve_zones("경상북도(군위)", before)[0] == {"군위@경북"}
    assert not any("군위" in leaf for leaf in zone_table().leaves("경상북도", after))
    assert resolve_zones("경상북도(군위)", after) == (frozenset(), ("군위",))


def test_unknown_zone_is_kept_not_lost() -> None:
    assert resolve_zones("경상남도(밀양. 안드로메다)", DAY) == (frozenset({"밀양"}), ("안드로메다",))
    # A piece that several seas have is unclear without its sea.
    assert resolve_zones("연안바다", DAY) == (frozenset(), ("연안바다",))


def test_nested_names() -> None:
    (sea,) = parse_zone_names("남해동부앞바다(부산앞바다(연안바다 제외). 거제시동부앞바다)")
    assert [part.name for part in sea.parts] == ["부산앞바다", "거제시동부앞바다"]
    assert sea.parts[0].excluded
    assert not sea.excluded


def test_items_with_their_times_and_expected_ends() -> None:
    found = parse_bulletin(
        bulletin(
            "2024-03-30 17:00",
            ("강풍주의보 발표", "2024년 03월 30일 19시 00분", "경상남도(거제)"),
            ("풍랑경보 변경", "2024년 03월 30일 24시 00분", "남해동부바깥먼바다"),
            ("풍랑주의보 해제", "2024년 03월 30일 17시 00분", "부산앞바다(연안바다)"),
            remarks="(1) .(2) 강풍주의보 발표 /   o 해제 예고: 1일 밤(21시~24시)",
        )
    )
    assert [(s.number, s.kind, s.level, s.command) for s in found] == [
        (1, Kind.STRONG_WIND, WarningLevel.ADVISORY, Command.ISSUE),
        (2, Kind.WAVES, WarningLevel.WARNING, Command.CHANGE),
        (3, Kind.WAVES, WarningLevel.ADVISORY, Command.RELEASE),
    ]
    assert found[1].effective == at("2024-03-31 00:00")
    # "1일" said on the 30th is the first of next month; one notice stands for items 1 and 2.
    assert (found[0].end_from, found[0].end_until) == (at("2024-04-01 21:00"), at("2024-04-02 00:00"))
    assert found[1].end_until == found[0].end_until
    assert found[2].end_until is None


@pytest.mark.parametrize(
    ("title", "kind", "level"),
    [
        ("폭풍해일주의보 발표", Kind.SURGE, WarningLevel.ADVISORY),
        ("지진해일경보 발표", Kind.TSUNAMI, WarningLevel.WARNING),
        ("폭염중대경보 변경", Kind.HEAT, WarningLevel.CRITICAL),
        ("태풍 예비특보 발표", Kind.TYPHOON, WarningLevel.PRELIMINARY),
        ("호우주의보 연장", Kind.HEAVY_RAIN, WarningLevel.ADVISORY),
        ("호우주의보 대치", Kind.HEAVY_RAIN, WarningLevel.ADVISORY),
        ("호우경보 변경해제", Kind.HEAVY_RAIN, WarningLevel.WARNING),
    ],
)
def test_titles(title: str, kind: Kind, level: WarningLevel) -> None:
    (found,) = parse_bulletin(bulletin("2024-07-01 10:00", (title, "2024년 7월 1일 11시", "부산")))
    assert (found.kind, found.level) == (kind, level)
    assert found.command.releases == title.endswith("해제")


@pytest.mark.parametrize(
    ("effective", "zones"),
    [
        ("", ""),
        ("(1) 강풍주의보 발표 : 2024년 07월 01일 11시 00분", ""),
        ("(1) 강풍주의보 발표 : 2024년 13월 40일 11시 00분", "(1) 강풍주의보 발표 : 부산"),
        ("(1) 강풍주의보 발표 : 나중에", "(1) 강풍주의보 발표 : 부산"),
        ("(1) 강풍주의보 발표 : 2024년 07월 01일 11시 00분", "(1) 회오리주의보 발표 : 부산"),
        ("(1) 강풍주의보 발표 : 2024년 07월 01일 11시 00분", "(1) 강풍주의보 발표 : 경상남도(밀양"),
        ("(1) 강풍주의보 발표 : 2024년 07월 01일 11시 00분", "(1) 강풍주의보 발표 : 경상남도)밀양"),
    ],
)
def test_bad_bulletin_is_a_clear_error(effective: str, zones: str) -> None:
    with pytest.raises(BulletinError):
        parse_bulletin(
            Bulletin(issued=at("2024-07-01 10:00"), office=OFFICE, effective=effective, zones=zones)
        )


def test_statements_survive_json() -> None:
    found = parse_bulletin(
        bulletin(
            "2024-07-01 10:00",
            ("강풍주의보 발표", "2024년 07월 01일 11시 00분", "경상남도(밀양. 안드로메다)"),
            remarks="(1) 강풍주의보 발표 / o 해제 예고: 2일 새벽(03시~06시)",
        )
    )
    assert [from_json(to_json(s)) for s in found] == list(found)
