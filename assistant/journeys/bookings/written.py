"""Days, hours and names as Korean confirmations write them."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

_FULL = re.compile(r"(?<!\d)(20\d\d)\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})(?!\d)(?:일|\.)?")
_SHORT_YEAR = re.compile(r"(?<![\d.])(2\d)[./](\d{1,2})[./](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_NO_YEAR = re.compile(r"(?<![\d.:/])(\d{1,2})(?:월\s?|[./])(\d{1,2})(?:일)?(?![\d:./]|%|원|박)")
_ENGLISH = re.compile(
    r"(?<!\d)(\d{1,2})\s?(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\.?\s?(20)?(\d\d)?(?!\d)",
    re.I,
)
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_CLOCK = re.compile(
    r"(?:(?P<half>오전|오후|낮|밤|AM|PM)\s?)?(?<!\d)(?P<h>[01]?\d|2[0-4])"
    r"(?::(?P<m>[0-5]\d)(?::[0-5]\d)?(?!\d)|시(?!간)\s?(?:(?P<m2>[0-5]?\d)분)?)(?:\s?(?P<after>AM|PM))?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\(?\s?(?<![가-힣])[월화수목금토일](?:요일)?\s?\)|(?<![가-힣])[월화수목금토일]요일")
_NOISE = re.compile(
    r"(?<![가-힣])(?:출발|도착|예정|부터|이후|까지|이전|편도|왕복|가는\s?편|오는\s?편|가는편|오는편|직통|무정차|현지시간|한국시간|일반실|특실|우등|프리미엄|"
    r"일반석|터미널\s?\d|제\s?\d\s?(?:여객\s?)?터미널|T\d|성인|어른|여정\s?\d|구간\s?\d)(?![가-힣])|\d+\s?(?:호차|번\s?홈|명|매|석|박)"
)
_EDGES = " \t·,.:：|/()[]【】-~+→>*\u200b"


def day_in(text: str, today: date) -> date | None:
    """The first day named; without a year the next such day from a month before `today` on."""
    for pattern in (_FULL, _COMPACT, _SHORT_YEAR):
        if match := pattern.search(text):
            year = int(match[1])
            return _day(year if year > 99 else 2000 + year, int(match[2]), int(match[3]))
    if match := _ENGLISH.search(text):
        month, number = _MONTHS.index(match[2].upper()) + 1, int(match[1])
        return _day(2000 + int(match[4]), month, number) if match[4] else _next(month, number, today)
    if match := _NO_YEAR.search(text):
        return _next(int(match[1]), int(match[2]), today)
    return None


def clock_in(text: str) -> time | None:
    """The first hour named."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute = int(match["h"]) % 24, int(match["m"] or match["m2"] or 0)
    half = (match["half"] or match["after"] or "").upper()
    if half in ("오후", "PM", "밤", "낮") and hour < 12 and not (half in ("밤", "낮") and hour > 10):
        hour += 12
    elif half in ("오전", "AM") and hour == 12:
        hour = 0
    return time(hour, minute)


def name_in(text: str) -> str:
    """What is left of a text without days, hours and words that go with them."""
    for pattern in (_FULL, _COMPACT, _SHORT_YEAR, _ENGLISH, _CLOCK, _WEEKDAY, _NO_YEAR, _NOISE):
        text = pattern.sub(" ", text)
    text = re.sub(r"\(\s{0,5}\)|\[\s{0,5}\]", " ", text)
    text = " ".join(text.split()).strip(_EDGES)
    if text.count("(") > text.count(")"):
        text += ")"
    return text if any(letter.isalpha() for letter in text) and len(text) <= 60 else ""


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _next(month: int, number: int, today: date) -> date | None:
    for year in (today.year, today.year + 1):
        found = _day(year, month, number)
        if found is not None and found >= today - timedelta(days=31):
            return found
    return None
