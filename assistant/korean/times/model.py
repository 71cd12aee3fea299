"""What the finder returns, and the bag of fields it reads before it knows any date."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Role = Literal["at", "from", "until", "range"]
"""How the time is used: at it, from it on (부터, 이후), by it (까지, 전에), or between two named times."""

Prefer = Literal["future", "past"]

CLOCK_GRAINS = frozenset({"hour", "minute", "second"})


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time expression and the interval it means: [start, end), start < end.

    `text` is exactly `utterance[start_offset:end_offset]`. `start` and `end` carry the time zone of the
    reference time (naive if that is naive). `grain` is one of second, minute, hour, day, week, month,
    quarter, year, range. For role `until` the interval runs from the reference time to the named time.
    """

    text: str
    start_offset: int
    end_offset: int
    start: datetime
    end: datetime
    grain: str
    role: Role = "at"
    has_hour: bool = False
    """An hour of the clock was said (세 시, 15:30, 정오), or a distance in hours or less (두 시간 뒤)."""
    has_date: bool = True
    """A day or longer, or a distance from now, was said; False for a bare hour or part of the day."""
    part_of_day: str | None = None
    """새벽, 아침, 오전, 점심, 낮, 오후, 저녁, 밤 or a finer word of the tables, if one was said."""
    negated: bool = False
    """Said to be set aside: 내일 말고 모레."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; months and days do not convert into seconds. `grain` is its smallest unit."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    grain: str = "day"
    count: int = 0
    """Number of units if the duration has a single unit, else 0."""


@dataclass(slots=True)
class Fields:
    """What one expression said. A field that was not said is None; nothing is resolved yet."""

    start: int
    end: int
    year: int | None = None
    year_shift: int | None = None
    month: int | None = None
    month_shift: int | None = None
    lunar: bool = False
    day: int | None = None
    """Day of month, -1 for the last."""
    day_shift: int | None = None
    week_shift: int | None = None
    week_ordinal: int | None = None
    week_number: int | None = None
    weekday: int | None = None
    choice: str | None = None
    """`last` or `next` (지난 12월, 오는 추석)."""
    weekday_choice: str | None = None
    """`nearest` (돌아오는), `next_week` (다음), `last` (지난) or `this_week` (이번)."""
    weekday_ordinal: int | None = None
    weekend: str | None = None
    quarter: int | None = None
    quarter_shift: int | None = None
    half: int | None = None
    decade: int | None = None
    century: int | None = None
    season: str | None = None
    season_shift: int | None = None
    holiday: str | None = None
    holiday_shift: int = 0
    holiday_whole: bool = False
    around_weeks: int | None = None
    """Weeks from the week of the named day (추석 다음 주: 1)."""
    run_day: int | None = None
    """Which day of a run of days off, -1 for the last."""
    edge: str | None = None
    vague: str | None = None
    shift: Duration | None = None
    shift_sign: int = 0
    anchored: bool = False
    """The distance counts from the date said before it (추석 사흘 전), not from the reference time."""
    within: bool = False
    period: Duration | None = None
    period_kind: str | None = None
    part: str | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    minutes_before: int | None = None
    """The hour is reckoned from: 세 시 십 분 전."""
    leading_zero: bool = False
    same_time: bool = False
    """At this hour (내일 이 시간), or on this date (작년 이맘때)."""
    chained: bool = False
    """Counted from the time said just before, if one was (그 다음 날, 그 다음 주)."""
    zone_hours: float | None = None
    role: Role = "at"
    used: set[str] = field(default_factory=set)
    """Names of the kinds of pieces already read, so that none is read twice."""
