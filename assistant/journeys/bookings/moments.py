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

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z|\d{8}\Z")
_OFFSET = re.compile(r"([+-])(\d):(\d\d)\Z")
_LONGEST = 64


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
        at = _parsed(text)
    except (ValueError, OverflowError) as error:
        raise BookingUnreadable("때를 읽을 수 없어요.") from error
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone or zone_of(spot) or SEOUL)
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


def _named(name: Any) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
