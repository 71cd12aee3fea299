from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from assistant.clock import SEOUL
from assistant.speech.meaning import choose, sense
from assistant.speech.plausible import possible
from assistant.speech.stt import Hypothesis, Transcript

NOW = datetime(2026, 11, 26, 19, 0, tzinfo=SEOUL)


@dataclass
class Understood:
    intent: str
    confidence: float = 0.95
    slots: Mapping[str, Any] = field(default_factory=dict)


MEANINGS = {
    "내일 부산 안전해": Understood("ask_route_safety", 0.99, {"destination": 1, "time": 1}),
    "내일 구산 안전해": Understood("out_of_scope", 0.4),
    "이월 삼십일 서울 날씨": Understood("ask_weather", 0.98, {"place": 1}),
    "시월 삼십일 서울 날씨": Understood("ask_weather", 0.98, {"place": 1, "time": 1}),
    "내일 이십오 시 서울 날씨": Understood("ask_weather", 0.98, {"place": 1, "time": 1}),
    "내일 십오 시 서울 날씨": Understood("ask_weather", 0.98, {"place": 1, "time": 1}),
    "내일 울산 안전해": Understood("ask_route_safety", 0.99, {"destination": 1, "time": 1}),
}


async def understand(text: str) -> Understood:
    return MEANINGS[text]


@pytest.mark.parametrize(
    ("readings", "winner"),
    [
        ([("내일 부산 안전해", 0.0), ("내일 구산 안전해", -1.0)], "내일 부산 안전해"),
        ([("내일 구산 안전해", 0.0), ("내일 부산 안전해", -4.0)], "내일 부산 안전해"),
        ([("이월 삼십일 서울 날씨", 0.0), ("시월 삼십일 서울 날씨", -5.0)], "시월 삼십일 서울 날씨"),
        ([("내일 이십오 시 서울 날씨", 0.0), ("내일 십오 시 서울 날씨", -6.0)], "내일 십오 시 서울 날씨"),
        # Both make the same sense: the sound decides.
        ([("내일 부산 안전해", 0.0), ("내일 울산 안전해", -0.5)], "내일 부산 안전해"),
        # Too unlike what was heard, whatever it means.
        ([("내일 구산 안전해", 0.0), ("내일 부산 안전해", -40.0)], "내일 구산 안전해"),
    ],
)
def test_the_reading_that_makes_sense_wins(readings: list[tuple[str, float]], winner: str) -> None:
    heard = Transcript(readings[0][0], alternatives=tuple(Hypothesis(*row) for row in readings))
    choice = asyncio.run(choose(heard, understand, plausible=lambda text: possible(text, NOW)))
    assert choice.text == winner
    assert choice.changed == (winner != readings[0][0])


def test_a_sure_transcript_is_not_read_again() -> None:
    async def never(text: str) -> Understood:
        raise AssertionError(text)

    heard = Transcript("아무 말", alternatives=(Hypothesis("아무 말", 0.0),))
    assert asyncio.run(choose(heard, never)).text == "아무 말"


def test_sense_is_between_nothing_and_all() -> None:
    assert sense(Understood("out_of_scope", 1.0, {"place": 1})) == 0
    assert sense(Understood("ask_weather", 0.5)) < sense(MEANINGS["내일 부산 안전해"]) <= 1


@pytest.mark.parametrize(
    ("text", "can_be"),
    [
        ("이월 삼십일 부산 가", False),
        ("시월 삼십일 부산 가", True),
        ("유월 삼십일일 부산", False),
        ("내일 이십오 시에 출발", False),
        ("내일 십오 시에 출발", True),
        ("오전 십칠 시에 출발", False),
        ("오전 일곱 시에 출발", True),
        ("시월 십 일", True),
        ("두 시간 걸려", True),
        ("부산 가는 길 안전해", True),
        ("", True),
    ],
)
def test_dates_and_hours_that_exist(text: str, can_be: bool) -> None:
    assert possible(text, NOW) is can_be
