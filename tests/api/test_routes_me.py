"""What is kept can be seen, what was allowed can be taken back, what is deleted is gone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.store import LOCAL
from assistant.store.consents import QUESTIONS, DataKind
from tests.api.test_routes_trips import TRIP, client
from tests.engine_fakes import NOW

MINSU, YUNA = {"user_id": "minsu"}, {"user_id": "yuna"}
SPOT = {"lat": 37.56123, "lon": 126.97}


class Listening:
    """A bot that notes where its users are."""

    def __init__(self) -> None:
        self.places: list[Any] = []
        self.forgotten: list[str] = []

    async def handle(self, turn: Any) -> Any:
        from assistant.reply import Reply

        self.places.append(turn.location)
        return Reply(text="네.", speech="네.")

    async def forget(self, user_id: str) -> None:
        self.forgotten.append(user_id)


@pytest.fixture
def bot() -> Listening:
    return Listening()


@pytest.fixture
def http(tmp_path: Path, bot: Listening) -> TestClient:
    made = client(tmp_path)
    made.app.state.bot = bot  # type: ignore[attr-defined]
    return made


def allow(http: TestClient, who: dict[str, str], given: bool = True) -> None:
    done = http.put("/v1/me/consents/live_location", params=who, json={"given": given})
    assert done.status_code == 200


def say(http: TestClient, user: str) -> None:
    assert http.post("/v1/messages", json={"user_id": user, "text": "여기 위험해?"}).status_code == 200


def test_nothing_is_allowed_unasked_and_each_allows_for_themselves(http: TestClient) -> None:
    before = http.get("/v1/me/consents", params=MINSU).json()
    assert {each["kind"] for each in before} == set(DataKind)
    assert all(each["given"] is None and each["question"].endswith("동의하시나요?") for each in before)
    allow(http, MINSU)
    given = {e["kind"]: e["given"] for e in http.get("/v1/me/consents", params=MINSU).json()}
    assert given["live_location"].startswith("2025-07-16T09:00")
    assert given["location_history"] is None
    assert all(each["given"] is None for each in http.get("/v1/me/consents", params=YUNA).json())


def test_a_consent_to_other_words_is_none(http: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(http, MINSU)
    monkeypatch.setitem(QUESTIONS, DataKind.LIVE_LOCATION, "이제는 저장할게요. 동의하시나요?")
    assert http.post("/v1/me/location", params=MINSU, json=SPOT).status_code == 403


def test_a_location_needs_consent_and_is_used_while_it_is_fresh(
    http: TestClient, bot: Listening, tmp_path: Path
) -> None:
    refused = http.post("/v1/me/location", params=MINSU, json=SPOT)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_consent")
    allow(http, MINSU)
    owntracks = {
        "_type": "location",
        "lat": 37.56123,
        "lon": 126.97,
        "acc": 12,
        "tst": int(NOW.timestamp()),
        "batt": 5,
    }
    assert http.post("/v1/me/location", params=MINSU, json=owntracks).json() == []
    status = {"_type": "status", "android": {"hib": 0}}
    assert http.post("/v1/me/location", params=MINSU, json=status).json() == []  # it would be sent again
    assert http.post("/v1/me/location", params=MINSU, json={"_type": "encrypted"}).status_code == 422
    say(http, "minsu")
    say(http, "yuna")
    assert bot.places[0]["lat"] == 37.56123
    assert bot.places[0]["accuracy_m"] == 12
    assert bot.places[1] is None
    files = b"".join(path.read_bytes() for path in tmp_path.glob("g.db*"))
    assert b"37.56123" not in files
    http.app.state.clock = type("Later", (), {"now": lambda self: NOW + timedelta(minutes=11)})()  # type: ignore[attr-defined]
    say(http, "minsu")
    assert bot.places[2] is None


def test_old_and_future_positions_are_not_where_somebody_is(http: TestClient, bot: Listening) -> None:
    allow(http, MINSU)
    for off in (timedelta(hours=-1), timedelta(hours=1)):
        body = {**SPOT, "at": (NOW + off).isoformat()}
        assert http.post("/v1/me/location", params=MINSU, json=body).status_code == 200
    say(http, "minsu")
    assert bot.places == [None]


def test_taking_it_back_drops_the_position(http: TestClient, bot: Listening) -> None:
    allow(http, MINSU)
    http.post("/v1/me/location", params=MINSU, json=SPOT)
    allow(http, MINSU, given=False)
    say(http, "minsu")
    assert bot.places == [None]
    assert http.post("/v1/me/location", params=MINSU, json=SPOT).status_code == 403


def test_the_export_has_all_of_one_user_and_nothing_of_others(http: TestClient) -> None:
    for who in ("minsu", "yuna"):
        http.post("/v1/trips", json={**TRIP, "user_id": who, "title": f"{who} 출장"})
    allow(http, MINSU)
    hook = {"url": "https://example.com/hook", "user_id": "minsu"}
    http.post("/v1/alerts/webhooks", json=hook)
    document = http.get("/v1/me/export", params=MINSU).json()
    assert [trip["plan"]["title"] for trip in document["trips"]] == ["minsu 출장"]
    assert "yuna" not in str(document)
    assert list(document["consents"]) == ["live_location"]
    assert "secret" not in str(document)
    assert document["rows"]["trips"] == 1
    assert set(document["rows"]) >= {"trips", "alerts", "watches", "outbox", "preferences", "consents"}


def test_everything_goes_and_only_ones_own(http: TestClient, bot: Listening, tmp_path: Path) -> None:
    for who in ("minsu", "yuna"):
        http.post("/v1/trips", json={**TRIP, "user_id": who})
        allow(http, {"user_id": who})
        http.post("/v1/me/location", params={"user_id": who}, json=SPOT)
    tag_rows = http.get("/v1/me/export", params=MINSU).json()["rows"]
    assert sum(tag_rows.values()) == 2
    gone = http.delete("/v1/me", params=MINSU).json()["deleted"]
    assert (gone["trips"], gone["consents"], gone["location"]) == (1, 1, 1)
    assert sum(http.get("/v1/me/export", params=MINSU).json()["rows"].values()) == 0
    assert bot.forgotten == ["minsu"]
    assert http.get("/v1/trips", params=YUNA).json()
    say(http, "minsu")
    say(http, "yuna")
    assert bot.places[0] is None
    assert bot.places[1] is not None


def test_a_consent_taken_back_in_words_drops_the_position(http: TestClient, bot: Listening) -> None:
    allow(http, MINSU)
    http.post("/v1/me/location", params=MINSU, json=SPOT)
    say(http, "minsu")
    stores = http.app.state.personal  # type: ignore[attr-defined]
    stores.consents.withdraw(LOCAL, "minsu", DataKind.LIVE_LOCATION)  # as "위치 쓰지 마" does
    say(http, "minsu")
    assert [place is None for place in bot.places] == [False, True]
    allow(http, MINSU)
    say(http, "minsu")
    assert bot.places[-1] is None
