"""Named days of a year: solar and lunar holidays, nth weekdays, solar terms, dog days."""

import math
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import korean_lunar_calendar

from assistant.korean.times.lexicon import holiday_table

_LunarCalendar: Any = korean_lunar_calendar.KoreanLunarCalendar  # the library is untyped
LUNAR_YEARS = range(1000, 2051)
"""Years that korean_lunar_calendar covers."""


def lunar_to_solar(year: int, month: int, day: int) -> date | None:
    """The solar date of a lunar one (no leap months), or None if there is no such day or table."""
    if year not in LUNAR_YEARS:
        return None
    calendar: Any = _LunarCalendar()
    if not calendar.setLunarDate(year, month, day, False):
        return None
    return date(calendar.solarYear, calendar.solarMonth, calendar.solarDay)


def nth_weekday(year: int, month: int, ordinal: int, weekday: int) -> date | None:
    """The `ordinal`-th `weekday` (Monday 0) of a month, -1 for the last; None if there is none."""
    if ordinal < 0:
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    day = 1 + (weekday - first.weekday()) % 7 + 7 * (ordinal - 1)
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=256)
def solar_term(year: int, longitude: int) -> date:
    """The day (Korea) on which the sun reaches `longitude` degrees in `year`.

    Low-precision solar position of the Astronomical Almanac (0.01 degrees, about 15 minutes of time between
    1950 and 2050), so a term within minutes of midnight may fall on the neighbouring day.
    """
    # Days from J2000.0; the longitude is 280 degrees at the start of a year.
    start = (date(year, 1, 1) - date(2000, 1, 1)).days - 0.5
    moment = start + ((longitude - 280) % 360) * 365.2422 / 360
    for _ in range(6):
        error = (_sun_longitude(moment) - longitude + 180) % 360 - 180
        moment -= error * 365.2422 / 360
    # +12 h from J2000's noon to midnight, +9 h to Korea, about -70 s from dynamical time.
    return date(2000, 1, 1) + timedelta(days=math.floor(moment + 0.5 + 9 / 24 - 70 / 86400))


def _sun_longitude(days: float) -> float:
    anomaly = math.radians(357.528 + 0.9856003 * days)
    return (
        280.460 + 0.9856474 * days + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly) - 0.0057
    ) % 360


def _metal_day(start: date, ordinal: int) -> date:
    # 경일 are every tenth day; 2000-01-07 (day 갑자) starts a cycle, 경 is its seventh stem.
    wait = (6 - (start - date(2000, 1, 7)).days) % 10
    return start + timedelta(days=wait + 10 * (ordinal - 1))


def _by_rule(rule: str, year: int) -> date:
    if rule == "first_dog_day":
        return _metal_day(solar_term(year, 90), 3)
    if rule == "second_dog_day":
        return _metal_day(solar_term(year, 90), 4)
    if rule == "last_dog_day":
        return _metal_day(solar_term(year, 135), 1)
    if rule == "cold_food":
        return solar_term(year - 1, 270) + timedelta(days=105)
    return solar_term(year, 270 if rule == "winter_solstice" else 90)


@lru_cache(maxsize=1024)
def named_day(name: str, year: int) -> date | None:
    """The day called `name` in `year`, or None where it cannot be known."""
    kind, argument = holiday_table().rules[name]
    if kind == "solar":
        return date(year, argument[0], argument[1])
    if kind == "lunar":
        month, day = argument
        if day == 0:
            next_new_year = lunar_to_solar(year + 1, 1, 1)
            return next_new_year - timedelta(days=1) if next_new_year else None
        return lunar_to_solar(year, month, day)
    if kind == "nth":
        return nth_weekday(year, *argument)
    if not 1800 <= year <= 2200:
        return None
    return solar_term(year, argument) if kind == "term" else _by_rule(argument, year)


@lru_cache(maxsize=1024)
def holiday_week(name: str, year: int) -> tuple[date, date] | None:
    """First day and day after the last of the 연휴 around a named day.

    설 and 추석 have three statutory days; public holidays that touch them (substitutes) join. A single
    holiday (크리스마스 연휴) takes the weekend that touches it as well, for without it there is no 연휴.
    """
    centre = named_day(name, year)
    if centre is None:
        return None
    before, after = _span(name)
    first, last = centre - timedelta(days=before), centre + timedelta(days=after)
    off = days_off(year) | days_off(year - 1) | days_off(year + 1)
    weekends = before + after == 0
    while _is_off(first - timedelta(days=1), off, weekends):
        first -= timedelta(days=1)
    while _is_off(last + timedelta(days=1), off, weekends):
        last += timedelta(days=1)
    return first, last + timedelta(days=1)


def _span(name: str) -> tuple[int, int]:
    rules = holiday_table().rules
    for known, span in holiday_table().span.items():
        if rules[known] == rules[name]:
            return span
    return 0, 0


def _is_off(day: date, off: frozenset[date], weekends: bool) -> bool:
    return day in off or (weekends and day.weekday() >= 5)


@lru_cache(maxsize=64)
def days_off(year: int) -> frozenset[date]:
    """Public holidays of South Korea in `year`, substitutes included."""
    import holidays  # imported late: it costs time that a question without a holiday should not pay

    if not 1948 <= year <= 2050:
        return frozenset()
    return frozenset(holidays.country_holidays("KR", years=year))


@lru_cache(maxsize=64)
def long_runs(year: int) -> tuple[tuple[date, date], ...]:
    """Runs of three or more days off around the public holidays of `year`, as (first, day after the last)."""
    off = days_off(year) | days_off(year - 1) | days_off(year + 1)
    runs: list[tuple[date, date]] = []
    for holiday in sorted(days_off(year)):
        if runs and holiday < runs[-1][1]:
            continue
        first, after = holiday, holiday + timedelta(days=1)
        while _is_off(first - timedelta(days=1), off, weekends=True):
            first -= timedelta(days=1)
        while _is_off(after, off, weekends=True):
            after += timedelta(days=1)
        if (after - first).days >= 3:
            runs.append((first, after))
    return tuple(runs)
