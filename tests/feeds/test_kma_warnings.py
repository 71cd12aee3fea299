"""KMA warnings over HTTP. Texts and rows are constructed from FACTS §1 and field lists of public clients."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.feeds.batch import Batch
from assistant.feeds.errors import BadAnswer, Refused, Unreachable
from assistant.feeds.kma_warnings import KmaWarnings
from assistant.feeds.kma_wire import kst, place_zones, read_hub
from assistant.risk.model import Certainty, Hazard, Severity
from tests.feeds.helpers import at
from tests.feeds.wire import HTML_PAGE, KEY, Say, Wire, portal

NOW = at("2026-08-01 11:00")
STATUS = "apis.data.go.kr/1360000/WthrWrnInfoService/getPwnStatus"
EVENTS = "apis.data.go.kr/1360000/WthrWrnInfoService/getPwnCd"
HUB = "apihub.kma.go.kr/api/typ01/url/wrn_now_data.php"


def status(t6: str, t7: str = "o 없음", issued: str = "202608011000") -> Say:
    row = {"tmFc": issued, "tmEf": issued, "tmSeq": "12", "t6": t6, "t7": t7, "other": ""}
    return Say(portal([row]))


def event(
    issued: str, area: str, kind: int, stress: int, command: int, start: str = "0", **more: Any
) -> dict[str, Any]:
    row = {
        "allEndTime": "0",
        "areaCode": "L1080100",
        "areaName": area,
        "cancel": "0",
        "command": str(command),
        "endTime": "0",
        "startTime": start,
        "stnId": "108",
        "tmFc": issued,
        "tmSeq": 1,
        "warnStress": str(stress),
        "warnVar": str(kind),
    }
    return row | more


def ask(wire: Wire, now: datetime = NOW, hub: bool = False, portal_key: bool = True) -> Batch:
    feed = KmaWarnings(KEY if portal_key else None, KEY if hub else None)
    return asyncio.run(wire.ask(feed, now))


def told(batch: Batch) -> dict[str, tuple[str, ...]]:
    return {signal.name: signal.area.zones for signal in batch.signals}


def test_status_with_times_from_events(wire: Wire) -> None:
    wire.says[STATUS] = status("o 호우경보 : 경상남도(밀양, 창녕)\r\no 폭염주의보 : 서울")
    wire.says[EVENTS] = Say(
        portal(
            [
                event("202608010700", "밀양시", 2, 0, 1, "202608010730"),
                event("202608010900", "밀양시", 2, 1, 7, "202608010930"),
                event("202608010900", "밀양시", 2, 1, 7, "202608010930"),  # twice
            ]
        )
    )
    batch = ask(wire)
    by_zone = {s.area.zones: s for s in batch.signals}
    miryang, changnyeong = by_zone[("밀양",)], by_zone[("창녕",)]
    assert miryang.name == changnyeong.name == "호우경보"
    assert (miryang.issued, miryang.onset) == (at("2026-08-01 09:00"), at("2026-08-01 09:30"))
    assert changnyeong.issued == at("2026-08-01 10:00")
    assert miryang.area.regions == {"48270"}
    assert (miryang.severity, miryang.certainty) == (Severity.SEVERE, Certainty.LIKELY)
    assert by_zone[("서울",)].hazard is Hazard.HEAT
    assert {Hazard.HEAVY_RAIN, Hazard.TYPHOON} <= set().union(*(c.hazards for c in batch.covers))


def test_events_after_the_status_come_on_top(wire: Wire) -> None:
    wire.says[STATUS] = status("o 호우경보 : 경상남도(밀양, 창녕, 김해)")
    wire.says[EVENTS] = Say(
        portal(
            [
                # A downgrade comes as a change at the lower level, a release as 2.
                event("202608011030", "밀양시", 2, 0, 7, "202608011030"),
                event("202608011030", "김해시", 2, 1, 2, endTime="202608011030"),
                event("202608011040", "창원시", 2, 0, 1, "202608011300"),
                event("202608011045", "진주시", 2, 0, 1, "202608011100", cancel="1"),
            ]
        )
    )
    batch = ask(wire)
    assert {(s.name, zone) for s in batch.signals for zone in s.area.zones} == {
        ("호우주의보", "밀양"),
        ("호우경보", "창녕"),
        ("호우주의보", "창원"),
    }
    ahead = next(s for s in batch.signals if "창원" in s.area.zones)
    assert ahead.onset == at("2026-08-01 13:00")


def test_announced_before_the_status_for_later(wire: Wire) -> None:
    wire.says[STATUS] = status("o 없음")
    wire.says[EVENTS] = Say(portal([event("202608010900", "통영시", 7, 0, 1, "202608011800")]))
    (only,) = ask(wire).signals
    assert (only.name, only.onset) == ("태풍주의보", at("2026-08-01 18:00"))


def test_kinds_of_one_announcement_stay_apart(wire: Wire) -> None:
    # Both sources number from one: the same hour, zone and number must not make two warnings one.
    wire.says[STATUS] = status("o 강풍주의보 : 경상남도(밀양)\no 호우주의보 : 경상남도(창녕)")
    wire.says[EVENTS] = Say(
        portal(
            [
                event("202608010900", "창녕군", 2, 0, 1, "202608011100"),
                event("202608010900", "밀양시", 1, 0, 1, "202608011100"),
                event("202608010900", "밀양시", 2, 0, 1, "202608011100"),
            ]
        )
    )
    batch = ask(wire)
    assert {(s.name, s.hazard, zone) for s in batch.signals for zone in s.area.zones} == {
        ("강풍주의보", Hazard.STRONG_WIND, "밀양"),
        ("호우주의보", Hazard.HEAVY_RAIN, "창녕"),
        ("호우주의보", Hazard.HEAVY_RAIN, "밀양"),
    }
    assert len({s.id for s in batch.signals}) == len(batch.signals)


def test_an_announced_end_stays_announced(wire: Wire) -> None:
    # The warning is older than the events; its end at noon was announced before the status.
    wire.says[STATUS] = status("o 태풍경보 : 경상남도(밀양)\no 호우경보 : 경상남도(창녕)")
    wire.says[EVENTS] = Say(
        portal(
            [
                event("202608010900", "밀양시", 7, 1, 2, endTime="202608011200"),
                event("202608010700", "창녕군", 2, 1, 1, "202608010700"),
                event("202608010900", "창녕군", 2, 0, 7, "202608011200"),
            ]
        )
    )
    told = {(s.name, s.onset, s.expires) for s in ask(wire).signals}
    noon = at("2026-08-01 12:00")
    assert told == {
        ("태풍경보", at("2026-08-01 10:00"), noon),
        ("호우경보", at("2026-08-01 07:00"), noon),
        ("호우주의보", noon, None),
    }


def test_preliminary_notices(wire: Wire) -> None:
    wire.says[STATUS] = status("o 없음", "(1) 호우 예비특보\r\no 08월 02일 새벽 : 제주도(제주도산지)\r\n")
    wire.says[EVENTS] = Say(portal(""))
    (only,) = ask(wire).signals
    assert (only.name, only.certainty, only.onset) == (
        "호우 예비특보",
        Certainty.POSSIBLE,
        at("2026-08-02 00:00"),
    )


def test_nothing_in_force_is_covered(wire: Wire) -> None:
    wire.says[STATUS], wire.says[EVENTS] = status("o 없음"), Say(portal("", code="03"))
    batch = ask(wire)
    assert batch.signals == ()
    assert batch.covers


@pytest.mark.parametrize(
    "say",
    [Say(portal("")), status(""), status("잠시 점검"), status("o 호우경보 : 경상남도(밀양"), Say(HTML_PAGE)],
)
def test_a_status_that_says_nothing_is_an_error(wire: Wire, say: Say) -> None:
    wire.says[STATUS], wire.says[EVENTS] = say, Say(portal(""))
    with pytest.raises(BadAnswer):
        ask(wire)


def test_unknown_zones(wire: Wire) -> None:
    wire.says[STATUS] = status("o 대설경보 : 강원도(안드로메다)\no 강풍주의보 : 서귀포시동부")
    wire.says[EVENTS] = Say(portal(""))
    batch = ask(wire)
    assert told(batch) == {"강풍주의보": ("서귀포시 동부",)}
    assert batch.signals[0].area.regions == {"50130"}
    # A snow warning stands somewhere we do not know: its absence elsewhere proves nothing.
    assert Hazard.HEAVY_SNOW not in set().union(*(c.hazards for c in batch.covers))
    assert "안드로메다" in batch.note


def hub(*rows: str, encoding: str = "euc-kr") -> Say:
    head = "#START7777\n# REG_UP,REG_UP_KO,REG_ID,REG_KO,TM_FC,TM_EF,WRN,LVL,CMD,ED_TM,=\n"
    return Say((head + "\n".join(rows) + "\n#7777END\n").encode(encoding), type="text/plain")


HUB_ROWS = (
    "L1080000,경상남도,L1080700,밀양시,202608010900,202608010930,호우,경보,변경,202608011800,=",
    "L1080000,경상남도,L1080900,창녕군,202608010900,202608011200,호우,예비,발표,,=",
    "L1010000,경기도,L1010700,광주시,202608010900,202608010930,폭염,주의,발표,,=",
    "S1000000,남해동부,S1320000,남해동부앞바다,202608010900,202608010930,풍랑,주의보,발표,,=",
    "L1080000,경상남도,L1080700,고성군,202608010900,202608010930,H,3,1,,=",
)


def test_hub_table_in_euc_kr(wire: Wire) -> None:
    wire.says[HUB] = hub(*HUB_ROWS)
    batch = ask(wire, hub=True, portal_key=False)
    names = {(s.name, region) for s in batch.signals for region in s.area.regions}
    assert {
        ("호우경보", "48270"),
        ("호우 예비특보", "48740"),
        ("폭염주의보", "41610"),
        ("폭염경보", "48820"),
    } <= names
    assert ("풍랑주의보", "sea:남해동부앞바다") in names
    rain = next(s for s in batch.signals if s.name == "호우경보")
    assert rain.expected_end == at("2026-08-01 18:00")
    assert wire.asked[0].query["authKey"] == KEY.get_secret_value()


def test_hub_table_without_rows_is_nothing_in_force(wire: Wire) -> None:
    wire.says[HUB] = hub()
    batch = ask(wire, hub=True, portal_key=False)
    assert batch.signals == ()
    assert batch.covers


@pytest.mark.parametrize("say", [Say(HTML_PAGE), Say(""), Say("no such file", type="text/plain")])
def test_hub_errors(wire: Wire, say: Say) -> None:
    wire.says[HUB] = say
    with pytest.raises(BadAnswer):
        ask(wire, hub=True, portal_key=False)


def test_hub_refuses(wire: Wire) -> None:
    wire.says[HUB] = Say({"result": {"status": 403}})
    with pytest.raises(Refused):
        ask(wire, hub=True, portal_key=False)


def test_the_portal_stands_in_for_the_hub(wire: Wire) -> None:
    wire.says[HUB] = Say("", status=500)
    wire.says[STATUS], wire.says[EVENTS] = status("o 호우경보 : 서울"), Say(portal(""))
    assert told(ask(wire, hub=True)) == {"호우경보": ("서울",)}
    del wire.says[STATUS]
    wire.says[STATUS] = Say("", status=500)
    with pytest.raises(Unreachable):
        ask(wire, hub=True)


def test_rows_that_cannot_be_read_take_the_coverage() -> None:
    read = read_hub("# REG_ID\nL1,경상남도,L2,밀양시,202608010900,202608010930,우박,경보,발표,,=\nshort,row")
    assert read.skipped == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("202608011000", "2026-08-01 10:00"),
        (202608011000, "2026-08-01 10:00"),
        ("2026-08-01 10:00", "2026-08-01 10:00"),
        ("0", None),
        ("", None),
        (None, None),
        ("209913011000", None),
    ],
)
def test_times(text: Any, expected: str | None) -> None:
    assert kst(text) == (at(expected) if expected else None)


def test_names_of_the_services() -> None:
    day = NOW.date()
    assert place_zones("고성군평지", "강원도", day) == (frozenset({"고성평지@2026"}), ())
    assert place_zones("고성군", "", day) == (frozenset({"고성"}), ())
    assert place_zones("없는곳", "", day) == (frozenset(), ("없는곳",))


def test_late_poll_keeps_the_order(wire: Wire) -> None:
    # Rows out of order and a release that arrives before what it releases.
    wire.says[STATUS] = status("o 없음", issued="202608010600")
    rows = [
        event("202608010900", "밀양시", 2, 0, 2, endTime="202608010900"),
        event("202608010700", "밀양시", 2, 0, 1, "202608010700"),
        event("202608010800", "창녕군", 2, 0, 1, "202608010800"),
    ]
    found = []
    for order in (rows, rows[::-1], rows + rows):
        wire.says[EVENTS] = Say(portal(order))
        found.append({(s.name, s.area.zones) for s in ask(wire, NOW + timedelta(minutes=1)).signals})
    assert found == [{("호우주의보", ("창녕",))}] * 3
