"""Times of platforms in Korean, which our own finder of times understands as the same."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.channels.speaker.compose import heard
from assistant.channels.speaker.times import in_korean
from assistant.korean.times import find_times

NOW = datetime(2026, 11, 27, 8, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize(
    ("value", "said", "start"),
    [
        ("2026-11-28", "2026년 11월 28일", "2026-11-28T00:00"),
        ("2026-11-28T15:30:00+09:00", "2026년 11월 28일 오후 3시 30분", "2026-11-28T15:30"),
        ("2026-11-28T00:30:00", "2026년 11월 28일 오전 12시 30분", "2026-11-28T00:30"),
        ("15:00:00", "오후 3시", "2026-11-27T15:00"),
        ("09:30", "오전 9시 30분", "2026-11-27T09:30"),
        ("18:00:00/24:00:00", "밤", "2026-11-27T"),
        ("2026-11-28T06:00/2026-11-28T09:00", "2026년 11월 28일 아침", "2026-11-28T0"),
        ("2026-11-28T18:00:00+09:00/2026-11-28T24:00:00+09:00", "2026년 11월 28일 밤", "2026-11-28T"),
        ("2026-11-28T10:20/2026-11-28T10:40", "2026년 11월 28일 오전 10시 20분", "2026-11-28T10:20"),
        ("2026-12-01/2026-12-03", "2026년 12월 1일", "2026-12-01T00:00"),
        ("2026-W48-WE", "2026년 11월 28일", "2026-11-28T00:00"),
        ("2026-12", "2026년 12월", "2026-12-01T00:00"),
        ("PRESENT_REF", "지금", "2026-11-27T08:00"),
        ("NI", "밤", "2026-11-27T"),
        ("내일 오전", "내일 오전", "2026-11-28T"),
    ],
)
def test_said_and_understood(value: str, said: str, start: str) -> None:
    assert in_korean(value) == said
    found = find_times(said, NOW)
    assert [one.start.isoformat().startswith(start) for one in found] == [True], found


@pytest.mark.parametrize("value", ["2026-W48", "2026", "202X", "2026-WI", "P3D", "PT34M"])
def test_what_is_no_time_to_leave_is_not_said(value: str) -> None:
    assert in_korean(value) == ""
    assert heard("ask_weather", {"time": value, "place": "부산"})[1] == "부산 날씨 어때?"


@pytest.mark.parametrize("value", ["2026-13-40", "2026-W99-WE", "2026-11-28/", "a/b", "T", "/", "25:00", "3"])
def test_anything_else_is_left_as_it_is(value: str) -> None:
    assert in_korean(value) == value


def test_day_and_hour_in_two_slots() -> None:
    said = heard("ask_route_safety", {"hour": "09:00", "destination": "부산", "time": "2026-11-28"})[1]
    assert said == "2026년 11월 28일 오전 9시 부산까지 가는 길 안전해?"
    assert heard("ask_route_safety", {"hour": "MO"})[1] == "아침 가는 길 안전해?"
