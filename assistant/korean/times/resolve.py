"""One expression's fields to one interval."""

from datetime import datetime, timedelta

from assistant.korean.times.calendar import (
    DAY,
    Interval,
    Reference,
    add_months,
    day_interval,
    midnight,
    monday,
    month_interval,
    move,
)
from assistant.korean.times.dates import date_interval, has_date
from assistant.korean.times.hours import on_day, without_day
from assistant.korean.times.lexicon import lexicon
from assistant.korean.times.model import CLOCK_GRAINS, Duration, Fields
from assistant.korean.times.weeks import WORKDAYS, weekend

SECOND = timedelta(seconds=1)
_ALIGNED_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


def resolve(fields: Fields, reference: Reference, context: Interval | None = None) -> Interval | None:
    """The interval that `fields` mean, None if there is none.

    `context` is a day said before in the same sentence; an hour without a day of its own falls on it.
    """
    if fields.choice == "last" and reference.mode == "future":
        reference = Reference(reference.now, "before", reference.now)
    if fields.vague is not None and (fields.hour is not None or fields.part is not None):
        # 이따 저녁에, 아까 세 시에: the hour is what counts, the word says on which side of now.
        past = lexicon().vague[fields.vague][0] < 0
        return without_day(
            fields, Reference(reference.now, "past" if past else reference.mode, reference.bound)
        )
    if fields.vague is not None:
        meant = _vague(fields.vague, reference.now)
        return _lasting(meant.start, fields.period) if fields.period else meant
    if fields.period is not None and fields.period_kind != "from":
        return _period(fields.period, fields.period_kind or "", reference.now)
    interval: Interval | None
    if fields.shift is not None:
        interval = _shifted(fields, reference)
    elif has_date(fields):
        interval = date_interval(fields, reference)
    elif context is not None and (fields.hour is not None or fields.part is not None):
        interval = context
    else:
        return _in_zone(without_day(fields, reference), fields, reference.now)
    if interval is None:
        return None
    if fields.same_time:
        return _same_time(interval, fields, reference.now)
    if fields.weekend in WORKDAYS and fields.week_shift is None and (fields.hour is not None or fields.part):
        return _on_workday(fields, reference)
    if interval.end - interval.start <= 3 * DAY and (fields.hour is not None or fields.part is not None):
        # An hour of a week or a month is on no certain day: the longer unit stands.
        interval = _in_zone(on_day(fields, interval.start.date(), reference), fields, reference.now)
    if interval is not None and fields.period is not None:
        return _lasting(interval.start, fields.period)
    return interval


def _on_workday(fields: Fields, reference: Reference) -> Interval | None:
    """평일 아침에: that of the next day from Monday to Friday."""
    for ahead in range(7):
        day = reference.today + ahead * DAY
        interval = on_day(fields, day, reference) if day.weekday() < 5 else None
        if interval and interval.end > reference.bound:
            return interval
    return None


def end_of(fields: Fields, interval: Interval) -> datetime:
    """The end that a named end gives: its unit is included, but a clock time is a moment."""
    if interval.grain in CLOCK_GRAINS and (fields.hour is not None or fields.shift or fields.vague):
        return interval.start
    return interval.end


def _same_time(interval: Interval, fields: Fields, now: datetime) -> Interval:
    """This hour on a named day; this date in a named week, month or year."""
    if interval.grain == "day":
        start = datetime.combine(interval.start.date(), now.time().replace(second=0, microsecond=0))
        return Interval(start, start + timedelta(hours=1), "hour")
    if interval.grain == "week":
        return day_interval(interval.start.date() + timedelta(days=now.weekday()))
    if interval.grain in ("month", "year"):
        months = 12 * (fields.year_shift or 0) + (fields.month_shift or 0)
        return day_interval(add_months(now.date(), months)) if months else interval
    return interval


def _in_zone(interval: Interval | None, fields: Fields, now: datetime) -> Interval | None:
    if interval is None or fields.zone_hours is None:
        return interval
    offset = now.utcoffset()
    local = offset.total_seconds() / 3600 if offset is not None else 9.0  # a naive reference is Korean time
    change = timedelta(hours=local - fields.zone_hours)
    return Interval(interval.start + change, interval.end + change, interval.grain)


def _vague(word: str, now: datetime) -> Interval:
    first, last = lexicon().vague[word]
    return Interval(now + timedelta(seconds=first), now + timedelta(seconds=last), "second")


def _point(moment: datetime, duration: Duration, sign: int) -> Interval:
    """The unit that lies `duration` away; years give a month, hours a minute, the rest a day or a second."""
    there = move(moment, sign * duration.months, sign * duration.days, sign * duration.seconds)
    if duration.grain in _ALIGNED_SECONDS:
        if duration.grain == "hour" or duration.seconds >= 3600:
            start = there.replace(second=0, microsecond=0)
            return Interval(start, start + timedelta(minutes=1), "minute")
        start = there.replace(microsecond=0)
        return Interval(start, start + SECOND, "second")
    if duration.grain == "year":
        return month_interval(there.year, there.month)
    return day_interval(there.date())


def _shifted(fields: Fields, reference: Reference) -> Interval | None:
    duration = fields.shift
    if duration is None:
        return None
    base = reference.now
    if fields.anchored:
        anchor = date_interval(fields, reference)
        if anchor is None:
            return None
        base = anchor.start
    interval = _point(base, duration, fields.shift_sign)
    if fields.within:
        return Interval(base, interval.start, "second") if interval.start > base else None
    if fields.weekday is not None and not fields.anchored and interval.grain == "day":
        return day_interval(monday(interval.start.date()) + timedelta(days=fields.weekday))
    if fields.weekend is not None and not fields.anchored and interval.grain == "day":
        return weekend(fields.weekend, monday(interval.start.date()))
    return interval


def _floor(now: datetime, grain: str) -> datetime:
    if grain in _ALIGNED_SECONDS:
        since = int((now - midnight(now.date())).total_seconds())
        return midnight(now.date()) + timedelta(seconds=since - since % _ALIGNED_SECONDS[grain])
    day = now.date()
    if grain == "week":
        day = monday(day)
    elif grain == "month":
        day = day.replace(day=1)
    elif grain == "year":
        day = day.replace(month=1, day=1)
    return midnight(day)


def _period(duration: Duration, kind: str, now: datetime) -> Interval | None:
    """지난 2주, 다음 세 달: whole units next to the current one; 앞으로 4주: counted from tomorrow."""
    size = (duration.months, duration.days, duration.seconds)
    back = tuple(-part for part in size)
    grain = duration.grain if duration.count else "day"
    if kind == "최근":
        return Interval(
            move(_floor(now, "day" if not duration.seconds else "second"), *back), now + SECOND, "range"
        )
    if kind in ("지난", "과거"):
        end = _floor(now, grain)
        return Interval(move(end, *back), end, grain)
    step = {
        "second": (0, 0, 1),
        "minute": (0, 0, 60),
        "hour": (0, 0, 3600),
        "day": (0, 1, 0),
        "week": (0, 7, 0),
        "month": (1, 0, 0),
        "year": (12, 0, 0),
    }
    if kind in ("다음", "오는") or grain == "year":
        start = move(_floor(now, grain), *step[grain])
        return Interval(start, move(start, *size), grain)
    if duration.seconds:
        return Interval(now, move(now, *size), "range")
    start = midnight(now.date()) + DAY
    return Interval(start, move(start, *size), "range")


def _lasting(start: datetime, duration: Duration) -> Interval:
    return Interval(start, move(start, duration.months, duration.days, duration.seconds), "range")
