""" "내 정보 지워줘" deletes what is stored for the one who says it, and says no more than that."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import consent
from assistant.settings import Settings
from assistant.store import LOCAL
from assistant.store.database import StoreError
from assistant.store.personal_data import PersonalData
from tests.engine_fakes import NOW
from tests.store.test_trips import PLAN


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PersonalData:
    config = Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path)
    made = PersonalData.of(config)
    monkeypatch.setattr("assistant.store.personal_data.personal_data", lambda: made)
    return made


def asked(user: str, **metadata: Any) -> str:
    message = {
        "text": "내 정보 지워줘",
        "intent": {"name": "delete_my_data"},
        "entities": [],
        "metadata": metadata,
    }
    tracker = Tracker(user, {}, message, [], False, None, {}, None)
    said = CollectingDispatcher()
    events = asyncio.run(consent.confirmed(said, tracker, {"confirm": "delete_all"}))
    assert [event["event"] for event in events] == ["reset_slots", "restart"]
    text: str = said.messages[0]["custom"]["reply"]["text"]
    return text


def test_it_is_gone_and_only_the_speakers(stores: PersonalData) -> None:
    for number in range(3):
        stores.trips.add(LOCAL, "minsu", replace(PLAN, title=str(number)), NOW)
    stores.trips.add(LOCAL, "yuna", PLAN, NOW)
    stores.trips.add("key", "minsu", PLAN, NOW)
    assert asked("minsu").startswith("저장해 둔 여정 3개를 지웠고")
    assert [trip.user for trip in stores.trips.of(LOCAL)] == ["yuna"]
    assert stores.trips.of("key")
    assert asked("minsu", owner="key").startswith("저장해 둔 여정 1개를")
    assert not stores.trips.of("key")


def test_without_anything_stored_it_says_so(stores: PersonalData) -> None:
    assert "저장해 둔 정보는 없어요" in asked("nobody")


def test_what_could_not_be_deleted_is_not_said_to_be(
    stores: PersonalData, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(engine: object) -> None:
        raise StoreError("잠겨 있어요.")

    monkeypatch.setattr("assistant.store.personal.wipe", locked)
    assert "지우지 못했어요" in asked("minsu")


def test_it_is_asked_back_where_something_is_stored(stores: PersonalData) -> None:
    stores.trips.add(LOCAL, "minsu", PLAN, NOW)
    message = {"text": "내 정보 지워줘", "intent": {"name": "delete_my_data"}, "entities": [], "metadata": {}}
    said = CollectingDispatcher()
    asyncio.run(
        consent.ActionDeleteMyData().run(said, Tracker("minsu", {}, message, [], False, None, {}, None), {})
    )
    text = said.messages[0]["custom"]["reply"]["text"]
    assert text == "저장해 둔 여정 1개를 비롯해 모두 지울까요? 되돌릴 수 없어요."
    assert stores.trips.of(LOCAL)
