"""Slots of an utterance: roads with a direction, lost spaces, ways that are taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from assistant.nlu.annotate import annotate, slots_of

NOW = datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001 - naive, as in the tests of times


def told(text: str, intent: str) -> dict[str, Any]:
    slots = slots_of(annotate(text, NOW), intent)
    return {
        slot: next(value[key] for key in ("name", "deictic", "start") if key in value)
        if isinstance(value, dict)
        else value
        for slot, value in slots.items()
        if value is not None
    }


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        (
            "남해고속도로 진주 방향 막혀?",
            "ask_road_status",
            {"place": "남해고속도로", "hazard": "congestion"},
        ),
        ("남해고속도로 막혀?", "ask_route_safety", {"place": "남해고속도로", "hazard": "congestion"}),
        (
            "경부고속도로 타고 대전 가도 돼?",
            "ask_route_safety",
            {"via": "경부고속도로", "destination": "대전광역시"},
        ),
        ("대전 방향 어때", "ask_route_safety", {"destination": "대전광역시"}),
        ("울산 에서 포항 까지", "ask_route_safety", {"origin": "울산광역시", "destination": "포항시"}),
        (
            "오후세시대전가는길",
            "ask_route_safety",
            {"time": "2026-11-24T15:00:00", "destination": "대전광역시"},
        ),
        (
            "대전 버스 말고 기차로 가도 돼?",
            "ask_route_safety",
            {"destination": "대전광역시", "mode": "train"},
        ),
        # a road on the way to a goal is passed, a road that is asked about is the place
        ("7번 국도로 강릉 가도 돼?", "ask_route_safety", {"via": "7번국도", "destination": "강릉시"}),
        ("고려대 가는 길 막히나", "ask_road_status", {"destination": "고려대학교", "hazard": "congestion"}),
        ("88고속도로 막혀?", "ask_road_status", {"place": "광주대구고속도로", "hazard": "congestion"}),
        # a word that reached into a place is looked for beside it
        ("동부간선도로 통제됐어?", "ask_road_status", {"place": "동부간선도로", "hazard": "road_closure"}),
        # the first of two places only says where the second is
        ("오대산 월정사 가는 길 얼었나", "ask_route_safety", {"destination": "월정사", "hazard": "road_ice"}),
        ("회사 앞 붐벼?", "ask_place_risk", {"place": "work", "hazard": "crowding"}),
    ],
)
def test_slots(text: str, intent: str, slots: dict[str, Any]) -> None:
    assert told(text, intent) == slots


def test_a_direction_is_kept_with_its_road() -> None:
    [road] = [m for m in annotate("영동고속도로 원주 방향 눈 와?", NOW) if m.entity == "place"]
    assert (road.value["name"], road.value["direction"]) == ("영동고속도로", "원주시")
