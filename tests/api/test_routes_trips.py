"""Trips over HTTP: stored once, judged at once, in pages, one's own only, gone when deleted."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.clock import Clock
from assistant.risk.model import Assessment, Hazard
from assistant.riskclient import RouteRequest, Unavailable
from assistant.settings import Settings
from assistant.store.api_keys import ApiKeys, Scope
from assistant.store.database import open_database
from tests.api.test_access import NoBot
from tests.api.test_routes_risk import BUSAN, SEOUL
from tests.engine_fakes import NOW, engine, warning

RAIN = warning(Hazard.HEAVY_RAIN, "호우경보", ["48270"], expires=NOW + timedelta(hours=6))
TRIP: dict[str, Any] = {
    "origin": SEOUL,
    "destination": BUSAN,
    "depart": (NOW + timedelta(hours=1)).isoformat(),
    "title": "부산 출장",
}


def client(tmp_path: Path, **changes: Any) -> TestClient:
    url = f"sqlite:///{tmp_path / 'g.db'}"
    config = Settings(database_url=url, state_dir=tmp_path, rate_per_minute=0, **changes)
    app = create_app(config, NoBot())  # type: ignore[arg-type]
    app.state.engine = engine(RAIN)
    app.state.clock = Clock(NOW)
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def http(tmp_path: Path) -> TestClient:
    return client(tmp_path)


def test_a_stored_trip_is_judged_at_once(http: TestClient) -> None:
    made = http.post("/v1/trips", json=TRIP)
    assert made.status_code == 201
    trip = made.json()
    assert (trip["user_id"], trip["title"], trip["destination"]["name"]) == ("me", "부산 출장", "부산")
    assert trip["risk"]["level"] == "alert"
    assert trip["risk"]["hazards"] == ["heavy_rain"]
    assert trip["risk"]["unknown"] == []
    found = http.get(made.headers["location"])
    assert found.json() == trip
    assert found.headers["etag"] == made.headers["etag"]
    assert found.headers["cache-control"] == "private, no-cache"
    assert (
        http.get(made.headers["location"], headers={"If-None-Match": made.headers["etag"]}).status_code == 304
    )


def test_what_is_sent_again_is_stored_once(http: TestClient) -> None:
    first = http.post("/v1/trips", json={**TRIP, "client_id": "c1"})
    again = http.post("/v1/trips", json={**TRIP, "client_id": "c1"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    other = http.post("/v1/trips", json={**TRIP, "client_id": "c1", "mode": "train"})
    assert (other.status_code, other.json()["code"]) == (409, "client_id_taken")
    assert len(http.get("/v1/trips").json()) == 1


def test_pages_hold_every_trip_once_by_departure(http: TestClient) -> None:
    for hour in (3, 1, 2, 5, 4):
        depart = (NOW + timedelta(hours=hour)).isoformat()
        assert http.post("/v1/trips", json={**TRIP, "depart": depart}).status_code == 201
    found, url = [], "/v1/trips?limit=2"
    while url:
        answer = http.get(url)
        found += [trip["depart"] for trip in answer.json()]
        follow = re.fullmatch(r'<(.*)>; rel="next"', answer.headers.get("link", ""))
        url = follow[1] if follow else ""
    assert len(found) == 5
    assert found == sorted(found)
    assert http.get("/v1/trips", params={"cursor": "x"}).json()["code"] == "bad_cursor"


def test_members_and_keys_are_kept_apart(tmp_path: Path) -> None:
    http = client(tmp_path, host="0.0.0.0")
    keys = ApiKeys(open_database(f"sqlite:///{tmp_path / 'g.db'}"))
    mine, theirs = ({"X-API-Key": keys.create(name, [Scope.TRIPS])[1]} for name in "ab")
    reader = {"X-API-Key": keys.create("reader", [Scope.READ])[1]}
    assert http.post("/v1/trips", json=TRIP).status_code == 401
    assert http.post("/v1/trips", json=TRIP, headers=reader).status_code == 403
    made = http.post("/v1/trips", json={**TRIP, "user_id": "minsu"}, headers=mine)
    number = made.json()["id"]
    assert http.post("/v1/trips", json={**TRIP, "user_id": "yuna"}, headers=mine).status_code == 201
    assert len(http.get("/v1/trips", headers=mine).json()) == 2
    (only,) = http.get("/v1/trips", params={"user_id": "minsu"}, headers=mine).json()
    assert only["id"] == number
    assert http.get("/v1/trips", headers=theirs).json() == []
    assert http.get(f"/v1/trips/{number}", headers=theirs).status_code == 404
    assert http.delete(f"/v1/trips/{number}", headers=theirs).status_code == 404
    assert (
        http.delete("/v1/trips", params={"user_id": "minsu"}, headers=theirs).json()["deleted"]["trips"] == 0
    )
    assert http.get(f"/v1/trips/{number}", headers=mine).status_code == 200


def test_deleted_trips_are_gone(http: TestClient) -> None:
    place = http.post("/v1/trips", json=TRIP).headers["location"]
    assert http.delete(place).status_code == 204
    assert http.get(place).status_code == 404
    assert http.delete(place).json()["code"] == "no_such_trip"
    for user in ("a", "a", "b"):
        http.post("/v1/trips", json={**TRIP, "user_id": user})
    assert http.delete("/v1/trips", params={"user_id": "a"}).json()["deleted"]["trips"] == 2
    assert [trip["user_id"] for trip in http.get("/v1/trips").json()] == ["b"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"depart": None}, "invalid_request"),
        ({"window": [NOW.isoformat(), (NOW + timedelta(hours=3)).isoformat()]}, "invalid_request"),
        ({"depart": None, "window": [NOW.isoformat(), NOW.isoformat()]}, "invalid_request"),
        ({"depart": (NOW - timedelta(hours=1)).isoformat()}, "time_out_of_range"),
        ({"depart": "9999-12-31T00:00:00"}, "invalid_request"),
        ({"destination": "없는곳이에요"}, "unknown_place"),
        ({"destination": SEOUL}, "no_route"),
        ({"mode": "ship"}, "no_route"),
        ({"mode": "broom"}, "invalid_request"),
        ({"origin": {"lat": 91, "lon": 0}}, "invalid_request"),
        ({"confidence": 2}, "invalid_request"),
        ({"user_id": ""}, "invalid_request"),
    ],
)
def test_bad_trips_are_refused_and_not_stored(http: TestClient, change: dict[str, Any], code: str) -> None:
    answer = http.post("/v1/trips", json={**TRIP, **change})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert http.get("/v1/trips").json() == []


def test_a_trip_that_cannot_be_judged_now_is_kept_as_unknown(
    http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(request: RouteRequest) -> Assessment:
        raise Unavailable("지금은 안 돼요.")

    monkeypatch.setattr(http.app.state.engine, "assess_route", down)  # type: ignore[attr-defined]
    made = http.post("/v1/trips", json=TRIP)
    assert made.status_code == 201
    assert made.json()["risk"] is None
