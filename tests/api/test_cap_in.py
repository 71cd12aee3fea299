"""CAP in over HTTP: who may, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.clock import SEOUL
from assistant.feeds.inbox import inbox
from assistant.settings import KeysNeeded
from assistant.store.api_keys import Scope
from tests.api.test_access import client
from tests.feeds.test_cap_in import xml

CAP = "/v1/signals/cap"
XML = {"content-type": "application/cap+xml"}


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    yield
    inbox(None).clear()
    inbox("khanun-2023").clear()


def soon(**changes: str) -> bytes:
    now = datetime.now(SEOUL).replace(microsecond=0)
    times = {"sent": now, "onset": now, "expires": now + timedelta(hours=3)}
    return xml(**{**{name: at.isoformat() for name, at in times.items()}, **changes})


def live(tmp_path: Path, **changes: Any) -> TestClient:
    http, _ = client(tmp_path, **changes)
    http.app.state.scenario = None  # type: ignore[attr-defined]
    http.app.state.clock = type("Real", (), {"now": staticmethod(lambda: datetime.now(SEOUL))})()  # type: ignore[attr-defined]
    return http


def test_an_alert_changes_what_is_told(tmp_path: Path) -> None:
    http = live(tmp_path)
    place = {"name": "밀양"}
    assert http.get("/v1/risk/places", params=place).json()["level"] == "safe"
    taken = http.post(CAP, content=soon(), headers=XML)
    assert (taken.status_code, taken.json()["signals"]) == (201, 1)
    assert http.post(CAP, content=soon(), headers=XML).status_code in (200, 409)
    assert [signal["name"] for signal in http.get("/v1/signals").json()] == ["호우경보"]
    told = http.get("/v1/risk/places", params=place).json()
    assert told["level"] != "safe"
    assert told["drivers"][0]["source"] == "hq@example.org"
    assert "cap_in" in [row["feed"] for row in http.get("/v1/feeds").json()]
    # What others said is not published again in our name.
    assert "<cap:alert" not in http.get("/v1/signals.cap").text


def test_only_keys_that_may_write(tmp_path: Path) -> None:
    http, keys = client(tmp_path, api_keys=KeysNeeded.ALWAYS)
    reader = {"X-API-Key": keys.create("r", [Scope.READ])[1], **XML}
    assert http.post(CAP, content=soon(), headers=XML).status_code == 401
    assert http.post(CAP, content=soon(), headers=reader).json()["code"] == "wrong_scope"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<alert", "malformed_cap"), (soon(areaDesc="안드로메다", area=""), "unknown_area"),
        (soon(status="Test"), "wrong_status"),
        (soon(dtd="<!DOCTYPE a SYSTEM 'file:///etc/passwd'>"), "unsafe_xml"),
    ],
)  # fmt: skip
def test_refusals_are_problem_documents(tmp_path: Path, body: bytes, code: str) -> None:
    answer = live(tmp_path).post(CAP, content=body, headers=XML)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert inbox(None).received is None


def test_a_form_of_a_web_page_is_refused(tmp_path: Path) -> None:
    answer = live(tmp_path).post(CAP, content=soon(), headers={"content-type": "text/plain"})
    assert answer.status_code == 415


def test_without_keys_strangers_cannot_write(tmp_path: Path) -> None:
    http = live(tmp_path, host="0.0.0.0", api_keys=KeysNeeded.NEVER)
    assert http.post(CAP, content=soon(), headers=XML).status_code == 401
