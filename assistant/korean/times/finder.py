"""The public entry: find every time expression of an utterance and resolve it."""

import re
from dataclasses import replace
from datetime import datetime

from assistant.korean.times.calendar import Interval, Reference, day_interval
from assistant.korean.times.clean import Cleaned, clean
from assistant.korean.times.dates import has_date
from assistant.korean.times.heard import as_meant
from assistant.korean.times.hours import last_hour_of
from assistant.korean.times.listed import completed
from assistant.korean.times.model import CLOCK_GRAINS, Fields, Prefer, Role, TimeSpan
from assistant.korean.times.ranges import range_of
from assistant.korean.times.reader import Found, read
from assistant.korean.times.resolve import end_of, resolve

_NEGATION = re.compile(r"[은는이가]?\s?(?:말고|빼고|아니고|아니라|제외하고)")
_QUICK = re.compile(r"[0-9가-힣]")


def find_times(text: str, now: datetime, *, prefer: Prefer = "future") -> list[TimeSpan]:
    """Every time expression in `text`, left to right, without overlaps.

    `now` is the reference time; results carry its time zone, or are naive if it is. `prefer` decides what a
    bare weekday, hour or date means: the next (default) or the last one. Impossible dates give nothing.
    Never raises on any text.
    """
    if not _QUICK.search(text):
        return []
    cleaned = clean(text)
    wall = now.replace(tzinfo=None)
    spans: list[TimeSpan] = []
    context: Interval | None = None
    before: tuple[Found, Interval] | None = None
    for found in read(as_meant(cleaned.text)):
        reference = Reference(wall, prefer, wall)
        if before is not None:
            earlier, at = before
            found.first = completed(earlier.first, found.first, cleaned.text[earlier.end : found.start])
            if found.first.chained:
                reference = Reference(at.start, prefer, at.start)  # 토요일에 가서 다음 날 와
        try:
            resolved = _resolve(found, reference, context)
        except (ValueError, OverflowError):
            continue  # outside the calendar (year 0, 10000 years ahead)
        if resolved is None or resolved[0].start >= resolved[0].end:
            continue
        interval, role = resolved
        dated = has_date(found.first) or context is not None
        spans.append(_span(text, cleaned, found, interval, role, now, dated=dated))
        if role != "until":
            context = _day_said(interval, dated=dated) or context
            before = (found, interval)
    return spans


def _day_said(interval: Interval, *, dated: bool) -> Interval | None:
    """The day on which a later hour of the sentence falls: 내일 아침 8시나 9시."""
    if interval.grain == "day":
        return interval
    return day_interval(interval.start.date()) if dated and interval.grain in ("hour", "minute") else None


def _span(
    text: str,
    cleaned: Cleaned,
    found: Found,
    interval: Interval,
    role: Role,
    now: datetime,
    *,
    dated: bool,
) -> TimeSpan:
    start, end = cleaned.original(found.start, found.end)
    first = found.first
    hours = first.hour is not None or (first.shift is not None and first.shift.grain in CLOCK_GRAINS)
    return TimeSpan(
        text=text[start:end],
        start_offset=start,
        end_offset=end,
        start=interval.start.replace(tzinfo=now.tzinfo),
        end=interval.end.replace(tzinfo=now.tzinfo),
        grain="range" if role == "range" else interval.grain,
        role=role,
        has_hour=hours,
        has_date=dated,
        part_of_day=first.part,
        negated=bool(_NEGATION.match(cleaned.text, found.end)),
    )


def _resolve(found: Found, reference: Reference, context: Interval | None) -> tuple[Interval, Role] | None:
    if found.second is not None:
        interval = range_of(found.first, found.second, reference, context)
        return (interval, "range") if interval else None
    interval = resolve(found.first, reference, context)
    if interval is None:
        return None
    if found.role == "until":
        return _until(found.first, interval, reference, exclusive=found.exclusive), "until"
    if found.role == "from":
        if (interval.grain in CLOCK_GRAINS and found.first.part is None) or interval.grain == "hour":
            interval = replace(interval, end=max(interval.end, last_hour_of(interval.start)))
        return interval, "from"
    return interval, found.role


def _until(fields: Fields, interval: Interval, reference: Reference, *, exclusive: bool) -> Interval:
    """From now to the named time; a time that is over keeps its own interval."""
    end = interval.start if exclusive else end_of(fields, interval)
    if end <= reference.now:
        return interval
    return Interval(reference.now, end, "second")
