"""Alerts reach browsers, readable by them alone, and KakaoTalk users; each once, through the outbox."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pydantic import SecretStr

from tests.api.test_routes_alerts import HOUR, Door
from tests.partners.server import Gives, serving


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """What a browser keeps of its subscription."""

    def __init__(self) -> None:
        self._key, self._auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    @property
    def keys(self) -> dict[str, str]:
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": b64(point), "auth": b64(self._auth)}

    def read(self, body: bytes) -> Any:
        plain = http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth, version="aes128gcm")
        return json.loads(plain)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path, push_contact="mailto:me@example.com")


def subscribe(door: Door, endpoint: str, browser: Browser, user: str = "me") -> Any:
    body = {"endpoint": endpoint, "keys": browser.keys, "user_id": user}
    return door.http.post("/v1/alerts/push", json=body)


def test_a_browser_is_told_once_and_only_it_can_read(door: Door) -> None:
    browser = Browser()
    with serving(Gives(status=201)) as server:
        made = subscribe(door, f"{server.url}/send/abc", browser)
        assert (made.status_code, made.json()["channel"]) == (201, "web_push")
        subscribe(door, f"{server.url}/send/other", Browser(), user="yuna")
        door.trips(1)
        door.rain()
        door.look()
        door.look(HOUR)
        (asked,) = server.asked
    head = {name.lower(): value for name, value in asked.headers.items()}
    assert asked.path == "/send/abc"
    told = browser.read(asked.body)
    assert told["title"] == "부산 출장"
    assert "호우경보" in told["body"]
    assert "부산".encode() not in asked.body
    assert (head["content-encoding"], head["urgency"]) == ("aes128gcm", "high")
    assert 60 <= int(head["ttl"]) <= 86400
    assert Vapid02.verify(head["authorization"])
    assert door.http.get("/v1/alerts/push").json()["public_key"] == head["authorization"].rpartition("k=")[2]
    token = head["authorization"].split("t=")[1].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    assert (claims["aud"], claims["sub"]) == (server.url, "mailto:me@example.com")


def test_the_key_stays_over_a_restart(tmp_path: Path, door: Door) -> None:
    again = Door(tmp_path, push_contact="mailto:me@example.com")
    assert again.http.get("/v1/alerts/push").json() == door.http.get("/v1/alerts/push").json()
    assert (tmp_path / "push.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(door: Door, status: int) -> None:
    with serving(Gives(status=status)) as server:
        subscribe(door, server.url, Browser())
        door.trips(1)
        door.rain()
        door.look()
    assert door.http.get("/v1/alerts/webhooks").json() == []


def test_what_fails_is_told_later(door: Door) -> None:
    answers = iter([Gives(status=500), Gives(hang_up=True), Gives(status=201)])
    with serving(lambda _: next(answers)) as server:
        subscribe(door, server.url, Browser())
        door.trips(1)
        door.rain()
        for hours in range(4):
            door.look(hours * HOUR)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://10.0.0.1/x"},
        {"endpoint": "file:///etc/passwd"},
        {"keys": {"p256dh": "x", "auth": "y"}},
    ],
)
def test_made_up_subscriptions_are_refused(door: Door, change: dict[str, Any]) -> None:
    body = {"endpoint": "https://example.com", "keys": Browser().keys, "user_id": "me", **change}
    assert door.http.post("/v1/alerts/push", json=body).status_code == 422


def test_keys_that_are_no_point_do_not_stop_the_others(door: Door) -> None:
    with serving(Gives(status=201)) as server:
        body = {"endpoint": server.url, "keys": {"p256dh": "A" * 87, "auth": "A" * 22}, "user_id": "me"}
        assert door.http.post("/v1/alerts/push", json=body).status_code == 201
        subscribe(door, f"{server.url}/good", Browser())
        door.trips(1)
        door.rain()
        door.look()
    assert [asked.path for asked in server.asked] == ["/good"]


def test_a_kakaotalk_user_is_told_by_an_event(tmp_path: Path) -> None:
    with serving(Gives.json({"taskId": "t", "status": "SUCCESS"})) as server:
        door = Door(
            tmp_path, kakao_bot_id="bot1", kakao_rest_api_key=SecretStr("rest"), kakao_event_url=server.url
        )
        made = door.http.post("/v1/alerts/kakao", json={"user_id": "me", "id": "botuser"})
        assert (made.status_code, made.json()["channel"]) == (201, "kakao")
        assert "botuser" not in made.text
        door.trips(1)
        door.rain()
        door.look()
        door.look(HOUR)
        (asked,) = server.asked
    assert asked.path == "/v2/bots/bot1/talk"
    assert asked.json["event"]["name"] == "gilbeot_alert"
    assert "호우경보" in asked.json["event"]["data"]["text"]
    assert asked.json["user"] == [{"type": "botUserKey", "id": "botuser"}]
    assert b"botuser" not in b"".join(path.read_bytes() for path in tmp_path.glob("g.db*"))


def test_what_is_not_set_up_says_so(tmp_path: Path) -> None:
    door = Door(tmp_path)
    assert door.http.get("/v1/alerts/push").json()["code"] == "not_set_up"
    assert subscribe(door, "https://example.com", Browser()).status_code == 404
    assert door.http.post("/v1/alerts/kakao", json={"user_id": "me", "id": "x"}).status_code == 404
