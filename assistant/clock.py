"""The present, or the present of a recorded scenario that is being replayed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


def now() -> datetime:
    """This moment in Korea."""
    return datetime.now(SEOUL)


def parse_moment(text: str) -> datetime:
    """An ISO 8601 moment; without a zone it is Korean time. Raises ValueError with what to write instead."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not an ISO 8601 time such as 2026-11-24T09:00+09:00") from None
    return moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)


class Clock:
    """Time that runs from `start` at the moment of construction; without `start`, real time."""

    def __init__(self, start: datetime | None = None) -> None:
        self._shift = start - now() if start else None

    def now(self) -> datetime:
        """The moment in the world that is being talked about."""
        return now() + self._shift if self._shift is not None else now()
