"""Weeks, weekends and weekdays to the days they mean. Weeks start on Monday."""

from datetime import date, timedelta

from assistant.korean.times.calendar import Interval, Reference, choose, day_interval, days_interval, monday
from assistant.korean.times.edges import edge_of
from assistant.korean.times.model import Fields

WEEK = timedelta(days=7)
WORKDAYS = ("주중", "평일")


def numbered_week(number: int, year: int) -> Interval:
    """The ISO week of that number; ValueError if the year has no such week."""
    first = date.fromisocalendar(year, number, 1)
    return days_interval(first, first + WEEK, "week")


def week(fields: Fields, reference: Reference) -> Interval:
    """A shifted week, or the day, weekend or edge of it that was said."""
    first = monday(reference.today) + (fields.week_shift or 0) * WEEK
    if fields.weekday is not None:
        return day_interval(first + timedelta(days=fields.weekday))
    if fields.weekend is not None:
        return weekend(fields.weekend, first)
    week = days_interval(first, first + WEEK, "week")
    return edge_of(week, fields, reference.today) if fields.edge else week


def weekend(word: str, first: date) -> Interval:
    """주말 (Saturday and Sunday), 주중 or 평일 (Monday to Friday) of the week that begins on `first`."""
    if word in WORKDAYS:
        return days_interval(first, first + timedelta(days=5))
    return days_interval(first + timedelta(days=5), first + WEEK)


def chosen_weekday(today: date, weekday: int, choice: str) -> date:
    """The day for `weekday_choice` of `Fields`; 지난 and 돌아오는 never mean today."""
    if choice == "this_week":
        return monday(today) + timedelta(days=weekday)
    if choice == "next_week":
        return monday(today) + timedelta(days=weekday + 7)
    if choice == "last":
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def bare_weekday(weekday: int, reference: Reference) -> Interval:
    """A weekday alone: the next one, not today, which would be called 오늘."""
    if reference.mode == "after":
        start = reference.bound.date()
        return day_interval(start + timedelta(days=(weekday - start.weekday()) % 7))
    choice = "last" if reference.mode == "past" else "nearest"
    return day_interval(chosen_weekday(reference.today, weekday, choice))


def bare_weekend(word: str, reference: Reference) -> Interval | None:
    """주말 alone: this week's, or the next once it is over."""
    first = monday(reference.bound.date())
    return choose((weekend(word, first + shift * WEEK) for shift in range(-1, 3)), reference)
