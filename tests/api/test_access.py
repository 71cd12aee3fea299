"""Keys and rates at the door of the API, and what a GET answers with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from assistant.api.access import is_loopback
from assistant.api.app import create_app
from assistant.feeds.cap import ATOM, CAP
from assistant.settings import KeysNeeded, Settings
from assistant.store.api_keys import ApiKeys, Scope
from assistant.store.database import open_database

SIGNALS = "/v1/signals"


class NoBot:
    """The routes under test do not talk."""

    async def handle(self, turn: Any) -> Any:
        raise AssertionError(turn)

    async def forget(self, user_id: str) -> None:
        raise AssertionError(user_id)


def client(tmp_path: Path, **changes: Any) -> tuple[TestClient, ApiKeys]:
    url = f"sqlite:///{tmp_path / 'keys.db'}"
    config = Settings(database_url=url, scenario="khanun-2023", **changes)
    app = create_app(config, NoBot())  # type: ignore[arg-type]
    return TestClient(app, raise_server_exceptions=False), ApiKeys(open_database(url))


def test_this_machine_needs_no_key_but_others_do(tmp_path: Path) -> None:
    here, _ = client(tmp_path)
    assert here.get(SIGNALS).status_code == 200
    abroad, keys = client(tmp_path, host="0.0.0.0")
    refused = abroad.get(SIGNALS)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.headers["content-type"] == "application/problem+json"
    assert "gilbeot keys create" in refused.json()["detail"]
    text = keys.create("lab", [Scope.READ])[1]
    assert abroad.get(SIGNALS, headers={"Authorization": f"Bearer {text}"}).status_code == 200
    assert abroad.get(SIGNALS, headers={"X-API-Key": text}).status_code == 200
    assert abroad.get(SIGNALS, auth=("anybody", text)).status_code == 200
    assert abroad.get(SIGNALS, auth=("anybody", "gb_00000000_wrong")).status_code == 401
    assert abroad.get(SIGNALS, headers={"Authorization": "Basic ???"}).status_code == 401
    assert abroad.get("/health/live").status_code == 200


def test_a_wrong_key_is_refused_even_where_none_is_needed(tmp_path: Path) -> None:
    here, _ = client(tmp_path)
    assert here.get(SIGNALS, headers={"X-API-Key": "gb_00000000_wrong"}).status_code == 401


def test_a_key_may_do_what_its_scopes_say(tmp_path: Path) -> None:
    http, keys = client(tmp_path, api_keys=KeysNeeded.ALWAYS)
    talker = {"X-API-Key": keys.create("talker", [Scope.TALK])[1]}
    refused = http.get(SIGNALS, headers=talker)
    assert refused.status_code == 403
    assert refused.json()["code"] == "wrong_scope"
    # Past the door; the bot is not there.
    assert http.post("/v1/messages", json={"user_id": "a", "text": "b"}, headers=talker).status_code == 503


def test_too_many_requests_are_told_when_to_come_back(tmp_path: Path) -> None:
    http, keys = client(tmp_path, rate_per_minute=3)
    assert [http.get(SIGNALS).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = http.get(SIGNALS)
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    # Another caller has a count of their own.
    other = {"X-API-Key": keys.create("lab", [Scope.READ])[1]}
    assert http.get(SIGNALS, headers=other).status_code == 200


def test_wrong_keys_are_counted_wherever_they_come_from(tmp_path: Path) -> None:
    http, _ = client(tmp_path, rate_per_minute=2)
    near = TestClient(http.app, client=("127.0.0.1", 5000))
    wrong = {"X-API-Key": "gb_00000000_wrong"}
    assert [near.get(SIGNALS, headers=wrong).status_code for _ in range(3)] == [401, 401, 429]


@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "1066-10-14T09:00:00"]
)
def test_times_beyond_the_calendar_are_a_problem(tmp_path: Path, moment: str) -> None:
    http, _ = client(tmp_path)
    assert http.get(SIGNALS, params={"now": moment}).status_code == 422
    body = {"origin": "서울", "destination": "부산", "depart": moment}
    assert http.post("/v1/risk/routes", json=body).status_code == 422


def test_callers_on_this_machine_are_not_counted(tmp_path: Path) -> None:
    http, _ = client(tmp_path, rate_per_minute=2)
    near = TestClient(http.app, client=("127.0.0.1", 5000))
    assert {near.get(SIGNALS).status_code for _ in range(5)} == {200}


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example.org", False)],
)
def test_loopback(host: str, local: bool) -> None:
    assert is_loopback(host) is local


def test_what_the_caller_has_is_not_sent_again(tmp_path: Path) -> None:
    http, _ = client(tmp_path)
    now = {"now": "2023-08-09T18:00:00"}
    first = http.get(SIGNALS, params=now)
    again = http.get(SIGNALS, params=now, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    later = http.get(
        SIGNALS, params={"now": "2023-08-11T18:00:00"}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert later.status_code == 200


def test_pages_hold_every_signal_once(tmp_path: Path) -> None:
    http, _ = client(tmp_path)
    whole = [signal["id"] for signal in http.get(SIGNALS).json()]
    found, url = [], f"{SIGNALS}?limit=3"
    while url:
        answer = http.get(url)
        found += [signal["id"] for signal in answer.json()]
        follow = re.fullmatch(r'<(.*)>; rel="next"', answer.headers.get("link", ""))
        url = follow[1] if follow else ""
    assert len(whole) > 6
    assert found == whole


@pytest.mark.parametrize("cursor", ["", "x", "e30", "WzFd", "가"])
def test_a_strange_cursor_is_a_problem(tmp_path: Path, cursor: str) -> None:
    http, _ = client(tmp_path)
    answer = http.get(SIGNALS, params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["code"] == "bad_cursor"


def test_geojson(tmp_path: Path) -> None:
    http, _ = client(tmp_path)
    answer = http.get(SIGNALS, params={"format": "geojson"})
    assert answer.headers["content-type"] == "application/geo+json"
    collection = answer.json()
    kinds = {(feature["geometry"] or {"type": None})["type"] for feature in collection["features"]}
    assert kinds <= {"Polygon", "MultiPolygon", None}
    assert "MultiPolygon" in kinds
    longitudes = [float(x) for x in re.findall(r"\[(1[23]\d\.\d+), ?3\d\.", json.dumps(collection))]
    assert longitudes
    assert all(re.fullmatch(r"\d+\.\d{1,4}", str(x)) for x in longitudes)
    assert all(feature["properties"]["id"] == feature["id"] for feature in collection["features"])


def test_cap(tmp_path: Path) -> None:
    http, _ = client(tmp_path)
    answer = http.get("/v1/signals.cap")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    alerts = list(feed.iter(f"{{{CAP}}}alert"))
    assert len(alerts) == len(http.get(SIGNALS).json()) == len(feed.findall(f"{{{ATOM}}}entry"))
    order = ["identifier", "sender", "sent", "status", "msgType", "source", "scope", "info"]
    for alert in alerts:
        assert [child.tag.removeprefix(f"{{{CAP}}}") for child in alert] == order
        assert not re.search(r"[\s,<&]", alert.findtext(f"{{{CAP}}}identifier") or " ")
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", alert.findtext(f"{{{CAP}}}sent") or ""
        )
        assert alert.findtext(f"{{{CAP}}}status") == "Exercise"
        area = alert.find(f"{{{CAP}}}info/{{{CAP}}}area")
        assert area is not None
        assert area.findtext(f"{{{CAP}}}areaDesc")
    assert any(alert.find(f".//{{{CAP}}}circle") is not None for alert in alerts)
    assert any(alert.find(f".//{{{CAP}}}geocode") is not None for alert in alerts)


def test_kakao_is_closed_to_others_without_a_secret(tmp_path: Path) -> None:
    body = {"userRequest": {"utterance": "안녕", "user": {"id": "u"}}, "bot": {"id": "b"}}
    door = "/channels/kakao"
    assert client(tmp_path)[0].post(door, json=body).status_code != 404
    abroad, _ = client(tmp_path, host="0.0.0.0")
    assert abroad.post(door, json=body).status_code == 404
    guarded, _ = client(tmp_path, host="0.0.0.0", kakao_secret="x" * 32)
    assert guarded.post(door, json=body).status_code == 401
