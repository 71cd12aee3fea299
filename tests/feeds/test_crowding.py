"""Crowding over HTTP. Answers are constructed from FACTS §1."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

import pytest

from assistant.feeds.batch import Batch
from assistant.feeds.errors import BadAnswer, FeedError, Refused, Unreachable
from assistant.feeds.seoul_crowding import SeoulCrowding
from assistant.feeds.sk_crowding import SkCrowding
from assistant.risk.model import Severity, SignalKind
from tests.feeds.helpers import at
from tests.feeds.wire import HTML_PAGE, KEY, Say, Wire

NOW = at("2026-10-31 20:30")
SEOUL = "openapi.seoul.go.kr:8088/"
SK = "apis.openapi.sk.com/puzzle/place/congestion/rltm/pois/"


def area(name: str = "이태원역", level: str = "붐빔", **more: Any) -> Say:
    row = {
        "AREA_NM": name,
        "AREA_CD": "POI034",
        "AREA_CONGEST_LVL": level,
        "AREA_PPLTN_MIN": "60000",
        "AREA_PPLTN_MAX": "62000",
        "PPLTN_TIME": "2026-10-31 20:05",
        "FCST_YN": "Y",
        "FCST_PPLTN": [
            {"FCST_TIME": "2026-10-31 21:00", "FCST_CONGEST_LVL": "약간 붐빔", "FCST_PPLTN_MIN": "50000"},
            {"FCST_TIME": "2026-10-31 23:00", "FCST_CONGEST_LVL": "여유", "FCST_PPLTN_MIN": "9000"},
        ],
    }
    result = {"RESULT.CODE": "INFO-000", "RESULT.MESSAGE": "정상 처리되었습니다."}
    return Say({"SeoulRtd.citydata_ppltn": [row | more], "RESULT": result})


def ask(wire: Wire, say: Say | list[Say], places: str = "이태원역") -> Batch:
    wire.says[SEOUL] = say
    return asyncio.run(wire.ask(SeoulCrowding(KEY, places), NOW))


def test_now_and_ahead(wire: Wire) -> None:
    now, ahead = ask(wire, area()).signals
    assert (now.kind, now.severity, now.name) == (SignalKind.OBSERVATION, Severity.MODERATE, "이태원역 인파")
    assert now.facts["people_max"] == 62000
    assert now.area.circle
    assert abs(now.area.circle.lat - 37.534) < 0.01
    assert (ahead.kind, ahead.severity, ahead.onset) == (
        SignalKind.FORECAST,
        Severity.MINOR,
        at("2026-10-31 21:00"),
    )
    path = unquote(wire.asked[0].path)
    assert path == f"{SEOUL}{KEY.get_secret_value()}/json/citydata_ppltn/1/5/이태원역"


@pytest.mark.parametrize(
    ("say", "error"),
    [
        (area("광화문·덕수궁"), Refused),  # what the key "sample" does
        (Say({"RESULT": {"CODE": "INFO-100", "MESSAGE": "인증키가 유효하지 않습니다."}}), Refused),
        (Say({"RESULT": {"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}}), BadAnswer),
        (Say({"RESULT": {"CODE": "ERROR-500"}}), Unreachable),
        (Say({}), BadAnswer),
        (Say(HTML_PAGE), BadAnswer),
        (Say("<RESULT><CODE>INFO-100</CODE></RESULT>"), Refused),
    ],
)
def test_faults(wire: Wire, say: Say, error: type[FeedError]) -> None:
    with pytest.raises(error):
        ask(wire, say)


def test_calm_old_and_partial(wire: Wire) -> None:
    assert ask(wire, area(level="여유", FCST_YN="N", FCST_PPLTN=[])).signals == ()
    assert ask(wire, area(PPLTN_TIME="2026-10-31 12:00")).signals == ()
    batch = ask(wire, [area(), Say("", status=500)], "이태원역, 강남역")
    assert len(batch.signals) == 2
    assert "1곳은 받지 못했어요" in batch.note
    assert batch.covers == ()


def sk(level: Any, when: str = "20261031202000") -> Say:
    return Say(
        {"status": {"code": "00"}, "contents": {"rltm": [{"congestionLevel": level, "datetime": when}]}}
    )


def ask_sk(wire: Wire, say: Say | list[Say], places: str = "5783805:강남역") -> Batch:
    wire.says[SK] = say
    return asyncio.run(wire.ask(SkCrowding(KEY, places), NOW))


def test_sk(wire: Wire) -> None:
    (signal,) = ask_sk(wire, sk(4)).signals
    assert (signal.severity, signal.name) == (Severity.MODERATE, "강남역 인파")
    assert wire.asked[0].headers["appKey"] == KEY.get_secret_value()
    assert ask_sk(wire, sk("1")).signals == ()
    assert ask_sk(wire, sk(4, "20261031120000")).signals == ()


def test_sk_without_data(wire: Wire) -> None:
    batch = ask_sk(wire, [sk(3), Say("", status=404)], "1:강남역, 2:서울역")
    assert len(batch.signals) == 1
    assert "1곳은 자료가 없어요" in batch.note
    for say, error in [
        (Say("", status=404), BadAnswer),
        (Say("", status=403), Refused),
        (sk("-"), BadAnswer),
    ]:
        with pytest.raises(error):
            ask_sk(wire, say)


@pytest.mark.parametrize("places", ["강남역", "1:", "1:안드로메다역"])
def test_sk_places_that_cannot_be_read(places: str) -> None:
    with pytest.raises(ValueError, match=r"역|id"):
        SkCrowding(KEY, places)
