"""From what was said about time to what the engine is asked: one departure, or a window to scan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

LONGEST_SCAN = timedelta(days=3)
"""A longer period ("다음 주") is scanned over its first days; nobody listens to more."""
ARRIVE_BY = timedelta(hours=8)
"""How long before a "까지" departures are scanned."""
PLACE_STAY = timedelta(hours=3)
"""A question about a place without a time is about the next hours."""

_CALENDAR_WORDS = re.compile(r"(?<![0-9])([0-9]{1,4})\s*(월|일|시|분)(?![가-힣]*(?:간|동|호|터|도))")
_LIMITS = {"월": 12, "일": 31, "시": 24, "분": 59}


class PastTime(Exception):
    """The time asked about is over."""


class BadTime(Exception):
    """A date or hour that no calendar has."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def departure(
    time: Mapping[str, Any] | None, now: datetime
) -> tuple[datetime | None, tuple[datetime, datetime] | None]:
    """(depart, window) for a `RouteRequest`; both None means "now". Raises `PastTime`."""
    if time is None:
        return None, None
    start, end = datetime.fromisoformat(time["start"]), datetime.fromisoformat(time["end"])
    if end <= now and not start <= now < end + timedelta(minutes=5):
        raise PastTime
    if time.get("role") == "until":
        return None, (max(now, end - ARRIVE_BY), end)
    if time["grain"] in ("second", "minute") or time.get("has_hour"):
        return max(start, now), None
    return None, (max(start, now), min(end, max(start, now) + LONGEST_SCAN))


def stay(time: Mapping[str, Any] | None, now: datetime) -> tuple[datetime, datetime]:
    """[start, end) of a stay at a place. Raises `PastTime`."""
    if time is None:
        return now, now + PLACE_STAY
    start, end = datetime.fromisoformat(time["start"]), datetime.fromisoformat(time["end"])
    if end <= now and not start <= now < end + timedelta(minutes=5):
        raise PastTime
    if end - start < timedelta(hours=1):
        end = start + PLACE_STAY
    return max(start, now), min(end, max(start, now) + LONGEST_SCAN)


def impossible_time(text: str) -> str | None:
    """The words of a date or hour that no calendar has ("13월 40일"), None if there are none."""
    wrong = [
        match.group(0)
        for match in _CALENDAR_WORDS.finditer(text)
        if int(match.group(1)) > _LIMITS[match.group(2)]
        or (match.group(2) in "월일" and match.group(1) == "0")
    ]
    return " ".join(wrong) or None
