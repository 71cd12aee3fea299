"""`POST /v1/maps/routes`: a trip laid out for a screen."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.settings import Settings

TRIP = {"origin": "서울", "destination": "부산", "mode": "car", "depart": "2023-08-10T07:00"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(Settings(scenario="khanun-2023")))


def asked(client: TestClient, **more: Any) -> Any:
    response = client.post("/v1/maps/routes", json=TRIP | more)
    assert response.status_code == 200, response.text
    return response.json()


def test_the_way_its_levels_and_the_warned_districts(client: TestClient) -> None:
    drawn = asked(client, page={"width": 960, "height": 700, "letter": 18})
    assert (drawn["width"], drawn["height"], drawn["title"]) == (960, 700, "서울 → 부산")
    assert "alert" in {part["level"] for part in drawn["stretches"]}
    assert any(land["warnings"] for land in drawn["districts"])
    assert [stop["word"]["text"].split()[0] for stop in drawn["stops"] if stop["end"]] == ["서울", "부산"]
    for stop in drawn["stops"]:
        assert 0 <= stop["x"] <= 960
        assert 0 <= stop["y"] <= 700
    assert {stop["word"]["size"] for stop in drawn["stops"]} == {18, 22.5}


def test_a_point_keeps_its_name(client: TestClient) -> None:
    point = {"name": "서울특별시", "kind": "province", "lat": 37.56, "lon": 126.98, "aliases": ["서울"]}
    assert asked(client, origin=point)["title"] == "서울 → 부산"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"origin": "없는마을"}, 422),
        ({"destination": "제주"}, 422),  # no road leads there
        ({"page": {"width": 10**9, "height": 700}}, 422),
    ],
)
def test_what_cannot_be_drawn_is_a_problem(client: TestClient, wrong: dict[str, Any], code: int) -> None:
    response = client.post("/v1/maps/routes", json=TRIP | wrong)
    assert response.status_code == code
    assert response.headers["content-type"] == "application/problem+json"
