"""Road events over HTTP: the recorded ITS row; expressway rows after the field lists of clients."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assistant.feeds.batch import Batch
from assistant.feeds.errors import BadAnswer, FeedError, Incomplete, Refused
from assistant.feeds.expressway_events import ExpresswayEvents
from assistant.feeds.its_events import ItsEvents
from assistant.feeds.road_events import rule_of
from assistant.risk.model import Hazard, Severity
from tests.feeds.helpers import at
from tests.feeds.wire import HTML_PAGE, KEY, Say, Wire

NOW = at("2022-12-20 09:30")
ITS = "openapi.its.go.kr:9443/eventInfo"
EX = "data.ex.co.kr/openapi/burstInfo/realTimeSms"
# Recorded (ITS, 2022-12-20).
ROW: dict[str, Any] = {
    "type": "고속도로",
    "eventType": "기타돌발",
    "eventDetailType": "고장",
    "startDate": "20221220090802",
    "coordX": "127.3164",
    "coordY": "36.2853",
    "linkId": "1850324300",
    "roadName": "호남지선",
    "roadNo": "251",
    "roadDrcType": "기점",
    "lanesBlockType": "",
    "lanesBlocked": "",
    "message": "(갓길)소형화물차고장처리중",
    "endDate": "",
}


def its(rows: Any, total: int | None = None, code: Any = 0) -> Say:
    count = total if total is not None else len(rows or [])
    header = {"resultCode": code, "resultMsg": "SUCCESS"}
    return Say({"header": header, "body": {"totalCount": count, "items": rows}})


def ask_its(wire: Wire, say: Say) -> Batch:
    wire.says[ITS] = say
    return asyncio.run(wire.ask(ItsEvents(KEY), NOW))


def test_a_recorded_event(wire: Wire) -> None:
    (signal,) = ask_its(wire, its([ROW, ROW])).signals
    assert (signal.hazard, signal.name) == (Hazard.TRAFFIC_ACCIDENT, "호남지선 고장차·낙하물")
    assert signal.severity is Severity.MINOR
    assert signal.area.circle
    assert (signal.area.circle.lat, signal.area.circle.lon) == (36.2853, 127.3164)
    assert (signal.onset, signal.expires) == (at("2022-12-20 09:08").replace(second=2), None)


def test_over_planned_and_unplaced(wire: Wire) -> None:
    over = ROW | {"endDate": "20221220092000", "linkId": "1"}
    planned = ROW | {"startDate": "20221220230000", "message": "전면통제", "linkId": "2"}
    nowhere = ROW | {"coordX": "0", "coordY": "0", "linkId": "3"}
    batch = ask_its(wire, its([over, planned, nowhere]))
    (signal,) = batch.signals
    assert (signal.hazard, signal.severity) == (Hazard.ROAD_CLOSURE, Severity.SEVERE)
    assert signal.onset == at("2022-12-20 23:00")
    assert signal.issued <= NOW
    assert "1건" in batch.note


def test_no_events(wire: Wire) -> None:
    for say in (its([]), its(None), its("")):
        batch = ask_its(wire, say)
        assert batch.signals == ()
        assert batch.covers


@pytest.mark.parametrize(
    ("say", "error"),
    [
        (its([ROW], total=5), Incomplete),
        (its([], code=30), Refused),
        (Say({"header": {"resultCode": 0}, "body": None}), BadAnswer),
        (Say({"items": []}), BadAnswer),
        (Say("[]"), BadAnswer),
        (Say(HTML_PAGE), BadAnswer),
    ],
)
def test_its_faults(wire: Wire, say: Say, error: type[FeedError]) -> None:
    with pytest.raises(error):
        ask_its(wire, say)


WORDS = [
    ("사고 추돌사고 처리중", Hazard.TRAFFIC_ACCIDENT),
    ("기상 결빙", Hazard.ROAD_ICE),
    ("재난 도로침수 양방향 통제", Hazard.ROAD_CLOSURE),
    ("재난 물고임", Hazard.FLOOD),
    ("공사 포장보수 1차로", Hazard.CONGESTION),
    ("기상 안개주의", Hazard.FOG),
    ("이벤트/홍보 ** 운전 중 휴대전화 사용 금지 **", None),
    ("사고 처리완료", None),
    ("알 수 없는 말", None),
]


@pytest.mark.parametrize(("words", "hazard"), WORDS)
def test_words(words: str, hazard: Hazard | None) -> None:
    rule = rule_of(words)
    assert (rule.hazard if rule else None) is hazard


def sms(**more: Any) -> dict[str, Any]:
    row = {
        "accDate": "2022.12.20",
        "accHour": "09:11:24",
        "accTypeCode": "01",
        "accType": "사고",
        "startEndTypeCode": "부산방향",
        "smsText": "추돌사고 1차로 차단",
        "accProcessCode": "1",
        "accProcessNM": "진행",
        "accPointNM": "  ",
        "nosunNM": "0010",
        "roadNM": "경부선",
        "latitude": "37.40",
        "altitude": "127.10",
    }
    return row | more


def ask_ex(wire: Wire, *rows: dict[str, Any], count: int | None = None) -> Batch:
    listed = {"count": count if count is not None else len(rows), "pageNo": 1, "realTimeSMSList": list(rows)}
    wire.says[EX] = Say(listed)
    return asyncio.run(wire.ask(ExpresswayEvents(KEY), NOW))


def test_expressway_events(wire: Wire) -> None:
    batch = ask_ex(
        wire,
        sms(),
        sms(),
        sms(accProcessNM="완료", smsText="다른 사고"),
        sms(accType="이벤트/홍보", smsText="** 졸음운전 금지 **"),
        sms(accDate="2022.12.01", smsText="오래된 사고"),
        sms(latitude=None, altitude=None, smsText="어딘지 모를 사고"),
    )
    (signal,) = batch.signals
    assert signal.name == "경부고속도로 교통사고"
    assert signal.facts["direction"] == "부산방향"
    assert batch.covers == ()
    assert "1건" in batch.note


def test_a_named_place_stands_in_for_the_point(wire: Wire) -> None:
    (signal,) = ask_ex(wire, sms(latitude=None, altitude=None, accPointNM="판교분기점")).signals
    assert signal.area.circle
    assert abs(signal.area.circle.lat - 37.4) < 0.1


@pytest.mark.parametrize(
    ("say", "error"),
    [
        (Say({"code": "ERROR", "message": "인증키가 유효하지 않습니다."}), Refused),
        (Say({"code": "ERROR", "message": "필수 파라미터"}), BadAnswer),
        (Say("[]"), BadAnswer),
        (Say(HTML_PAGE), BadAnswer),
    ],
)
def test_expressway_faults(wire: Wire, say: Say, error: type[FeedError]) -> None:
    wire.says[EX] = say
    with pytest.raises(error):
        asyncio.run(wire.ask(ExpresswayEvents(KEY), NOW))


def zone(name: str = "신갈JC-서울TG", speed: str = "30", **more: Any) -> dict[str, Any]:
    row = {
        "conzoneId": "0010CZS100",
        "conzoneName": name,
        "routeNo": "0010",
        "routeName": "경부선",
        "updownTypeCode": "S",
        "speed": speed,
        "grade": "3",
        "stdDate": "20221220",
        "stdHour": "0925",
    }
    return row | more


def ask_flow(wire: Wire, say: Say) -> Batch:
    wire.says["data.ex.co.kr/openapi/odtraffic/trafficAmountByRealtime"] = say
    return ask_ex(wire)


def flow(*rows: dict[str, Any]) -> Say:
    return Say({"code": "SUCCESS", "count": len(rows), "list": list(rows)})


def test_jams(wire: Wire) -> None:
    slow = [zone(speed="30"), zone(speed="20"), zone(speed="-1")]
    others = [
        zone(speed="90", conzoneId="2"),
        zone(name="안드로메다IC-서울TG", conzoneId="3"),
        zone(stdHour="0700", conzoneId="4"),
        zone(speed="-", conzoneId="5"),
    ]
    batch = ask_flow(wire, flow(*slow, *others))
    (jam,) = batch.signals
    assert (jam.hazard, jam.severity, jam.name) == (Hazard.CONGESTION, Severity.MODERATE, "경부고속도로 정체")
    assert jam.facts["speed_kmh"] == 25
    assert jam.area.circle
    assert 1 < jam.area.circle.radius_km < 15
    assert batch.note == ""


@pytest.mark.parametrize("say", [Say("", status=500), Say({"code": "ERROR"}), Say(HTML_PAGE)])
def test_without_speeds_the_events_still_count(wire: Wire, say: Say) -> None:
    wire.says["data.ex.co.kr/openapi/odtraffic/trafficAmountByRealtime"] = say
    batch = ask_ex(wire, sms())
    assert len(batch.signals) == 1
    assert "소통 속도는 받지 못했어요" in batch.note
