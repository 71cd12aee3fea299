"""Fields of the calendar to the days they mean."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from assistant.korean.times.calendar import (
    Interval,
    Reference,
    add_months,
    choose,
    day_interval,
    days_interval,
    monday,
    month_interval,
    year_interval,
)
from assistant.korean.times.days import holiday_week, long_runs, lunar_to_solar, named_day, nth_weekday
from assistant.korean.times.edges import edge_of
from assistant.korean.times.lexicon import lexicon
from assistant.korean.times.model import Fields
from assistant.korean.times.weeks import (
    WEEK,
    bare_weekday,
    bare_weekend,
    chosen_weekday,
    numbered_week,
    week,
    weekend,
)


def has_date(fields: Fields) -> bool:
    """Whether a day or a longer unit was said, and not only an hour or a part of the day."""
    return bool(fields.used - {"clock", "part", "eve"})


def date_interval(fields: Fields, reference: Reference) -> Interval | None:
    """The days that the calendar fields mean, None if there is no such day."""
    interval = _date_interval(fields, reference)
    if interval and fields.edge and fields.choice == "next" and reference.mode == "future":
        interval = _next_edge(fields, interval, reference)
    if interval and fields.around_weeks is not None:
        return _week_around(fields, interval.start.date())
    if interval and fields.run_day is not None:
        days = (interval.end - interval.start).days
        place = days - 1 if fields.run_day < 0 else fields.run_day - 1
        return day_interval(interval.start.date() + timedelta(days=place)) if place < days else None
    if interval and fields.holiday_shift and fields.holiday is None:
        moved = interval.start.date() + timedelta(days=fields.holiday_shift)
        return day_interval(moved)
    return interval


def _next_edge(fields: Fields, interval: Interval, reference: Reference) -> Interval | None:
    """월초, said in the middle of the month, is that of the next."""
    if interval.end > reference.now:
        return interval
    later = {
        name: shift + 1
        for name in ("week_shift", "month_shift", "year_shift")
        if (shift := getattr(fields, name)) is not None
    }
    return _date_interval(replace(fields, **later), reference)


def _week_around(fields: Fields, named: date) -> Interval:
    """추석 다음 주, 크리스마스 전 주말: a week counted from that of a named day."""
    first = monday(named) + (fields.around_weeks or 0) * WEEK
    if fields.weekday is not None:
        return day_interval(first + timedelta(days=fields.weekday))
    if fields.weekend is not None:
        return weekend(fields.weekend, first)
    return days_interval(first, first + WEEK, "week")


def _date_interval(fields: Fields, reference: Reference) -> Interval | None:
    today = reference.today
    if fields.day_shift is not None:
        return day_interval(
            add_months(today, 12 * (fields.year_shift or 0)) + timedelta(days=fields.day_shift)
        )
    if fields.century is not None:
        first = 100 * fields.century - 100
        return days_interval(date(max(first, 1), 1, 1), date(first + 100, 1, 1))
    if fields.decade is not None:
        return days_interval(date(fields.decade, 1, 1), date(fields.decade + 10, 1, 1))
    if fields.holiday is not None:
        return _holiday(fields, reference)
    if fields.season is not None:
        return _season(fields, reference)
    if fields.week_number is not None:
        year = _year(fields, reference)
        return numbered_week(fields.week_number, reference.now.year if year is None else year)
    if fields.week_shift is not None:
        return week(fields, reference)
    if fields.weekday_choice is not None and fields.weekday is not None:
        return day_interval(chosen_weekday(today, fields.weekday, fields.weekday_choice))
    if fields.week_ordinal is not None or fields.weekday_ordinal is not None:
        return _ordinal_in_month(fields, reference)
    if fields.quarter is not None or fields.half is not None or fields.quarter_shift is not None:
        return _quarter(fields, reference)
    if fields.weekend is not None and not fields.used & {"month", "year"}:
        return bare_weekend(fields.weekend, reference)
    if fields.day is not None or fields.month is not None or fields.month_shift is not None:
        return _month_and_day(fields, reference)
    year = _year(fields, reference)
    if year is not None:
        return edge_of(year_interval(year), fields, today) if fields.edge else year_interval(year)
    if fields.weekday is not None:
        return bare_weekday(fields.weekday, reference)
    return None


def _year(fields: Fields, reference: Reference) -> int | None:
    if fields.year is not None:
        return fields.year
    return None if fields.year_shift is None else reference.now.year + fields.year_shift


def _years(fields: Fields, reference: Reference, ahead: int = 3) -> range:
    """The years to look at: the one said, or those around the bound."""
    year = _year(fields, reference)
    if year is not None:
        return range(year, year + 1)
    first = min(reference.bound.year, reference.now.year)
    return range(max(first - 2, 1), min(reference.bound.year + ahead, 9998))


def _holiday(fields: Fields, reference: Reference) -> Interval | None:
    name = fields.holiday or ""
    if name == "연휴":
        years = range(max(reference.bound.year - 1, 1), min(reference.bound.year + 3, 9998))
        return choose((days_interval(*run) for year in years for run in long_runs(year)), reference)
    if name == "명절":
        both = (
            feast
            for year in _years(fields, reference)
            for each in ("설날", "추석")
            for feast in _holidays(each, fields, range(year, year + 1))
        )
        return choose(both, reference)
    return choose(_holidays(name, fields, _years(fields, reference)), reference)


def _holidays(name: str, fields: Fields, years: range) -> Iterator[Interval]:
    for year in years:
        if fields.holiday_whole:
            if off := holiday_week(name, year):
                yield days_interval(*off)
        elif day := named_day(name, year):
            yield day_interval(day + timedelta(days=fields.holiday_shift))


def _season(fields: Fields, reference: Reference) -> Interval | None:
    first_month, first_day, last_month, last_day = lexicon().seasons[fields.season or ""]

    def season(year: int) -> Interval:
        first = date(year, first_month, first_day)
        last = date(year + (last_month < first_month), last_month, last_day)
        return days_interval(first, last + timedelta(days=1), "day")

    year = _year(fields, reference)
    if year is not None:
        return season(year)
    if fields.season_shift is None:
        return choose((season(y) for y in _years(fields, reference)), reference)
    around = [season(y) for y in range(reference.now.year - 3, reference.now.year + 5)]
    current = next(i for i, s in enumerate(around) if s.end > reference.now)
    running = around[current].start <= reference.now
    if fields.season_shift == 0:
        if not running and around[current].start.year > reference.now.year:
            current -= 1  # 이번 여름 said in autumn is the one of this year
        return around[current]
    if fields.season_shift > 0:
        return around[current + fields.season_shift - (0 if running else 1)]
    return around[current + fields.season_shift]


def _months(fields: Fields, reference: Reference) -> Iterator[tuple[int, int]]:
    """Year and month pairs that the fields allow, rising."""
    if fields.month is not None:
        for year in _years(fields, reference, ahead=9):
            yield year, fields.month
        return
    here = reference.today.replace(day=1)
    said = _year(fields, reference)
    if fields.month_shift is not None:
        first = add_months(here, fields.month_shift)
        yield (said or first.year), first.month
        return
    if said is not None:
        yield said, 12 if fields.day == -1 else here.month
        return
    start = min(here, reference.bound.date().replace(day=1))
    for shift in range(-13, 27):
        first = add_months(start, shift)
        yield first.year, first.month


def _ordinal_in_month(fields: Fields, reference: Reference) -> Interval | None:
    if fields.month is None and fields.month_shift is None:
        if _year(fields, reference) is not None:
            first = (fields.week_ordinal or fields.weekday_ordinal or 0) > 0
            fields = replace(fields, month=1 if first else 12)
        elif reference.mode == "after":
            fields = replace(fields, month=reference.bound.month, year=reference.bound.year)
        else:
            fields = replace(fields, month_shift=0)
    found = (_ordinal_day(fields, year, month) for year, month in _months(fields, reference))
    return choose((interval for interval in found if interval), reference)


def _ordinal_day(fields: Fields, year: int, month: int) -> Interval | None:
    ordinal = fields.weekday_ordinal or fields.week_ordinal or 1
    if fields.weekday is not None:
        day = nth_weekday(year, month, ordinal, fields.weekday)
        return day_interval(day) if day else None
    if fields.weekend is not None:
        saturday = nth_weekday(year, month, ordinal, 5)
        return weekend(fields.weekend, saturday - timedelta(days=5)) if saturday else None
    first = nth_weekday(year, month, ordinal, 0)  # a week belongs to the month of its Monday
    if first is None:
        return None
    return days_interval(first, first + WEEK, "week")


def _quarter(fields: Fields, reference: Reference) -> Interval | None:
    if fields.quarter_shift is not None:
        first = date(reference.now.year, (reference.now.month - 1) // 3 * 3 + 1, 1)
        first = add_months(first, 3 * fields.quarter_shift)
        return days_interval(first, add_months(first, 3), "quarter")
    months = 6 if fields.half is not None else 3
    number = fields.half if fields.half is not None else fields.quarter or 1

    def part(year: int) -> Interval:
        first = date(year, months * (number - 1) + 1, 1)
        return days_interval(first, add_months(first, months), "quarter" if months == 3 else "range")

    return choose((part(year) for year in _years(fields, reference)), reference)


def _month_and_day(fields: Fields, reference: Reference) -> Interval | None:
    if fields.day is None:
        if fields.year is None and fields.month is None and fields.year_shift is not None:
            return None
        found = (
            _lunar_month(year, month) if fields.lunar else month_interval(year, month)
            for year, month in _months(fields, reference)
        )
        interval = choose((month for month in found if month), reference)
        return edge_of(interval, fields, reference.today) if interval and fields.edge else interval
    candidates = [day for year, month in _months(fields, reference) if (day := _day(fields, year, month))]
    if fields.weekday is not None and len(candidates) > 1:
        same = [day for day in candidates if day.weekday() == fields.weekday]
        if same:
            # 21일 목요일: the weekday tells which month is meant, be it past or to come.
            here = [day for day in same if (day.year, day.month) == (reference.now.year, reference.now.month)]
            return choose((day_interval(day) for day in here or same), reference)
    return choose((day_interval(day) for day in candidates), reference)


def _day(fields: Fields, year: int, month: int) -> date | None:
    if fields.lunar and fields.day == -1:
        return lunar_to_solar(year, month, 30) or lunar_to_solar(year, month, 29)
    if fields.lunar:
        return lunar_to_solar(year, month, fields.day or 1)
    if fields.day == -1:
        return add_months(date(year, month, 1), 1) - timedelta(days=1)
    try:
        return date(year, month, fields.day or 1)
    except ValueError:
        return None


def _lunar_month(year: int, month: int) -> Interval | None:
    first = lunar_to_solar(year, month, 1)
    last = lunar_to_solar(year, month, 30) or lunar_to_solar(year, month, 29)
    return days_interval(first, last + timedelta(days=1), "month") if first and last else None
