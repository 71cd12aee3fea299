"""Two points to one interval: 3시부터 5시까지, 다음 주 수요일과 금요일 사이."""

from dataclasses import replace
from datetime import timedelta

from assistant.korean.times.calendar import Interval, Reference
from assistant.korean.times.dates import has_date
from assistant.korean.times.model import CLOCK_GRAINS, Fields
from assistant.korean.times.resolve import end_of, resolve

HALF_DAY = timedelta(hours=12)


def range_of(
    first: Fields, second: Fields, reference: Reference, context: Interval | None
) -> Interval | None:
    """A range that is under way wins over the next one of its kind; the end is the first after the start."""
    if _counts_to_24(second) and _open(first):
        first = replace(first, leading_zero=True)  # 11:30~13:00
    if reference.mode == "future" and not _fixed(first):
        under_way = _from_to(first, second, replace(reference, mode="past"), context)
        # Of hours that may be those of the morning or the evening, nobody means the longer way round.
        fits = under_way and (not _open(first) or under_way.end - under_way.start <= HALF_DAY)
        if under_way and fits and under_way.start <= reference.now < under_way.end:
            return under_way
    return _from_to(first, second, reference, context)


def _fixed(fields: Fields) -> bool:
    return fields.vague is not None or fields.day_shift is not None or fields.shift is not None


def _open(fields: Fields) -> bool:
    """An hour that may be before or after noon."""
    return fields.hour is not None and fields.part is None and not fields.leading_zero and fields.hour <= 12


def _counts_to_24(fields: Fields) -> bool:
    return fields.hour is not None and 12 < fields.hour < 24 and fields.part is None


def _from_to(
    first: Fields, second: Fields, reference: Reference, context: Interval | None
) -> Interval | None:
    start = resolve(first, reference, context)
    if start is None:
        return None
    if first.hour is not None and start.grain not in CLOCK_GRAINS:
        return start  # 다음 주 세 시부터 다섯 시까지: hours of no certain day
    after = Reference(start.start if second.chained else reference.now, "after", start.start)
    if not has_date(second):
        second_interval = _hour_after(first, second, start, after)
    else:
        second_interval = resolve(_inheriting(first, second), after)
    if second_interval is None:
        return None
    end = end_of(second, second_interval)
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
