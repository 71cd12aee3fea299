from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from actions.window import LONGEST_SCAN, PastTime, departure, impossible_time, stay
from assistant.korean.times import find_times
from assistant.nlu.annotate import time_value

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def said(text: str) -> dict[str, Any]:
    [span] = find_times(text, NOW)
    return time_value(span)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return NOW.replace(day=day, hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("text", "depart", "window"),
    [
        ("내일 아침 일곱 시", at(5, 7), None),
        ("내일", None, (at(5), at(6))),
        ("오늘", None, (NOW, at(5))),
        ("모레 오후", None, (at(6, 12), at(6, 18))),
        ("지금", NOW, None),
    ],
)
def test_departure(text: str, depart: datetime | None, window: Any) -> None:
    assert departure(said(text), NOW) == (depart, window)


def test_nothing_said_is_now() -> None:
    assert departure(None, NOW) == (None, None)


def test_a_long_period_is_cut_to_what_one_listens_to() -> None:
    _, window = departure(said("다음 달"), NOW)
    assert window is not None
    assert window[1] - window[0] == LONGEST_SCAN


@pytest.mark.parametrize("text", ["어제", "지난주 금요일"])
def test_the_past_is_refused(text: str) -> None:
    with pytest.raises(PastTime):
        departure(said(text), NOW)
    with pytest.raises(PastTime):
        stay(said(text), NOW)


def test_a_stay_without_time_is_the_next_hours() -> None:
    start, end = stay(None, NOW)
    assert start == NOW
    assert timedelta(hours=1) <= end - start <= timedelta(hours=6)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("13월 40일에 부산 가는 길", "13월 40일"),
        ("내일 27시에 출발하면", "27시"),
        ("0월에", "0월"),
        ("8월 10일에 부산", None),
        ("두 시간 걸려?", None),
        ("120시간 동안", None),
        ("101동 앞", None),
    ],
)
def test_impossible_time(text: str, words: str | None) -> None:
    assert impossible_time(text) == words
