"""The common layer against a real server: every fault of the services, and no secret in any error."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.feeds.envelope import all_pages, data_go_kr, measured, number_of
from assistant.feeds.errors import BadAnswer, Busy, FeedError, Incomplete, Refused, Unreachable
from assistant.feeds.http import FeedClient, service_key
from tests.feeds.wire import HTML_PAGE, KEY, XML_ERROR, Say, Wire, portal

URL = "https://apis.data.go.kr/1360000/Test/getTest"
PATH = "apis.data.go.kr/1360000/Test/getTest"
ROWS = [{"a": str(n)} for n in range(5)]


def fetch(wire: Wire, rows: int = 500, timeout_s: float = 2.0, **options: Any) -> list[dict[str, Any]]:
    async def go() -> list[dict[str, Any]]:
        async with FeedClient(timeout_s=timeout_s, via=wire.url, **options) as client:
            params = {"serviceKey": service_key(KEY)}
            return await all_pages(client, URL, params, data_go_kr, rows)

    return asyncio.run(go())


FAULTS = [
    ("error code in HTTP 200", Say(portal("", code="30")), Refused),
    ("expired key", Say(portal("", code="31")), Refused),
    ("this address is not registered", Say({"header": {"resultCode": "32"}, "body": None}), Refused),
    ("quota", Say(portal("", code="22")), Busy),
    ("service down", Say(portal("", code="99")), Unreachable),
    ("unknown code", Say(portal("", code="77")), BadAnswer),
    ("body null", Say({"response": {"header": {"resultCode": "00"}, "body": None}}), BadAnswer),
    ("no header", Say({"response": {"body": {"items": ""}}}), BadAnswer),
    ("HTML instead of JSON", Say(HTML_PAGE, type="text/html"), BadAnswer),
    ("HTML said to be JSON", Say(HTML_PAGE), BadAnswer),
    ("XML error", Say(XML_ERROR, type="text/xml"), Refused),
    ("broken XML", Say("<a><b>", type="text/xml"), BadAnswer),
    ("XML bomb", Say('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', type="text/xml"), BadAnswer),
    ("plain text", Say("Unexpected errors", type="text/plain"), BadAnswer),
    ("key error as text", Say("SERVICE_KEY_IS_NOT_REGISTERED_ERROR", type="text/plain"), Refused),
    ("empty", Say(""), BadAnswer),
    ("cut off", Say('{"response":{"header":{"resultCode":"00"},"bo'), BadAnswer),
    ("items is a word", Say(portal("none")), BadAnswer),
    ("fewer rows than announced", Say(portal(ROWS, total=9)), Incomplete),
    ("401", Say("", status=401), Refused),
    ("403", Say("", status=403), Refused),
    ("404", Say("", status=404), BadAnswer),
    ("429", Say("", status=429, headers={"Retry-After": "120"}), Busy),
    ("500", Say("", status=500), Unreachable),
    ("moved", Say("", status=302, headers={"Location": "http://elsewhere.example/"}), BadAnswer),
    ("too slow", Say(portal(ROWS), wait_s=0.6), Unreachable),
    ("too long", Say(b" " * 70_000), BadAnswer),
    ("deep nesting", Say("[" * 20_000), BadAnswer),
]


@pytest.mark.parametrize(("name", "say", "error"), FAULTS, ids=[name for name, _, _ in FAULTS])
def test_every_fault_is_an_error(wire: Wire, name: str, say: Say, error: type[FeedError]) -> None:
    wire.says[PATH] = [say] if "fewer" not in name else [say, Say(portal([]))]
    with pytest.raises(error) as caught:
        fetch(wire, timeout_s=0.3, max_bytes=60_000)
    assert "TEST" not in str(caught.value)
    assert "TEST" not in repr(caught.value.__cause__)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("items", ["", None, {}, {"item": ""}, {"item": []}])
def test_no_rows_is_not_an_error(wire: Wire, items: Any) -> None:
    wire.says[PATH] = Say(portal(items))
    assert fetch(wire) == []


def test_no_data_code_is_not_an_error(wire: Wire) -> None:
    wire.says[PATH] = Say(portal("", code="03"))
    assert fetch(wire) == []


def test_one_row_may_come_as_an_object(wire: Wire) -> None:
    wire.says[PATH] = Say(portal({"item": {"a": "1"}}))
    assert fetch(wire) == [{"a": "1"}]


def test_pages_are_joined_and_duplicates_dropped(wire: Wire) -> None:
    # A row was inserted between the two requests, so the second page repeats one.
    wire.says[PATH] = [Say(portal(ROWS[:3], total=6)), Say(portal(ROWS[2:], total=6))]
    assert fetch(wire, rows=3) == ROWS
    assert [ask.query["pageNo"] for ask in wire.asked] == ["1", "2"]


def test_korean_encodings(wire: Wire) -> None:
    for encoding, kind in [
        ("euc-kr", "application/json;charset=EUC-KR"),
        ("cp949", "application/json"),
        ("utf-8", "application/json;charset=EUC-KR"),
        ("utf-8-sig", "application/json"),
    ]:
        text = '{"response":{"header":{"resultCode":"00"},"body":{"items":{"item":[{"a":"태풍"}]}}}}'
        wire.says[PATH] = Say(text.encode(encoding), type=kind)
        assert fetch(wire) == [{"a": "태풍"}]


def test_keys_are_sent_once_decoded(wire: Wire) -> None:
    wire.says[PATH] = Say(portal([]))
    fetch(wire)
    assert wire.asked[0].query["serviceKey"] == KEY.get_secret_value()
    assert service_key(SecretStr("TEST%2BKEY%2Fwith%3D%3Dsigns")) == KEY.get_secret_value()


def test_the_clock_of_the_server(wire: Wire) -> None:
    async def skew(date: str) -> timedelta:
        wire.says[PATH] = Say(portal([]), headers={"Date": date})
        async with FeedClient(via=wire.url) as client:
            await client.get(URL)
            return client.skew

    assert asyncio.run(skew("Mon, 01 Jan 2024 00:00:00 GMT")) > timedelta(days=300)
    assert asyncio.run(skew("gestern")) == timedelta(0)


def test_retry_after_is_kept(wire: Wire) -> None:
    wire.says[PATH] = Say("", status=429, headers={"Retry-After": "120"})
    with pytest.raises(Busy) as caught:
        fetch(wire)
    assert caught.value.after == timedelta(seconds=120)


def test_nobody_there() -> None:
    wire = Wire()
    wire.url = "http://127.0.0.1:9"
    with pytest.raises(Unreachable):
        fetch(wire)


def test_no_key_in_any_log(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    wire.says[PATH] = Say(portal(ROWS))
    with caplog.at_level(logging.INFO):
        fetch(wire)
    assert "serviceKey" not in caplog.text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5", 1.5),
        (3, 3.0),
        ("-", None),
        ("", None),
        (None, None),
        ("통신장애", None),
        ("nan", None),
        ("1e99", None),
        ("1,200", 1200.0),
        (True, None),
    ],
)
def test_numbers(text: Any, number: float | None) -> None:
    assert number_of(text) == number


def test_missing_weather() -> None:
    assert measured("-999") is None
    assert measured("-12.5") == -12.5
