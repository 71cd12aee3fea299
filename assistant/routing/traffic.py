"""How much slower than free flow a road typically is at an hour of a day: weekday, weekend, 설 and 추석."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from korean_lunar_calendar import KoreanLunarCalendar

from assistant.routing.tables import toml

URBAN_KINDS = frozenset({"metro", "city", "door"})
"""Classes of road with the profile of streets; all others have that of trunk roads."""


@cache
def load_profiles() -> dict[str, Any]:
    """Factors by kind of day, class ("trunk", "urban") and hour; and the holidays."""
    return toml("traffic.toml")


@cache
def _lunar(year: int, month: int, day: int) -> date:
    calendar = KoreanLunarCalendar()  # type: ignore[no-untyped-call]
    calendar.setLunarDate(year, month, day, False)  # type: ignore[no-untyped-call]
    return date(calendar.solarYear, calendar.solarMonth, calendar.solarDay)


def _month_days(names: list[str]) -> list[tuple[int, int]]:
    return [(int(name[:2]), int(name[3:])) for name in names]


@cache
def _peaks(year: int) -> frozenset[date]:
    """설 and 추석 with the two days before and after."""
    days = [_lunar(year, month, day) for month, day in _month_days(load_profiles()["holidays"]["peak_lunar"])]
    return frozenset(day + timedelta(days=offset) for day in days for offset in range(-2, 3))


@cache
def _free_days(year: int) -> frozenset[date]:
    """Public holidays of a year, with the Monday after one that falls on a weekend."""
    table = load_profiles()["holidays"]
    days = {date(year, month, day) for month, day in _month_days(table["solar"])}
    days |= {_lunar(year, month, day) for month, day in _month_days(table["lunar"])}
    return frozenset(days | {day + timedelta(days=7 - day.weekday()) for day in days if day.weekday() >= 5})


@cache
def day_kind(day: date) -> str:
    """The kind of a day: "weekday", "weekend" (public holidays too) or "holiday_peak" (설, 추석)."""
    if day in _peaks(day.year):
        return "holiday_peak"
    return "weekend" if day.weekday() >= 5 or day in _free_days(day.year) else "weekday"


def slowdown(kind: str, at: datetime) -> float:
    """Factor over free flow on a road of class `kind` at the local time `at`."""
    profile = load_profiles()[day_kind(at.date())]
    return float(profile["urban" if kind in URBAN_KINDS else "trunk"][at.hour])
