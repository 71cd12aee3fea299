"""Arithmetic on dates and intervals: months that clip, and the choice among recurring intervals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

DAY = timedelta(days=1)
Mode = Literal["future", "past", "before", "after"]


@dataclass(frozen=True, slots=True)
class Interval:
    """[start, end) with the grain it was said in."""

    start: datetime
    end: datetime
    grain: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Where resolution stands: the reference time (naive wall clock) and which of recurring times is meant.

    `future`: the first that is not over at `bound`; `past`: the last that has begun by `bound`;
    `before`: the last that is over by `bound`;
    `after`: the first that starts at or after `bound`.
    """

    now: datetime
    mode: Mode
    bound: datetime

    @property
    def today(self) -> date:
        """The day of the reference time."""
        return self.now.date()


def midnight(day: date) -> datetime:
    """The start of a day."""
    return datetime.combine(day, time())


def day_interval(day: date) -> Interval:
    """One day."""
    return Interval(midnight(day), midnight(day) + DAY, "day")


def days_interval(first: date, after_last: date, grain: str = "range") -> Interval:
    """From the start of `first` to the start of `after_last`."""
    return Interval(midnight(first), midnight(after_last), grain)


def month_interval(year: int, month: int) -> Interval:
    """One calendar month."""
    return days_interval(date(year, month, 1), add_months(date(year, month, 1), 1), "month")


def year_interval(year: int) -> Interval:
    """One calendar year."""
    return days_interval(date(year, 1, 1), date(year + 1, 1, 1), "year")


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months, clipped to the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for candidate in (day.day, 30, 29, 28):
        if candidate <= day.day:
            try:
                return date(year, month + 1, candidate)
            except ValueError:
                if not 1 <= year <= 9999:
                    raise
    raise ValueError(day)


def move(moment: datetime, months: int, days: int, seconds: int) -> datetime:
    """`moment` moved by a length of time."""
    day = add_months(moment.date(), months)
    return datetime.combine(day, moment.time()) + timedelta(days=days, seconds=seconds)


def choose(candidates: Iterable[Interval], reference: Reference) -> Interval | None:
    """The one of rising `candidates` that `reference` means; None if there is none.

    Where all lie on the wrong side (1978년 9월 21일 has but one) it is the nearest, except for the end of a
    range.
    """
    last: Interval | None = None
    for candidate in candidates:
        if reference.mode == "future" and candidate.end > reference.bound:
            return candidate
        if reference.mode == "after" and candidate.start >= reference.bound:
            return candidate
        if reference.mode == "past" and candidate.start > reference.bound and last is not None:
            return last
        if reference.mode == "before" and candidate.end > reference.bound and last is not None:
            return last
        last = candidate
    return last if reference.mode != "after" else None
