"""Disaster messages over HTTP. The envelope is that of a recorded answer; the messages are constructed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.feeds.batch import Batch
from assistant.feeds.disaster_messages import DisasterMessages, read_messages
from assistant.feeds.errors import BadAnswer, FeedError, Incomplete, Refused
from assistant.feeds.message_text import is_over, regions_meant, regions_sent, rules_of, severity_of
from assistant.risk.model import Hazard, Severity
from tests.feeds.helpers import at
from tests.feeds.wire import HTML_PAGE, KEY, Say, Wire
from tools.feeds.evaluate_messages import evaluate

NOW = at("2026-07-17 18:00")
PATH = "www.safetydata.go.kr/V2/api/DSSP-IF-00247"


def message(sn: int | str, text: str, regions: str = "경상남도 밀양시 ", **more: str) -> dict[str, Any]:
    return {
        "SN": sn,
        "CRT_DT": "2026/07/17 17:30:06",
        "MSG_CN": text,
        "RCPTN_RGN_NM": regions,
        "EMRG_STEP_NM": "안전안내",
        "DST_SE_NM": "",
        **more,
    }


def envelope(rows: Any, total: int | None = None, code: str = "00") -> Say:
    count = total if total is not None else len(rows or [])
    header = {"resultMsg": "NORMAL SERVICE", "resultCode": code, "errorMsg": None}
    return Say({"header": header, "numOfRows": 1000, "pageNo": 1, "totalCount": count, "body": rows})


def ask(wire: Wire, before: Batch | None = None) -> Batch:
    return asyncio.run(wire.ask(DisasterMessages(KEY), NOW, before))


def test_a_recorded_row(wire: Wire) -> None:
    regions = "대구광역시 남구 ,대구광역시 달서구 ,대구광역시 수성구 "
    wire.says[PATH] = envelope([message(261350, "호우 안내", regions, DST_SE_NM="호우")])
    (signal,) = ask(wire).signals
    assert signal.hazard is Hazard.HEAVY_RAIN
    assert signal.area.regions == {"27200", "27290", "27260"}
    assert signal.issued == at("2026-07-17 17:30").replace(second=6)
    assert signal.severity is Severity.MINOR
    assert "호우 안내" not in str(signal.facts)
    assert wire.asked[0].query["crtDt"] == "20260716"


def test_asks_for_today_where_the_date_means_one_day(wire: Wire) -> None:
    old = message(1, "[밀양시] 산불 발생, 대피하세요", CRT_DT="2026/07/16 23:00:00")
    new = message(2, "[밀양시] 제방 붕괴로 하천 범람 중, 즉시 대피하세요", EMRG_STEP_NM="긴급재난")
    wire.says[PATH] = [envelope([old]), envelope([new])]
    signals = ask(wire).signals
    assert [ask.query["crtDt"] for ask in wire.asked] == ["20260716", "20260717"]
    assert {s.hazard for s in signals} == {Hazard.WILDFIRE, Hazard.FLOOD}
    assert max(s.severity for s in signals if s.hazard is Hazard.FLOOD) is Severity.SEVERE


@pytest.mark.parametrize(
    ("say", "error"),
    [
        (envelope(None, code="32"), Refused),
        (envelope(None, code="31"), Refused),
        (envelope(None, total=3), BadAnswer),
        (envelope([message(1, "호우")], total=9), Incomplete),
        (Say(HTML_PAGE), BadAnswer),
        (Say({"body": []}), BadAnswer),
        (Say("[]"), BadAnswer),
    ],
)
def test_faults(wire: Wire, say: Say, error: type[FeedError]) -> None:
    wire.says[PATH] = [say, envelope([], total=9)] if error is Incomplete else say
    with pytest.raises(error):
        ask(wire)


def test_no_messages_is_covered(wire: Wire) -> None:
    wire.says[PATH] = envelope(None, total=0)
    batch = ask(wire)
    assert batch.signals == ()
    assert batch.covers[0].regions is None


def test_duplicates_late_and_out_of_order(wire: Wire) -> None:
    closed = message("10", "[밀양시] 무안교 침수로 교통통제 중, 우회 바랍니다")
    opened = message(11, "[밀양시] 무안교 교통통제 해제되었습니다", CRT_DT="2026/07/17 17:50:00")
    again = message(12, closed["MSG_CN"])
    for rows in ([closed, opened], [opened, closed], [closed, closed, again, opened]):
        wire.says[PATH] = envelope(rows)
        batch = ask(wire)
        assert [s for s in batch.signals if s.hazard is Hazard.ROAD_CLOSURE] == []
    # The release came in a later poll.
    wire.says[PATH] = envelope([closed])
    before = ask(wire)
    assert Hazard.ROAD_CLOSURE in {s.hazard for s in before.signals}
    wire.says[PATH] = envelope([opened])
    assert Hazard.ROAD_CLOSURE not in {s.hazard for s in ask(wire, before).signals}


def test_another_senders_release_does_not_count() -> None:
    closed = message(1, "[밀양시] 무안교 교통통제 중", "경상남도 밀양시 ,경상남도 창녕군 ")
    opened = message(
        2, "[창녕군] 남지교 통제 해제", "경상남도 밀양시 ,경상남도 창녕군 ", CRT_DT="2026/07/17 17:50:00"
    )
    batch = read_messages([closed, opened])
    assert {s.area.regions for s in batch.signals} == {frozenset({"48270"})}


def test_rows_that_cannot_be_placed_are_told() -> None:
    batch = read_messages([message(1, "호우경보 발효", "안드로메다 은하구"), message(2, "")])
    assert batch.signals == ()
    assert "2건" in batch.note


TEXTS = [
    ("[진도군] 면도 102호선 적설로 양방향 통제 중입니다. 우회 바랍니다", Hazard.ROAD_CLOSURE),
    ("오늘 14:30 조종천 대보교 지점 홍수경보 발령. 하천 접근금지", Hazard.FLOOD),
    ("무주군 부남면 고창마을 산불 발생. 대피하시기 바랍니다", Hazard.WILDFIRE),
    ("일본 지진으로 인한 지진해일 위험, 높은 곳으로 대피", Hazard.TSUNAMI),
    ("규모 4.8 지진 발생, 여진에 유의", Hazard.EARTHQUAKE),
    ("공장에서 황화수소가 누출되어 접근을 자제", Hazard.CIVIL_EMERGENCY),
    ("국도43호선 추돌 사고 처리 중, 정체", Hazard.TRAFFIC_ACCIDENT),
    ("많은 눈이 예상되니 대중교통을 이용", Hazard.HEAVY_SNOW),
    ("폭염주의보 발효 중", Hazard.HEAT),
    ("황사 위기경보 발령", Hazard.YELLOW_DUST),
    ("짙은 안개로 감속운행", Hazard.FOG),
    ("말라리아 환자 발생, 모기 주의", Hazard.INFECTION),
    ("내일까지 많은 비가 예상되니 침수, 붕괴 등 위험지역 접근을 금지", Hazard.HEAVY_RAIN),
]


@pytest.mark.parametrize(("text", "hazard"), TEXTS)
def test_hazards(text: str, hazard: Hazard) -> None:
    assert rules_of(text)[0].hazard is hazard


def test_services_are_no_hazard() -> None:
    assert read_messages([message(1, "[밀양시] 삼문동 일대 단수 예정")]).signals == ()
    assert read_messages([message(1, "[밀양경찰서] 실종된 70대를 찾습니다", DST_SE_NM="기타")]).signals == ()


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("통제 해제되었습니다", True),
        ("해제 시까지 우회 바랍니다", False),
        ("진화 완료", True),
        ("복구 완료시까지 통제", False),
    ],
)
def test_over(text: str, over: bool) -> None:
    assert is_over(text) is over


def test_severity() -> None:
    assert severity_of("추위에 유의", "안전안내") is Severity.MINOR
    assert severity_of("교통 통제 중", "안전안내") is Severity.MODERATE
    assert severity_of("대피", "위급재난") is Severity.EXTREME


def test_regions() -> None:
    assert regions_sent("충청남도 보령시 대천동,세종특별자치시 세종특별자치시 가람동")[0] == {
        "44180",
        "36110",
    }
    codes, unknown = regions_sent("충청북도 전체 , ,없는도 없는시")
    assert len(codes) > 10
    assert unknown == 1
    sent = regions_sent("경기도 김포시 ,인천광역시 서구 ,인천광역시 연수구 ")[0]
    assert regions_meant("[김포시] 월곶면 공장 화재 발생", sent) == regions_sent("경기도 김포시")[0]
    assert regions_meant("공장 화재 발생", sent) == sent


@pytest.mark.shared
def test_agreement_with_the_senders_types(shared: Path) -> None:
    """The figures of docs/feeds.md."""
    (path,) = (shared / "data" / "disaster_messages").glob("mois_*.csv")
    counts = evaluate(path)
    assert counts.total.total() == 5987
    assert counts.told.total() / counts.total.total() >= 0.85
    assert counts.unknown_regions <= 10
    assert counts.narrowed >= 100
