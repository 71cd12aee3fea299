"""초, 중순, 말 and their kin: the early, middle and late part of a week, month or year."""

from datetime import date, timedelta

from assistant.korean.times.calendar import Interval, add_months, days_interval
from assistant.korean.times.model import Fields

_THIRDS = {
    "초순": (1, 11),
    "중순": (11, 21),
    "중반": (11, 21),
    "하순": (21, 0),
    "월말": (25, 0),
}
_EARLY = ("초", "초반", "월초")


def edge_of(interval: Interval, fields: Fields, today: date) -> Interval:
    """The said part of `interval`, whose grain is week, month or year."""
    first, after = interval.start.date(), interval.end.date()
    edge = fields.edge or ""
    if edge == "중":
        return interval
    if interval.grain == "week":
        return _of_week(first, edge)
    if interval.grain == "year":
        return _of_year(first, edge, relative=fields.year_shift is not None, today=today)
    return _of_month(first, after, edge, relative=fields.month_shift is not None, today=today)


def _of_week(first: date, edge: str) -> Interval:
    if edge in _EARLY or edge == "주초":
        return days_interval(first, first + timedelta(days=3))
    if edge in ("중반", "중순"):
        return days_interval(first + timedelta(days=2), first + timedelta(days=4))
    return days_interval(first + timedelta(days=3), first + timedelta(days=7))


def _of_month(first: date, after: date, edge: str, *, relative: bool, today: date) -> Interval:
    if edge in _THIRDS:
        opens, closes = _THIRDS[edge]
        return days_interval(first.replace(day=opens), first.replace(day=closes) if closes else after)
    if edge in _EARLY:
        return days_interval(first, first.replace(day=16))
    if relative or edge == "후반":
        # What is left of the second half, as the reference suites have it for 이 달 말.
        start = first.replace(day=16)
        return days_interval(max(start, today) if start <= today < after else start, after)
    return days_interval(first.replace(day=25), after, "day")


def _of_year(first: date, edge: str, *, relative: bool, today: date) -> Interval:
    if edge == "연말연시":
        return days_interval(first.replace(month=12, day=24), add_months(first, 12).replace(day=4))
    if edge == "연말":
        return days_interval(first.replace(month=12), add_months(first, 12), "month")
    if edge == "연초":
        return days_interval(first, first.replace(month=2), "month")
    if edge in _EARLY or edge == "초순":
        return days_interval(first, first.replace(month=4), "month")
    if edge in ("중반", "중순"):
        return days_interval(first.replace(month=5), first.replace(month=9), "month")
    if edge == "후반":
        return days_interval(first.replace(month=7), add_months(first, 12), "month")
    if relative:
        # 올해 말: the rest of the second half, up to the last day (not through it) in the reference suites.
        start, last = first.replace(month=7), first.replace(month=12, day=31)
        return days_interval(max(start, today) if start <= today < last else start, last)
    return days_interval(first.replace(month=10), add_months(first, 12), "month")
