"""The tracker store of `rasa run`: unreadable on disk, bounded, over after the silence, gone when asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Restarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import read_endpoint_config

from assistant.nlu import sealed_conversations
from assistant.nlu.sealed_conversations import SealedTrackerStore
from assistant.settings import ROOT, Settings
from assistant.store.personal_data import PersonalData

SECRET = "내일 부산 가는 길 안전해"
DOMAIN = Domain.from_dict({"slots": {"topic": {"type": "any", "mappings": [{"type": "custom"}]}}})


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PersonalData:
    made = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    monkeypatch.setattr(sealed_conversations, "personal_data", lambda: made)
    return made


@pytest.fixture
def store(stores: PersonalData) -> TrackerStore:
    """As `rasa run` makes it of our endpoints.yml."""
    made = TrackerStore.create(read_endpoint_config(str(ROOT / "endpoints.yml"), "tracker_store"), DOMAIN)
    assert type(made) is SealedTrackerStore
    return made


def talk(
    store: TrackerStore, turns: int, user: str = "minsu", owner: str | None = None
) -> DialogueStateTracker:
    tracker = asyncio.run(store.get_or_create_tracker(user))
    for number in range(turns):
        metadata = {"owner": owner} if owner else {}
        tracker.update(UserUttered(f"{SECRET} {number}", metadata=metadata))
        tracker.update(SlotSet("topic", number))
        tracker.update(BotUttered("네"))
        tracker.update(ActionExecuted("action_listen"))
        asyncio.run(store.save(tracker))
    return tracker


def test_it_is_found_again_and_unreadable_on_disk(store: TrackerStore, tmp_path: Path) -> None:
    talk(store, 2)
    again = asyncio.run(store.retrieve("minsu"))
    assert again is not None
    assert again.latest_message is not None
    assert again.latest_message.text == f"{SECRET} 1"
    assert again.get_slot("topic") == 1
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("g.db*"))
    for word in (SECRET, "부산", "minsu", "user_uttered"):
        assert word.encode() not in kept
        assert word.encode("unicode_escape") not in kept or word.isascii()
    assert asyncio.run(store.retrieve("yuna")) is None


def test_history_is_bounded_and_its_slots_kept(store: TrackerStore) -> None:
    talk(store, 40)
    again = asyncio.run(store.retrieve("minsu"))
    assert again is not None
    assert len(again.events) <= sealed_conversations.MAX_EVENTS
    assert again.get_slot("topic") == 39


def test_it_is_over_after_the_silence(store: TrackerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    talk(store, 1)
    now = sealed_conversations._minute()
    monkeypatch.setattr(sealed_conversations, "_minute", lambda: now + sealed_conversations.KEEP_MINUTES + 1)
    assert asyncio.run(store.retrieve("minsu")) is None


def test_others_that_are_over_go_with_the_next_turn(
    store: TrackerStore, stores: PersonalData, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk(store, 1)
    now = sealed_conversations._minute()
    monkeypatch.setattr(sealed_conversations, "_minute", lambda: now + sealed_conversations.KEEP_MINUTES + 1)
    talk(store, 1, "yuna")
    assert stores.count("minsu")["conversations"] == 0


def test_a_restart_leaves_nothing(store: TrackerStore, stores: PersonalData) -> None:
    tracker = talk(store, 2)
    assert stores.count("minsu")["conversations"] == 1
    tracker.update(Restarted())
    tracker.update(ActionExecuted("action_listen"))
    asyncio.run(store.save(tracker))
    assert stores.count("minsu")["conversations"] == 0


def test_deleting_everything_of_a_user_deletes_it(store: TrackerStore, stores: PersonalData) -> None:
    talk(store, 1)
    talk(store, 1, "yuna")
    talk(store, 1, "jun", owner="key")
    assert stores.delete("minsu")["conversations"] == 1
    assert asyncio.run(store.retrieve("minsu")) is None
    assert asyncio.run(store.retrieve("yuna")) is not None
    assert stores.delete("jun", "key")["conversations"] == 1
