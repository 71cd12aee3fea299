"""Times as platforms send them (ISO 8601, and what AMAZON.DATE and AMAZON.TIME add) said in Korean.

The dialogue understands Korean only: "2026-11-28T06:00/2026-11-28T09:00" is "2026년 11월 28일 아침".
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from assistant.channels.speaker.tables import table

_WEEKEND = re.compile(r"(\d{4})-W(\d{2})-WE")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_UNSAYABLE = re.compile(r"\d{4}-W\d{2}|\d{4}|\d{3}X|\d{4}-(WI|SP|SU|FA)|P[0-9YMWDTHS.]+")
"""A whole week, year, decade or season, and durations: no time to leave."""


def in_korean(value: str) -> str:
    """The time in words; "" for one that is no time to leave; anything else is given back as it is."""
    word = table("intents")["daypart"].get(value)
    if word is not None:
        return str(word)
    if _UNSAYABLE.fullmatch(value):
        return ""
    if found := _MONTH.fullmatch(value):
        return f"{found[1]}년 {int(found[2])}월"
    try:
        if found := _WEEKEND.fullmatch(value):
            return _day(date.fromisocalendar(int(found[1]), int(found[2]), 6))
        begin, _, end = value.partition("/")
        return _span(begin, end) if end else _moment(value)
    except ValueError:
        return value


def _span(begin: str, end: str) -> str:
    """A part of a day by its name; of anything longer or unnamed, the beginning."""
    day, clock = _parts(begin)
    _, until = _parts(end)
    if clock is None:
        return _joined(day, None)
    word = table("intents")["daypart"].get(f"{clock:%H:%M}/{until:%H:%M}") if until else None
    return f"{_day(day)} {word}" if day and word else word or _joined(day, clock)


def _moment(value: str) -> str:
    return _joined(*_parts(value))


def _parts(value: str) -> tuple[date | None, time | None]:
    """Day and time of day. 24:00 is midnight. Raises ValueError."""
    value = value.replace("24:00", "00:00")
    if "T" in value:
        both = datetime.fromisoformat(value)
        return both.date(), both.time()
    if ":" in value:
        return None, time.fromisoformat(value)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("no day")
    return date.fromisoformat(value), None


def _joined(day: date | None, clock: time | None) -> str:
    return " ".join(part for part in (_day(day) if day else "", _clock(clock) if clock else "") if part)


def _day(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"


def _clock(clock: time) -> str:
    half = "오전" if clock.hour < 12 else "오후"
    minutes = f" {clock.minute}분" if clock.minute else ""
    return f"{half} {clock.hour % 12 or 12}시{minutes}"
