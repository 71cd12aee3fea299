"""The recorded conversations of docs/conversations: five turns through each door, the last one in danger."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "conversations"
HELP = re.compile("119|일일구")
"""For the eye, or for the ear."""
DOORS = ("alexa", "clova", "kakao", "mirror", "nugu", "rest", "terminal", "voice")


def turns(door: str) -> list[Any]:
    recorded = json.loads((FOLDER / f"{door}.json").read_text(encoding="utf-8"))
    assert recorded["scenario"] == "khanun-2023"
    found: list[Any] = recorded["turns"]
    return found


def test_each_door_has_one() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(DOORS)


@pytest.mark.parametrize("door", DOORS)
def test_five_turns_of_which_the_last_sends_for_help(door: str) -> None:
    found = turns(door)
    assert len(found) == 5
    assert all(turn for turn in found)
    called = [bool(HELP.search(json.dumps(turn, ensure_ascii=False))) for turn in found]
    assert called[-1]
    assert not called[0]


def test_the_spoken_turn_was_heard_and_answered_aloud() -> None:
    events = turns("voice")[0]["received"]
    kinds = [event.get("type", "sound") for event in events]
    assert kinds[0] == "snapshot"
    order = [kinds.index(kind) for kind in ("stt_text", "thinking", "reply", "tts_speaking", "tts_finished")]
    assert order == sorted(order)
    assert max(event.get("sound_s", 0) for event in events) > 5


def test_the_mirror_shows_levels_as_words_and_the_way_on_a_map() -> None:
    first = turns("mirror")[0]["shown"]
    assert first["level"] == ["경계"]
    assert "서울 → 부산 지도" in first["map"][0]
