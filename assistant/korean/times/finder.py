"""The public entry: find every time expression of an utterance and resolve it."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.korean.times.calendar import Interval, Reference
from assistant.korean.times.clean import Cleaned, clean
from assistant.korean.times.dates import has_date
from assistant.korean.times.heard import as_meant
from assistant.korean.times.hours import last_hour_of
from assistant.korean.times.model import Fields, Prefer, Role, TimeSpan
from assistant.korean.times.reader import Found, read
from assistant.korean.times.resolve import resolve

_CLOCK_GRAINS = frozenset({"hour", "minute", "second"})
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
    for found in read(as_meant(cleaned.text)):
        try:
            resolved = _resolve(found, Reference(wall, prefer, wall), context)
        except (ValueError, OverflowError):
            continue  # outside the calendar (year 0, 10000 years ahead)
        if resolved is None or resolved[0].start >= resolved[0].end:
            continue
        interval, role = resolved
        dated = has_date(found.first) or context is not None
        spans.append(_span(text, cleaned, found, interval, role, now, dated=dated))
        if interval.grain == "day" and role != "until":
            context = interval
    return spans


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
    hours = first.hour is not None or (first.shift is not None and first.shift.grain in _CLOCK_GRAINS)
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
        interval = _range(found.first, found.second, reference, context)
        return (interval, "range") if interval else None
    interval = resolve(found.first, reference, context)
    if interval is None:
        return None
    if found.role == "until":
        return _until(found.first, interval, reference, exclusive=found.exclusive), "until"
    if found.role == "from":
        if (interval.grain in _CLOCK_GRAINS and found.first.part is None) or interval.grain == "hour":
            interval = replace(interval, end=max(interval.end, last_hour_of(interval.start)))
        return interval, "from"
    return interval, found.role


def _until(fields: Fields, interval: Interval, reference: Reference, *, exclusive: bool) -> Interval:
    """From now to the named time; a time that is over keeps its own interval."""
    end = interval.start if exclusive else _end_of(fields, interval)
    if end <= reference.now:
        return interval
    return Interval(reference.now, end, "second")


def _end_of(fields: Fields, interval: Interval) -> datetime:
    """The end that a named end gives: its unit is included, but a clock time is a moment."""
    if interval.grain in _CLOCK_GRAINS and (fields.hour is not None or fields.shift or fields.vague):
        return interval.start
    return interval.end


def _range(first: Fields, second: Fields, reference: Reference, context: Interval | None) -> Interval | None:
    """A range that is under way wins over the next one of its kind; the end is the first after the start."""
    if reference.mode == "future" and not _fixed(first):
        under_way = _range_from(first, second, replace(reference, mode="past"), context)
        if under_way and under_way.start <= reference.now < under_way.end:
            return under_way
    return _range_from(first, second, reference, context)


def _fixed(fields: Fields) -> bool:
    return fields.vague is not None or fields.day_shift is not None or fields.shift is not None


def _range_from(
    first: Fields, second: Fields, reference: Reference, context: Interval | None
) -> Interval | None:
    start = resolve(first, reference, context)
    if start is None:
        return None
    if first.hour is not None and start.grain not in _CLOCK_GRAINS:
        return start  # 다음 주 세 시부터 다섯 시까지: hours of no certain day
    after = Reference(reference.now, "after", start.start)
    if not has_date(second):
        second_interval = _hour_after(first, second, start, after)
    else:
        second_interval = resolve(_inheriting(first, second), after)
    if second_interval is None:
        return None
    end = _end_of(second, second_interval)
    if second.minute is not None and second_interval.grain == "minute":
        end += timedelta(minutes=1)
    return Interval(start.start, end, "range") if end > start.start else None


def _hour_after(first: Fields, second: Fields, start: Interval, after: Reference) -> Interval | None:
    """오후 3시부터 5시까지, 밤 10시부터 2시까지: the first such hour after the start."""
    if second.part is None and first.hour is None and first.part is None:
        return resolve(second, replace(after, mode="future"), start)
    return resolve(second, after)


def _inheriting(first: Fields, second: Fields) -> Fields:
    """다음 주 수요일과 금요일: what the end leaves out, it has from the start."""
    if second.week_number is not None and second.year is None:
        return replace(second, year=first.year)
    return second
