"""Hours, days and durations as answers show them (오전 11시 30분, 내일); `spoken` reads them aloud."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from assistant.korean import spoken as words
from assistant.korean.spoken import Form

_NOW = timedelta(minutes=15)
"""A departure this close is "지금"."""


def clock(moment: datetime) -> str:
    """오전 11시, 오후 2시 30분."""
    return words.clock(moment, form=Form.TEXT)


def about(moment: datetime) -> str:
    """The clock to the nearest half hour: for passages, which no plan knows to the minute."""
    return clock(half_hour(moment))


def half_hour(moment: datetime) -> datetime:
    """The nearest half hour."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(minutes=30) * round((moment - midnight) / timedelta(minutes=30))


def clock_after(start: datetime, end: datetime) -> str:
    """The end of a span: the part of day is not repeated (오전 6시에서 9시 사이)."""
    said, part = clock(end), clock(start).split()[0]
    return said.removeprefix(f"{part} ") if start.date() == end.date() else said


def day(moment: datetime, now: datetime) -> str:
    """오늘, 내일, 모레; else 8월 12일 토요일."""
    return words.day(moment, now, form=Form.TEXT)


def is_now(moment: datetime, now: datetime) -> bool:
    """Whether people would call the moment "지금"."""
    return abs(moment - now) <= _NOW


def moment(at: datetime, now: datetime) -> str:
    """지금, or the day with the hour: 내일 오전 9시."""
    return "지금" if is_now(at, now) else f"{day(at, now)} {clock(at)}"


def when(at: datetime, now: datetime) -> str:
    """When something happens: 지금, 내일 오전 9시에."""
    return "지금" if is_now(at, now) else f"{moment(at, now)}에"


def hour_on(at: datetime, known: date, now: datetime) -> str:
    """The clock; with the day where it is not the one both already talk about."""
    return clock(at) if at.date() == known else f"{day(at, now)} {clock(at)}"


def issued_at(at: datetime, now: datetime) -> str:
    """오늘 오후 5시 10분, as issue times are told."""
    return f"{day(at, now)} {clock(at)}"


def duration(span: timedelta) -> str:
    """40분쯤, 5시간쯤, 4시간 30분쯤."""
    return words.duration(max(0.0, span.total_seconds() / 60), approximate=True, form=Form.TEXT)


def stay(start: datetime, end: datetime, now: datetime) -> str:
    """When a stay is: 지금, 내일 (half a day or more), 내일 오후 3시."""
    if not is_now(start, now) and end - start >= timedelta(hours=12):
        return day(start, now)
    return moment(start, now)
