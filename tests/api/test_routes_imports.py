"""Uploads of bookings: shown first, kept once, size-limited, with an error for each part that is broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api.routes_imports import MAX_UPLOAD_BYTES
from tests.api.test_routes_trips import NOW, client

DAY = NOW.replace(hour=23, minute=0)
TRAIN: dict[str, Any] = {
    "@type": "TrainReservation",
    "reservationNumber": "SECRET1",
    "reservationFor": {
        "@type": "TrainTrip",
        "trainNumber": "KTX 101",
        "departureStation": {"@type": "TrainStation", "name": "서울"},
        "departureTime": DAY.isoformat(),
        "arrivalStation": {"@type": "TrainStation", "name": "부산"},
    },
}
BODY = json.dumps(TRAIN).encode()


@pytest.fixture
def http(tmp_path: Path) -> TestClient:
    return client(tmp_path)


def test_shown_first_and_kept_once(http: TestClient) -> None:
    shown = http.post("/v1/trips/import", content=BODY)
    assert shown.status_code == 200, shown.text
    (one,) = shown.json()["reservations"]
    assert (one["departure"]["name"], one["arrival"]["name"], one["papers"]) == ("서울", "부산", ["json-ld"])
    assert "SECRET1" not in shown.text
    assert shown.json()["saved"] == 0
    assert http.get("/v1/trips").json() == []
    saved = [
        http.post("/v1/trips/import?save=true&user_id=minsu", content=BODY).json()["saved"] for _ in "12"
    ]
    assert saved[0] >= 1
    assert saved[1] == 0
    trips = http.get("/v1/trips?user_id=minsu").json()
    assert {trip["provenance"] for trip in trips} == {"booking"}
    assert ("부산역", "train") in {(trip["destination"]["name"], trip["mode"]) for trip in trips}


def test_a_form_of_several_documents(http: TestClient) -> None:
    files = [
        ("file", ("a.json", BODY)),
        ("file", ("b.json", BODY)),
        ("file", ("민수.pkpass", b"PK\x03\x04x")),
    ]
    answer = http.post("/v1/trips/import", files=files)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["reservations"]) == 1
    (error,) = answer.json()["errors"]
    assert error.startswith("3: ")
    assert "민수" not in answer.text


@pytest.mark.parametrize(
    ("body", "query", "status", "code"),
    [
        (b"", "", 422, "unreadable"),
        (b"{", "", 422, "unreadable"),
        (b"x" * (MAX_UPLOAD_BYTES + 1), "", 413, "too_large"),
        (BODY, "?home=없는곳", 422, "unknown_place"),
    ],
    ids=["empty", "broken", "large", "home"],
)
def test_what_is_refused(http: TestClient, body: bytes, query: str, status: int, code: str) -> None:
    answer = http.post(f"/v1/trips/import{query}", content=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_cancelled_ticket_takes_its_trip_away(http: TestClient) -> None:
    http.post("/v1/trips/import?save=true", content=BODY)
    gone = json.dumps({**TRAIN, "reservationStatus": "http://schema.org/ReservationCancelled"}).encode()
    http.post("/v1/trips/import?save=true", content=gone)
    assert http.get("/v1/trips").json() == []
