"""Alerts over HTTP: listed in pages, streamed as they come, other services called, private networks never."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.alerts.watcher import Watcher
from assistant.alerts.webhooks import signed
from assistant.api.app import create_app
from assistant.clock import SEOUL, Clock
from assistant.risk.model import Hazard
from assistant.settings import Settings
from assistant.store.api_keys import ApiKeys, Scope
from assistant.store.database import open_database
from assistant.store.webhooks import WAITS
from tests.api.test_access import NoBot
from tests.api.test_routes_trips import TRIP
from tests.engine_fakes import NOW, engine, warning
from tests.partners.server import Gives, serving

HOUR = timedelta(hours=1)
RAIN = warning(Hazard.HEAVY_RAIN, "호우경보", ["48270"], expires=NOW + 6 * HOUR)
HERE = frozenset({"127.0.0.1"})


class Door:
    """An application whose watcher the test moves by hand."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        config = Settings(
            database_url=f"sqlite:///{folder / 'g.db'}",
            state_dir=folder,
            rate_per_minute=0,
            watch_s=0,
            webhook_hosts=HERE,
            **changes,
        )
        self.app: FastAPI = create_app(config, NoBot())  # type: ignore[arg-type]
        self.app.state.engine = engine()
        self.app.state.clock = Clock(NOW)
        stores, caller = self.app.state.personal, self.app.state.caller
        self.watcher = Watcher(self.app.state.engine, stores, Clock(NOW), caller, timedelta(days=7))
        self.app.state.watcher = self.watcher
        self.http = TestClient(self.app, raise_server_exceptions=False)

    def rain(self) -> None:
        self.app.state.engine._provider_for(None).signals = (RAIN,)

    def look(self, later: timedelta = timedelta()) -> None:
        asyncio.run(self.watcher.watch(NOW + later))

    def trips(self, count: int, **more: Any) -> None:
        for _ in range(count):
            assert self.http.post("/v1/trips", json={**TRIP, **more}).status_code == 201


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


def test_the_list_has_the_newest_first_and_pages(door: Door) -> None:
    assert door.http.get("/v1/alerts").json() == []
    door.trips(5)
    door.rain()
    door.look()
    first = door.http.get("/v1/alerts?limit=2")
    found = first.json()
    while "next" in first.links:
        first = door.http.get(first.links["next"]["url"])
        found += first.json()
    assert [alert["seq"] for alert in found] == [5, 4, 3, 2, 1]
    alert = found[0]
    assert (alert["kind"], alert["level"], alert["before"]) == ("raised", "alert", "safe")
    assert alert["hazards"] == ["heavy_rain"]
    assert "호우경보" in alert["text"]
    assert door.http.get("/v1/alerts?user_id=yuna").json() == []
    assert door.http.get("/v1/alerts?cursor=x").status_code == 422


def test_each_key_sees_its_own(tmp_path: Path) -> None:
    door = Door(tmp_path, api_keys="always")
    keys = ApiKeys(open_database(f"sqlite:///{tmp_path / 'g.db'}"))
    mine, other = ({"X-API-Key": keys.create(name, [Scope.TRIPS])[1]} for name in "ab")
    assert door.http.post("/v1/trips", json=TRIP, headers=mine).status_code == 201
    door.rain()
    door.look()
    assert len(door.http.get("/v1/alerts", headers=mine).json()) == 1
    assert door.http.get("/v1/alerts", headers=other).json() == []
    for path in ("/v1/alerts", "/v1/alerts/stream", "/v1/alerts/webhooks"):
        assert door.http.get(path).status_code == 401


@asynccontextmanager
async def served(door: Door) -> AsyncIterator[str]:
    """The application on a real socket."""
    import uvicorn

    config = uvicorn.Config(door.app, port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving_ = asyncio.create_task(server.serve())
    async with asyncio.timeout(20):
        while not server.started:
            assert not serving_.done(), serving_.exception()
            await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving_


async def events(door: Door, count: int, after: str | None = None, **query: str) -> list[dict[str, Any]]:
    """So many events of a stream, while the watcher looks around."""
    head = {"Last-Event-ID": after} if after else {}
    found: list[dict[str, Any]] = []
    async with (
        served(door) as url,
        httpx.AsyncClient(timeout=20, base_url=url) as http,
        http.stream("GET", "/v1/alerts/stream", params=query, headers=head) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        looked = asyncio.create_task(later(door))
        event: dict[str, Any] = {}
        async for line in answer.aiter_lines():
            if not line and event:
                found.append(event)
                event = {}
            elif not line.startswith(":") and line:
                name, _, value = line.partition(": ")
                event[name] = value
            if len(found) == count:
                break
        await looked
    return found


async def later(door: Door) -> None:
    await asyncio.sleep(0.3)
    await door.watcher.watch(NOW)


def test_the_stream_tells_at_once_and_goes_on_where_it_broke_off(door: Door) -> None:
    door.trips(3)
    door.trips(1, user_id="yuna")
    door.rain()
    found = asyncio.run(events(door, 4))
    assert [event["id"] for event in found] == ["1", "2", "3", "4"]
    assert {event["event"] for event in found} == {"raised"}
    assert json.loads(found[0]["data"])["text"] == door.http.get("/v1/alerts").json()[-1]["text"]
    assert [event["id"] for event in asyncio.run(events(door, 2, after="2"))] == ["3", "4"]
    (only,) = asyncio.run(events(door, 1, after="0", user_id="yuna"))
    assert json.loads(only["data"])["user_id"] == "yuna"


def test_streams_of_one_owner_are_limited(door: Door) -> None:
    door.app.state.alert_streams["local"] = 20
    answer = door.http.get("/v1/alerts/stream")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_streams")


# --- webhooks


def hook(door: Door, url: str, **more: Any) -> httpx.Response:
    return door.http.post("/v1/alerts/webhooks", json={"url": url, **more})


def test_a_service_is_called_once_with_a_signature_that_holds(door: Door) -> None:
    with serving(Gives()) as server:
        made = hook(door, server.url + "/in").json()
        door.trips(1)
        door.rain()
        door.look()
        door.look(HOUR)
        (asked,) = server.asked
    assert asked.method == "POST"
    assert asked.path == "/in"
    assert asked.json["type"] == "alert.raised"
    assert asked.json["data"] == door.http.get("/v1/alerts").json()[0]
    head = asked.headers
    text = b".".join([head["webhook-id"].encode(), head["webhook-timestamp"].encode(), asked.body])
    key = base64.b64decode(made["secret"].removeprefix("whsec_"))
    mac = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    assert head["webhook-signature"] == f"v1,{mac}"
    assert head["host"] == server.url.removeprefix("http://")
    listed = door.http.get("/v1/alerts/webhooks").json()
    assert listed == [{name: value for name, value in made.items() if name != "secret"}]


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of the specification (standardwebhooks.com)."""
    from datetime import datetime

    at = datetime.fromtimestamp(1614265330, SEOUL)
    head = signed(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}'
    )
    assert head["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_call_that_fails_is_made_again_under_the_same_id(door: Door) -> None:
    answers = iter(
        [Gives(status=500), Gives(hang_up=True), Gives(status=302, headers={"Location": "/"}), Gives()]
    )
    with serving(lambda _: next(answers)) as server:
        hook(door, server.url)
        door.trips(1)
        door.rain()
        at = timedelta()
        for wait in (timedelta(), *WAITS[:4]):
            at += wait
            door.look(at)
        door.look(at + HOUR)
    assert len(server.asked) == 4
    assert len({asked.headers["webhook-id"] for asked in server.asked}) == 1


def test_one_that_never_answers_is_given_up_and_one_that_is_gone_removed(door: Door) -> None:
    with serving(lambda asked: Gives(status=410 if asked.path == "/gone" else 503)) as server:
        hook(door, server.url)
        hook(door, server.url + "/gone")
        door.trips(1)
        door.rain()
        at = timedelta()
        for wait in (timedelta(), *WAITS, *WAITS):
            at += wait
            asyncio.run(door.app.state.caller.run(NOW + at)) if at else door.look()
    assert sum(asked.path == "/" for asked in server.asked) == len(WAITS) + 1
    assert sum(asked.path == "/gone" for asked in server.asked) == 1
    assert [each["url"] for each in door.http.get("/v1/alerts/webhooks").json()] == [server.url]


def test_only_what_is_asked_for_is_sent(door: Door) -> None:
    with serving(Gives()) as server:
        hook(door, server.url + "/serious", min_level="serious")
        hook(door, server.url + "/yuna", user_id="yuna")
        gone = hook(door, server.url + "/deleted").json()["id"]
        door.trips(1)
        door.trips(1, user_id="yuna")
        door.rain()
        assert door.http.delete(f"/v1/alerts/webhooks/{gone}").status_code == 204
        assert door.http.delete(f"/v1/alerts/webhooks/{gone}").status_code == 404
        door.look()
    assert [asked.path for asked in server.asked] == ["/yuna"]


def test_it_can_be_tried(door: Door) -> None:
    with serving(Gives(status=204)) as server:
        number = hook(door, server.url).json()["id"]
        assert door.http.post(f"/v1/alerts/webhooks/{number}/test").json() == {"status": 204}
        assert server.asked[0].json["type"] == "test"
    assert door.http.post(f"/v1/alerts/webhooks/{number}/test").json() == {"status": None}
    assert door.http.post("/v1/alerts/webhooks/none/test").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.2/", "https://localhost/", "https://10.0.0.1/x", "https://192.168.0.1/", "https://[::1]/",
        "https://169.254.169.254/latest/meta-data", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/", "https://100.64.0.1/", "https://0.0.0.0/", "https://224.0.0.1/",
        "http://example.com/", "ftp://example.com/", "https://user:pw@example.com/", "https:///x", "https://",
        "no url", "https://no-such-host.invalid/", "https://2130706433/", "https://0x7f.1/", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_is_not_called(door: Door, url: str) -> None:
    answer = hook(door, url)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_webhook")
    assert door.http.get("/v1/alerts/webhooks").json() == []


def test_a_name_that_turns_private_later_is_not_called(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it was stored, our own network when it is called."""
    from assistant import outward

    public, private = ([outward.ip_address(text)] for text in ("93.184.216.34", "10.0.0.5"))
    answers = iter([public, private])

    async def resolved(host: str, port: int) -> list[Any]:
        return next(answers)

    monkeypatch.setattr(outward, "_addresses", resolved)
    number = hook(door, "https://rebind.example/").json()["id"]
    assert door.http.post(f"/v1/alerts/webhooks/{number}/test").json() == {"status": None}


def test_there_are_at_most_ten(door: Door) -> None:
    for _ in range(10):
        assert hook(door, "http://127.0.0.1:9/").status_code == 201
    assert hook(door, "http://127.0.0.1:9/").json()["code"] == "too_many_webhooks"


def test_the_python_client_stores_lists_deletes_and_follows_the_stream(door: Door) -> None:
    from assistant.api.trip_schemas import TripIn
    from assistant.client import HttpRiskClient
    from assistant.riskclient import RiskError

    async def work(url: str) -> None:
        client = HttpRiskClient(url)
        for number in range(3):
            trip = TripIn.model_validate({**TRIP, "client_id": str(number)})
            assert (await client.store_trip(trip)).client_id == str(number)
        first, *_ = await client.trips()
        await client.delete_trip(first.id)
        with pytest.raises(RiskError):
            await client.delete_trip(first.id)
        assert len(await client.trips("me")) == 2
        door.rain()
        looked = asyncio.create_task(later(door))
        told = []
        async for alert in client.alert_stream(after=0):
            told.append(alert)
            if len(told) == 2:
                break
        await looked
        assert [alert.seq for alert in told] == [1, 2]
        assert (await client.alerts())[::-1] == tuple(told)

    async def main() -> None:
        async with served(door) as url:
            await work(url)

    asyncio.run(main())
