"""Appointments of an iCalendar file (RFC 5545): single and recurring, in any time zone, within a horizon.

What cannot be read is an error of its own; the rest is read. Recurrences are worked out in the local time of
the event, so that "every Monday at nine" stays at nine when clocks change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr

from assistant.clock import SEOUL
from assistant.journeys.calendar_file import FAULTS, CalendarUnreadable, events_of, is_off

MAX_BYTES = 20 * 1024 * 1024
MAX_EVENTS = 20_000
MAX_TIMES = 400
"""Times of one recurring event within the horizon."""
_APPLE = "X-APPLE-STRUCTURED-LOCATION"
_GEO = re.compile(r"geo:(-?\d{1,2}(?:\.\d{1,20})?),(-?\d{1,3}(?:\.\d{1,20})?)")
_TOO_OFTEN = re.compile(rb"FREQ=(?:SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One time of one event."""

    uid: str
    title: str
    start: datetime
    """Aware; of a day without an hour its first moment in Korea."""
    end: datetime
    all_day: bool
    where: str
    """LOCATION, as written."""
    point: tuple[float, float] | None = None
    """GEO: latitude and longitude."""
    cancelled: bool = False

    @property
    def key(self) -> str:
        """The same for the same moment of the same event, whenever and in whatever zone it is read."""
        return f"{self.uid}@{self.start.astimezone(SEOUL).isoformat()}"


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, in order of time, and what was not."""

    appointments: tuple[Appointment, ...]
    errors: tuple[str, ...]
    """Korean, one for each event that could not be read."""


def read_calendar(data: bytes, since: datetime, until: datetime) -> Read:
    """The appointments that begin in [since, until), both aware. Raises `CalendarUnreadable`."""
    if len(data) > MAX_BYTES:
        raise CalendarUnreadable(f"달력 파일이 너무 커요. {MAX_BYTES // 1024 // 1024} MB까지 읽을 수 있어요.")
    errors: list[str] = []
    events = events_of(data, errors)[:MAX_EVENTS]
    found: dict[tuple[str, datetime], Appointment] = {}
    moved: set[tuple[str, datetime]] = set()
    onward: list[tuple[str, datetime, Any]] = []
    """Changes of a series from one of its times on."""
    for event in events:
        try:
            replaces = _moment(event["RECURRENCE-ID"].dt)[0] if "RECURRENCE-ID" in event else None
            if replaces is not None:
                moved.add((str(event.get("UID", "")), replaces))
                if event["RECURRENCE-ID"].params.get("RANGE", "").upper() == "THISANDFUTURE":
                    onward.append((str(event.get("UID", "")), replaces, event))
            for one in _times(event, since, until):
                found[(one.uid, one.start) if replaces is None else (f"{one.uid}#", one.start)] = one
        except FAULTS as error:
            name = str(event.get("SUMMARY", "")).strip()[:40] or "이름 없는 일정"
            errors.append(f"'{name}' 일정의 때를 읽지 못했어요 ({type(error).__name__}).")
    kept = [
        one if key[0].endswith("#") else _changed(one, onward)
        for key, one in found.items()
        if key not in moved
    ]
    return Read(tuple(sorted(kept, key=lambda one: (one.start, one.uid))), tuple(errors))


def _changed(one: Appointment, onward: list[tuple[str, datetime, Any]]) -> Appointment:
    """A time of a series as the newest change before it says."""
    before = [(at, event) for uid, at, event in onward if uid == one.uid and at < one.start]
    if not before:
        return one
    at, event = max(before, key=lambda pair: pair[0])
    start, all_day = _moment(event["DTSTART"].dt)
    shift, length = start - at, _length(event, start, all_day)
    return next(_appointments(event, [one.start + shift], length, all_day))


def _times(event: Any, since: datetime, until: datetime) -> Iterator[Appointment]:
    start, all_day = _moment(event["DTSTART"].dt)
    times = (at for at in _starts(event, start, since, until) if since <= at < until)
    yield from _appointments(event, times, _length(event, start, all_day), all_day)


def _appointments(
    event: Any, times: Iterable[datetime], length: timedelta, all_day: bool
) -> Iterator[Appointment]:
    for at in times:
        yield Appointment(
            uid=str(event.get("UID", "")) or f"{event.get('SUMMARY', '')}",
            title=" ".join(str(event.get("SUMMARY", "")).split())[:200],
            start=at,
            end=at + length,
            all_day=all_day,
            where=_place(event),
            point=_point(event),
            cancelled=is_off(event),
        )


def _starts(event: Any, start: datetime, since: datetime, until: datetime) -> Iterator[datetime]:
    rules = event.get("RRULE")
    for row in _rows(event.get("RDATE")):
        for each in getattr(row, "dts", []):
            yield _moment(each.dt[0] if isinstance(each.dt, tuple) else each.dt)[0]  # a period has an end
    if rules is None:
        yield start
        return
    zone = start.tzinfo
    local = start.replace(tzinfo=None)
    lower, upper = since.astimezone(zone).replace(tzinfo=None), until.astimezone(zone).replace(tzinfo=None)
    left_out = {_moment(each.dt)[0] for row in _rows(event.get("EXDATE")) for each in getattr(row, "dts", [])}
    for rule in _rows(rules):
        text = rule.to_ical()
        if _TOO_OFTEN.search(text):
            raise ValueError("more often than daily")
        if "UNTIL" in rule:
            last = _moment(rule["UNTIL"][0])[0].astimezone(zone).replace(tzinfo=None)
            text = re.sub(rb"UNTIL=[^;]+", f"UNTIL={last:%Y%m%dT%H%M%S}".encode(), text)
        series = rrulestr(text.decode(), dtstart=local, cache=False)
        for at in islice(series.between(lower, upper, inc=True), MAX_TIMES):
            moment = at.replace(tzinfo=zone)
            if moment not in left_out:
                yield moment


def _length(event: Any, start: datetime, all_day: bool) -> timedelta:
    if "DTEND" in event:
        return max(timedelta(0), _moment(event["DTEND"].dt)[0] - start)
    if "DURATION" in event:
        given: timedelta = event["DURATION"].dt
        return max(timedelta(0), given)
    return timedelta(days=1) if all_day else timedelta(0)


def _moment(value: Any) -> tuple[datetime, bool]:
    """The moment, aware (a time without a zone is Korean), and whether it is a day without an hour."""
    if isinstance(value, datetime):
        return (value if value.tzinfo is not None else value.replace(tzinfo=SEOUL)), False
    if isinstance(value, date):
        return datetime.combine(value, time(), SEOUL), True
    raise TypeError(type(value).__name__)


def _place(event: Any) -> str:
    """LOCATION, else the name that Apple's calendar keeps beside the point."""
    told = event.get("LOCATION") or getattr(event.get(_APPLE), "params", {}).get("X-TITLE") or ""
    return " ".join(str(told).split())[:300]


def _point(event: Any) -> tuple[float, float] | None:
    geo, apple = event.get("GEO"), _GEO.match(str(event.get(_APPLE, "")))
    try:
        if geo is not None:
            lat, lon = float(geo.latitude), float(geo.longitude)
        elif apple is not None:
            lat, lon = float(apple[1]), float(apple[2])
        else:
            return None
    except (AttributeError, TypeError, ValueError):
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _rows(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]
