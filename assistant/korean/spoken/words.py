"""Words for the single values of answers: clock times, days, periods, durations, distances, numbers.

Each has a form for the eye ("오전 10시 30분") and one for the ear ("오전 열 시 반"); the latter is the
former read by `spoken`, so that an answer written with the text forms and read as a whole says the same.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from assistant.korean.spoken.normalise import spoken
from assistant.korean.spoken.numerals import native, sino
from assistant.korean.spoken_tables import table


class Form(StrEnum):
    """For whom a value is worded."""

    SPEECH = "speech"
    TEXT = "text"


class NumberStyle(StrEnum):
    """Sino-Korean (삼) or native (셋) numbers."""

    SINO = "sino"
    NATIVE = "native"


def clock(moment: datetime | time, *, form: Form = Form.SPEECH) -> str:
    """The time of day: "오전 열 시 반" or "오전 10시 30분". 00:00 is 자정. Seconds are left out.

    The moment is taken as it stands: give it in local time.
    """
    return _voice(_clock(moment.hour, moment.minute), form)


def day(moment: datetime | date, now: datetime | date, *, form: Form = Form.SPEECH) -> str:
    """The day seen from `now`: 오늘, 내일, 모레, 어제, 그저께, else 8월 10일 목요일 (and another year).

    Both in the same (local) time zone.
    """
    return _voice(_day(_date(moment), _date(now)), form)


def when(start: datetime | None, end: datetime | None, now: datetime, *, form: Form = Form.SPEECH) -> str:
    """A period: "내일 오전 아홉 시부터 오후 세 시까지". `end` is exclusive; None means open on that side.

    A period that has begun is said from now on ("오후 세 시까지"); whole days are named as days ("내일 하루
    종일", "내일부터 모레까지"). Raises ValueError when both are missing or the end is before the start. All
    three in the same time zone.
    """
    if start is None and end is None:
        raise ValueError("a period needs a start or an end")
    if start is not None and end is not None and end < start:
        raise ValueError(f"the period ends before it starts: {start} to {end}")
    return _voice(_when(start, end, now), form)


def duration(minutes: float, *, approximate: bool = False, form: Form = Form.SPEECH) -> str:
    """A length of time: 320 is "다섯 시간 이십 분". With `approximate` it is rounded: "다섯 시간 반쯤".

    Rounding is to 5 minutes under an hour, to 10 under three hours, to half hours above. From two days on,
    days are said too. Raises ValueError for a negative length.
    """
    if minutes < 0:
        raise ValueError(f"a duration cannot be negative: {minutes}")
    whole = _round(minutes, "minutes") if approximate else round(minutes)
    days, rest = divmod(whole, 24 * 60) if whole >= 48 * 60 else (0, whole)
    hours, mins = divmod(rest, 60)
    parts = [f"{days}일" if days else "", f"{hours}시간" if hours else ""]
    if mins or not (days or hours):
        parts.append(f"{mins}분")
    text = " ".join(part for part in parts if part)
    return _voice(text + (_suffix() if approximate else ""), form)


def distance(km: float, *, approximate: bool = False, form: Form = Form.SPEECH) -> str:
    """A length of way: 395.2 is "삼백구십오 킬로미터", 0.82 "팔백이십 미터", 3.46 "삼 점 오 킬로미터".

    One decimal is kept under 10 km. With `approximate`: "사백 킬로미터쯤". Raises ValueError for a negative
    length.
    """
    if km < 0:
        raise ValueError(f"a distance cannot be negative: {km}")
    metres = _round(km * 1000, "metres") if approximate else round(km * 1000)
    if metres < 1000:
        text = f"{metres}m"
    elif metres < 9950:
        text = f"{metres / 1000:.1f}km".replace(".0km", "km")
    else:
        text = f"{round(metres / 1000):,}km"
    return _voice(text + (_suffix() if approximate else ""), form)


def number(value: int | float, *, style: NumberStyle = NumberStyle.SINO, form: Form = Form.SPEECH) -> str:
    """A bare number: 230 is 이백삼십, native 3 is 셋 (1 to 99 only), as text "1,200"."""
    if form is Form.TEXT:
        return f"{value:,}"
    return native(int(value)) if style is NumberStyle.NATIVE else sino(value)


def _voice(text: str, form: Form) -> str:
    return spoken(text) if form is Form.SPEECH else text


def _suffix() -> str:
    return str(table("words")["approximate"]["suffix"])


def _round(value: float, kind: str) -> int:
    for row in table("words")["approximate"][kind]:
        if value < row["under"]:
            step = int(row["step"])
            return max(step * round(value / step), step if value else 0)
    return round(value)


def _part(hour: int) -> str:
    return str([row["name"] for row in table("words")["parts"] if row["from"] <= hour][-1])


def _clock(hour: int, minute: int, *, part: bool = True) -> str:
    words = table("words")["clock"]
    if (hour, minute) == (0, 0):
        return str(words["midnight"])
    shown = hour if hour <= 12 else hour - 12
    text = f"{shown}시 {minute}분" if minute else f"{shown}시"
    return f"{_part(hour)} {text}" if part else text


def _date(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _day(there: date, here: date) -> str:
    words = table("words")
    near = words["days"].get(str((there - here).days))
    if near:
        return str(near)
    year = f"{there.year}년 " if there.year != here.year else ""
    return f"{year}{there.month}월 {there.day}일 {words['weekdays'][there.weekday()]}"


def _when(start: datetime | None, end: datetime | None, now: datetime) -> str:
    words = table("words")["period"]
    today = now.date()
    begun = start is None or start <= now
    if start is not None and end is not None and _whole_days(start, end):
        first, last = start.date(), (end - timedelta(days=1)).date()
        if first == last:
            return f"{_day(first, today)} {words['whole_day']}"
        return f"{_day(first, today)}{words['from']} {_day(last, today)}{words['until']}"
    if end is None:
        assert start is not None
        if begun:
            return f"{words['now']}{words['from']}"
        return f"{_day(start.date(), today)} {_clock(start.hour, start.minute)}{words['from']}"
    # Midnight ends the day before it.
    last = (end - timedelta(minutes=1)).date() if end.time() == time() else end.date()
    if begun:
        into = "" if last == today else f"{_day(last, today)} "
        return f"{into}{_clock(end.hour, end.minute)}{words['until']}"
    assert start is not None
    first = start.date()
    opening = f"{_day(first, today)} {_clock(start.hour, start.minute)}"
    if start == end:
        return opening
    same_part = last == first and end.time() != time() and _part(start.hour) == _part(end.hour)
    closing = _clock(end.hour, end.minute, part=not same_part)
    into = "" if last == first else f"{_day(last, today)} "
    return f"{opening}{words['from']} {into}{closing}{words['until']}"


def _whole_days(start: datetime, end: datetime) -> bool:
    return start.time() == time() == end.time() and end > start
