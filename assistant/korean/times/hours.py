"""Clock times and parts of the day on a day, with the rules for hours said without 오전 or 오후."""

from datetime import date, datetime, timedelta

from assistant.korean.times.calendar import DAY, Interval, Reference, midnight
from assistant.korean.times.lexicon import Part, lexicon
from assistant.korean.times.model import Fields

SMALL_HOURS = range(1, 6)
"""1 to 5 o'clock without a marker are taken for the afternoon, unless they are near."""
NEAR = timedelta(hours=4)
_GRAIN_LENGTH = {"hour": timedelta(hours=1), "minute": timedelta(minutes=1), "second": timedelta(seconds=1)}


def _part(fields: Fields) -> Part | None:
    return lexicon().parts[fields.part] if fields.part else None


def marked_hour(hour: int, part: Part) -> int:
    """The hour (24 and over: the next day) that `hour` means when said with a part of the day."""
    reading = part.reading
    if hour == 0 and reading != "am":
        return 12 if reading in ("pm", "noon") else 24  # 오후 0시 is noon, 밤 0시 ends the day
    if hour > 12 or hour == 0:
        return hour
    if reading == "am":
        return hour % 12
    if reading == "noon":
        return hour + 12 if hour <= 6 else hour
    if reading == "pm":
        return hour % 12 + 12
    if reading == "evening":
        return hour + 12
    return hour + 24 if hour <= 5 else hour + 12  # night: 밤 12시 ends the day, 밤 1시 is past it


def _at(day: date, hour: int, fields: Fields) -> Interval:
    grain = "second" if fields.second is not None else "minute" if fields.minute is not None else "hour"
    start = midnight(day) + timedelta(hours=hour, minutes=fields.minute or 0, seconds=fields.second or 0)
    if fields.minutes_before:
        start -= timedelta(minutes=fields.minutes_before)
        grain = "minute"
    return Interval(start, start + _GRAIN_LENGTH[grain], grain)


def on_day(fields: Fields, day: date, reference: Reference) -> Interval | None:
    """The hour or part of the day that `fields` say, on a known day."""
    part = _part(fields)
    if fields.hour is None:
        return _part_on(day, part) if part else None
    if part:
        return _at(day, marked_hour(fields.hour, part), fields)
    hour = fields.hour
    if hour > 12 or hour == 0 or fields.leading_zero:
        return _at(day, hour, fields)
    if day == reference.today and reference.mode == "future":
        for candidate in (hour % 12, hour % 12 + 12):
            interval = _at(day, candidate, fields)
            if interval.start >= reference.now and not _unlikely(candidate, interval, reference):
                return interval
        return _at(day, hour % 12 + 12, fields)
    return _at(day, hour + 12 if hour in SMALL_HOURS else hour, fields)


def _unlikely(hour: int, interval: Interval, reference: Reference) -> bool:
    """Small hours are meant only when they are near."""
    return hour in SMALL_HOURS and interval.start - reference.now > NEAR


def _part_on(day: date, part: Part) -> Interval:
    start = midnight(day)
    return Interval(start + timedelta(hours=part.first_hour), start + timedelta(hours=part.last_hour), "hour")


def without_day(fields: Fields, reference: Reference) -> Interval | None:
    """The next (or last, by the reference) such hour or part of the day."""
    part = _part(fields)
    today = reference.bound.date()
    candidates: list[Interval] = []
    for shift in (-1, 0, 1):
        try:
            day = today + shift * DAY
        except OverflowError:
            continue
        if fields.hour is None:
            if part:
                candidates.append(_part_on(day, part))
        elif part:
            candidates.append(_at(day, marked_hour(fields.hour, part), fields))
            if fields.hour == 12 and part.reading == "am" and reference.mode == "after":
                candidates.append(_at(day, 12, fields))  # 오전 8시부터 오전 12시까지 ends at noon
        elif fields.hour > 12 or fields.hour == 0 or fields.leading_zero:
            candidates.append(_at(day, fields.hour, fields))
        else:
            candidates.extend(_at(day, fields.hour % 12 + half, fields) for half in (0, 12))
    return _pick(fields, sorted(candidates, key=lambda c: c.start), reference)


def _pick(fields: Fields, candidates: list[Interval], reference: Reference) -> Interval | None:
    bound = reference.bound
    if reference.mode == "past":
        return next((c for c in reversed(candidates) if c.start <= bound), None)
    if reference.mode == "after":
        return next((c for c in candidates if c.start > bound), None)
    if fields.hour is None:
        return next((c for c in candidates if c.end > bound), None)
    ambiguous = fields.part is None and not fields.leading_zero
    for candidate in candidates:
        if candidate.start < bound.replace(second=0, microsecond=0):
            continue
        if ambiguous and _unlikely(candidate.start.hour, candidate, reference):
            continue
        return candidate
    return None


def last_hour_of(start: datetime) -> datetime:
    """The midnight that ends the day of `start`."""
    return midnight(start.date()) + DAY
