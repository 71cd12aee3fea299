"""What holds for every live feed: whatever comes back, the poll ends in a batch or a `FeedError`."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assistant.feeds.batch import Feed
from assistant.feeds.connect import configured
from assistant.feeds.errors import FeedError
from assistant.feeds.sources import sources
from assistant.risk.model import Hazard
from assistant.settings import Settings
from tests.feeds.helpers import at
from tests.feeds.wire import HTML_PAGE, KEY, XML_ERROR, Say, Wire, portal

NOW = at("2026-07-16 09:20")
HOSTS = (
    "apis.data.go.kr",
    "apihub.kma.go.kr",
    "www.safetydata.go.kr",
    "openapi.its.go.kr",
    "data.ex.co.kr",
    "openapi.seoul.go.kr",
    "apis.openapi.sk.com",
    "news.example",
)
ODD_ROWS: list[Any] = [
    {},
    {"tmFc": None, "typTm": [], "mt": {}, "fcstDate": 3, "stationName": None, "t6": 4},
    {"tmFc": "99999999", "lat": "x", "coordX": "inf", "coordY": "nan", "startDate": "0", "CRT_DT": "어제"},
    {"tmFc": "202607160900", "tmEqk": "20260716090000", "mt": "-1", "lat": "1e400", "lon": "127"},
    {"SN": [], "CRT_DT": "2026/07/16 09:00:00", "MSG_CN": "호우\x00" * 50, "RCPTN_RGN_NM": ",,, ,"},
]
ANSWERS: dict[str, Say] = {
    "html": Say(HTML_PAGE, type="text/html"),
    "xml": Say(XML_ERROR, type="text/xml"),
    "empty": Say(""),
    "server error": Say("", status=500),
    "not found": Say("", status=404),
    "null": Say("null"),
    "number": Say("3"),
    "text": Say('"x"'),
    "list": Say("[]"),
    "object": Say("{}"),
    "binary": Say(bytes(range(256))),
    "nulls": Say({"response": None, "header": None, "body": None, "RESULT": None, "contents": None}),
    "no body": Say({"response": {"header": {"resultCode": "00"}, "body": None}}),
    "odd portal rows": Say(portal(ODD_ROWS)),
    "odd body rows": Say({"header": {"resultCode": "00"}, "totalCount": 5, "body": ODD_ROWS}),
    "odd items": Say({"header": {"resultCode": 0}, "body": {"totalCount": 5, "items": ODD_ROWS}}),
    "odd sms": Say({"count": 5, "realTimeSMSList": ODD_ROWS}),
    "odd crowd": Say(
        {
            "SeoulRtd.citydata_ppltn": [{"AREA_NM": "강남역", "PPLTN_TIME": 3, "FCST_PPLTN": [3, None]}],
            "contents": {"rltm": [{"congestionLevel": {}, "datetime": []}, 3]},
        }
    ),
    "rows of rows": Say({"header": {"resultCode": "00"}, "body": [[1], [2]], "totalCount": 2}),
}


def feeds() -> dict[str, Feed]:
    settings = Settings(
        _env_file=None,
        data_go_kr_key=KEY,
        kma_hub_key=KEY,
        safetydata_key=KEY,
        its_key=KEY,
        expressway_key=KEY,
        seoul_key=KEY,
        sk_key=KEY,
        sk_places="1:강남역",
        seoul_places="강남역",
        forecast_regions="밀양시",
        disease="covid19",
        news_feeds="https://news.example/rss",
    )
    return {feed.name: feed for feed in configured(settings)}


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
@pytest.mark.parametrize("name", sorted(sources()))
def test_any_answer_is_a_batch_or_an_error_of_ours(wire: Wire, name: str, answer: str) -> None:
    for host in HOSTS:
        wire.says[host] = ANSWERS[answer]
    try:
        batch = asyncio.run(wire.ask(feeds()[name], NOW, timeout_s=2.0))
    except FeedError as error:
        told = error.reason
    else:
        told = batch.note or "-"
        # Nothing that could not be read may pass for "nothing reported" of these.
        assert not batch.covers
    assert told
    assert KEY.get_secret_value() not in told


def test_every_source_tells_only_of_its_own_hazards() -> None:
    for name, feed in feeds().items():
        assert feed.name == name
        assert set(sources()[name].hazards) <= set(Hazard)
