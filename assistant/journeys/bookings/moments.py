"""Times as documents write them, made aware."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser

from assistant.clock import SEOUL
from assistant.journeys.bookings.airports import zone_of
from assistant.journeys.bookings.model import BookingUnreadable, Spot
from assistant.journeys.bookings.written import clock_in, day_in

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z|\d{8}\Z")
_OFFSET = re.compile(r"([+-])(\d):(\d\d)\Z")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?\Z")
_LONGEST = 64
EARLIEST = 2000
"""Years before it were not written, but assumed."""


@dataclass(frozen=True, slots=True)
class When:
    """A moment, or a day only."""

    at: datetime | None
    day: date | None


NEVER = When(None, None)


def when(value: Any, spot: Spot) -> When:
    """The time of a schema.org value at a place. Raises `BookingUnreadable` for what is no time."""
    zone: ZoneInfo | None = None
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        zone = _named(value.get("timezone"))
        value = value.get("@value") or value.get("value")
    if value is None or not str(value).strip():
        return NEVER
    text = _OFFSET.sub(r"\g<1>0\2:\3", str(value).strip())
    if len(text) > _LONGEST:
        raise BookingUnreadable("때가 적힌 곳에 다른 글이 있어요.")
    try:
        if _DAY.match(text):
            return When(None, parser.isoparse(text).date())
        at = _epoch(text) or _parsed(text)
    except (ValueError, OverflowError, OSError) as error:
        told = _written(text, zone or zone_of(spot) or SEOUL)
        if told is None:
            raise BookingUnreadable("때를 읽을 수 없어요.") from error
        return told
    local = zone or zone_of(spot)
    if at.tzinfo is None:
        at = at.replace(tzinfo=local or SEOUL)
    elif local is not None and not at.utcoffset():
        at = at.astimezone(local)  # programs write UTC; the day is that of the place
    try:
        at.astimezone(SEOUL)  # years at the ends of the calendar
    except OverflowError as error:
        raise BookingUnreadable("때를 읽을 수 없어요.") from error
    return When(at, at.date())


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(parser.isoparse(text).isoformat())
    except ValueError:
        return datetime.fromisoformat(parser.parse(text).isoformat())


def _epoch(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970, as programs write them that were not asked to."""
    if not _EPOCH.match(text):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), SEOUL)


def _written(text: str, zone: ZoneInfo) -> When | None:
    """As people write it: "2026년 12월 3일(목) 오전 10:00"."""
    day, clock = day_in(text, date(1970, 1, 1)), clock_in(text)
    if day is None or day.year < EARLIEST:
        return None
    return When(datetime.combine(day, clock, zone) if clock else None, day)


def _named(name: Any) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
