"""The risk API: what it answers, and how it says what is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.api import problems, routes_risk
from assistant.clock import Clock
from assistant.risk.model import Hazard
from tests.engine_fakes import NOW, engine, warning

RAIN = warning(Hazard.HEAVY_RAIN, "호우경보", ["48270"], expires=NOW + timedelta(hours=6))
SEOUL = {"lat": 37.57, "lon": 126.98, "name": "서울", "region": "11110"}
BUSAN = {"lat": 35.11, "lon": 129.03, "name": "부산", "region": "26110"}
MIRYANG = {"lat": 35.5, "lon": 128.75, "name": "밀양", "region": "48270"}
TRIP: dict[str, Any] = {"origin": SEOUL, "destination": BUSAN, "now": NOW.isoformat()}


@pytest.fixture(scope="module")
def http() -> TestClient:
    app = FastAPI()
    app.state.engine = engine(RAIN)
    app.state.clock = Clock(NOW)
    app.state.scenario = None
    problems.install(app)
    app.include_router(routes_risk.router)
    return TestClient(app, raise_server_exceptions=False)


def test_one_trip_answers_the_contract(http: TestClient) -> None:
    answer = http.post("/v1/risk/routes", json=TRIP).json()
    assert answer["level"] == "alert"
    assert answer["trip"]["mode"] == "car"
    assert set(answer) >= {
        "level", "score", "coverage", "confidence", "advice", "trip", "segments", "drivers", "unknown",
        "freshness", "alternatives", "alternatives_note",
    }  # fmt: skip
    (driver,) = answer["drivers"]
    assert set(driver) >= {
        "hazard", "region", "from", "until", "severity", "certainty", "source", "issued", "text",
    }  # fmt: skip
    assert driver["from"] == "2025-07-16T12:00:00+09:00"
    assert all("from" in segment and "from_" not in segment for segment in answer["segments"])
    assert {item["kind"] for item in answer["alternatives"]} == {"departure", "route", "mode"}


def test_names_and_korean_times_are_understood(http: TestClient) -> None:
    query = {
        "origin": "서울",
        "destination": "부산",
        "depart": "2025-07-16T10:00:00",
        "now": "2025-07-16T09:00:00",
    }
    answer = http.post("/v1/risk/routes", json=query)
    assert answer.status_code == 200
    assert answer.json()["trip"]["depart"] == "2025-07-16T10:00:00+09:00"


def test_many_trips_keep_their_order_and_fail_one_by_one(http: TestClient) -> None:
    bad = {**TRIP, "destination": "안드로메다"}
    results = http.post("/v1/risk/routes", json={"trips": [TRIP, bad, TRIP]}).json()["results"]
    assert [item.get("level") for item in results] == ["alert", None, "alert"]
    assert results[1]["code"] == "unknown_place"


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"destination": "안드로메다"}, "unknown_place", "'안드로메다'는"),
        ({"destination": "광주"}, "ambiguous_place", "경기 광주시"),
        ({"destination": SEOUL}, "no_route", "같아요"),
        ({"mode": "ship"}, "no_route", "갈 수 없어요"),
        ({"depart": "2025-07-15T09:00:00+09:00"}, "time_out_of_range", "지난"),
        ({"depart": "2027-07-15T09:00:00+09:00"}, "time_out_of_range", "일 년"),
        ({"mode": "rocket"}, "invalid_request", "mode"),
        ({"depart": "13월 40일"}, "invalid_request", "depart"),
        ({"window": ["2025-07-17T09:00:00", "2025-07-17T08:00:00"]}, "invalid_request", "window"),
        ({"origin": {"lat": 137.0, "lon": 127.0}}, "invalid_request", "lat"),
        ({"origin": ""}, "invalid_request", "origin"),
    ],
)
def test_bad_requests_are_problem_documents(
    http: TestClient, changes: dict[str, Any], code: str, words: str
) -> None:
    response = http.post("/v1/risk/routes", json={**TRIP, **changes})
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("application/problem+json")
    document = response.json()
    assert set(document) >= {"type", "title", "status", "detail", "code"}
    assert (document["status"], document["code"]) == (422, code)
    assert words in document["detail"]


def test_an_ambiguous_name_lists_its_candidates(http: TestClient) -> None:
    document = http.post("/v1/risk/routes", json={**TRIP, "destination": "광주"}).json()
    assert {item["name"] for item in document["candidates"]} == {"광주광역시", "광주시"}
    assert all({"lat", "lon", "label"} <= set(item) for item in document["candidates"])


def test_an_unknown_scenario_is_told(http: TestClient) -> None:
    response = http.post("/v1/risk/routes", json={**TRIP, "scenario": "nope"})
    assert (response.status_code, response.json()["code"]) == (422, "unknown_scenario")


def test_a_place_by_point_and_by_name(http: TestClient) -> None:
    by_point = http.get("/v1/risk/places", params={**MIRYANG, "now": NOW.isoformat()}).json()
    assert (by_point["level"], by_point["trip"]["origin"]) == ("caution", "밀양")
    found = http.get("/v1/risk/places", params={"lat": 35.5, "lon": 128.75, "now": NOW.isoformat()}).json()
    assert found["level"] == "caution"  # the region was looked up from the point
    named = http.get("/v1/risk/places", params={"name": "밀양", "now": NOW.isoformat()}).json()
    assert named["drivers"][0]["name"] == "호우경보"
    for params in ({}, {"lat": 35.5}, {"name": "안드로메다"}):
        assert http.get("/v1/risk/places", params=params).status_code == 422


def test_modes(http: TestClient) -> None:
    assert http.post("/v1/risk/modes", json={"origin": SEOUL, "destination": BUSAN}).json() == {
        "modes": ["train", "car"]
    }


def test_signals_and_their_filters(http: TestClient) -> None:
    at = {"now": NOW.isoformat()}
    (found,) = http.get("/v1/signals", params=at).json()
    assert (found["name"], found["area"]["regions"], found["source"]) == ("호우경보", ["48270"], "기상청")
    assert len(http.get("/v1/signals", params={**at, "hazard": ["heavy_rain", "fog"]}).json()) == 1
    assert http.get("/v1/signals", params={**at, "hazard": "fog"}).json() == []
    assert http.get("/v1/signals", params={**at, "region": "11110"}).json() == []
    assert http.get("/v1/signals", params={**at, "hazard": "boredom"}).status_code == 422


def test_feeds(http: TestClient) -> None:
    assert http.get("/v1/feeds").json()[0]["status"] == "ok"


def test_it_is_documented(http: TestClient) -> None:
    schema = http.get("/openapi.json").json()
    assert {"/v1/risk/routes", "/v1/risk/places", "/v1/signals", "/v1/feeds"} <= set(schema["paths"])
    driver = schema["components"]["schemas"]["Driver"]["properties"]
    assert "from" in driver
    assert "from_" not in driver


def test_what_is_to_be_avoided_is_avoided(http: TestClient) -> None:
    answer = http.post("/v1/risk/routes", json={**TRIP, "avoid": ["밀양"], "alternatives": False}).json()
    assert answer["trip"]["via"] == "에움길 car"
    by_code = http.post("/v1/risk/routes", json={**TRIP, "avoid": ["48270"], "alternatives": False}).json()
    assert by_code["trip"]["via"] == "에움길 car"


@pytest.mark.parametrize(
    "wish",
    [
        {"avoid": ["강남역"]},
        {"avoid": ["99999"]},
        {"avoid": ["없는마을"]},
        {"avoid_cells": ["zz"]},
        {"via": "없는길"},
    ],
)
def test_a_wish_that_cannot_be_understood_is_said(http: TestClient, wish: dict[str, Any]) -> None:
    answer = http.post("/v1/risk/routes", json={**TRIP, **wish})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "요" in answer.json()["detail"]
