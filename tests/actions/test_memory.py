"""What carries over from turn to turn."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rasa_sdk import Tracker

from actions import memory
from actions.turn import UserTurn, choose
from assistant.nlu.annotate import annotate, as_entity

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def tracker(text: str, intent: str, slots: dict[str, Any] | None = None) -> Tracker:
    message = {
        "text": text,
        "intent": {"name": intent},
        "entities": [as_entity(mention) for mention in annotate(text, NOW)],
        "metadata": {"now": NOW.isoformat()},
    }
    return Tracker("u", slots or {}, message, [], False, None, {}, None)


def talk(*turns: tuple[str, str]) -> dict[str, Any]:
    """The journey after several turns of (intent, text)."""
    slots: dict[str, Any] = {}
    for intent, text in turns:
        state = tracker(text, intent, slots)
        turn = UserTurn.of(state)
        slots = {**memory.trip_slots(state, turn), "topic": memory.topic_of(state, turn)}
    return slots


def name(slot: Any) -> str | None:
    return slot["short"] if slot else None


FIRST = ("ask_route_safety", "내일 오후 세 시에 대전에서 부산 가는 길 안전해?")


@pytest.mark.parametrize(
    ("turn", "origin", "destination", "start", "mode"),
    [
        (("inform", "그럼 모레는?"), "대전", "부산", "2026-03-06T00:00", None),
        (("inform", "기차로 가면?"), "대전", "부산", "2026-03-05T15:00", "train"),
        (("inform", "강릉은?"), "대전", "강릉", "2026-03-05T15:00", None),
        (("inform", "서울에서 출발하면?"), "서울", "부산", "2026-03-05T15:00", None),
        (("inform", "한 시간 늦게 가면?"), "대전", "부산", "2026-03-05T16:00", None),
        (("inform", "오전 아홉 시는?"), "대전", "부산", "2026-03-05T09:00", None),
        (("ask_alternative", "다른 길은 없어?"), "대전", "부산", "2026-03-05T15:00", None),
        (("ask_route_safety", "강릉 가는 길은 안전해?"), "대전", "강릉", None, None),
        (("ask_route_safety", "강릉 가는 길은?"), "대전", "강릉", "2026-03-05T15:00", None),
        (("ask_route_safety", "서울에서 강릉 가는 길 안전해?"), "서울", "강릉", None, None),
    ],
)
def test_follow_up(
    turn: tuple[str, str], origin: str | None, destination: str, start: str | None, mode: str | None
) -> None:
    slots = talk(FIRST, turn)
    assert name(slots["origin"]) == origin
    assert name(slots["destination"]) == destination
    assert slots["mode"] == mode
    assert (slots["time"]["start"][:16] if slots["time"] else None) == start


def test_a_fragment_keeps_the_topic() -> None:
    assert talk(("ask_departure_time", "부산 언제 출발하는 게 나아?"), ("inform", "모레는?"))["topic"] == (
        "ask_departure_time"
    )


@pytest.mark.parametrize(
    ("answer", "region"), [("경기도요", "경기"), ("경기도 광주", "경기"), ("두 번째", None), ("글쎄", "none")]
)
def test_choosing_among_places_of_one_name(answer: str, region: str | None) -> None:
    [mention] = [m for m in annotate("광주 가는 길 안전해?", NOW) if m.entity == "place"]
    candidates = mention.value["ambiguous"]
    chosen = choose(answer, mention.value, NOW)
    if region == "none":
        assert chosen is None
    elif region is None:
        assert chosen == candidates[1]
    else:
        assert chosen is not None
        assert (chosen["region"] or chosen["name"]).startswith(region)
