"""Which departures to look at: of a window without an hour, and earlier or later than a given one."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.risk.phases import KST

# (longest window, step): half-hourly where the user named a part of a day, coarser over days.
STEPS: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(hours=7), timedelta(minutes=30)),
    (timedelta(hours=36), timedelta(hours=1)),
    (timedelta(days=4), timedelta(hours=2)),
)
LONG_STEP = timedelta(hours=6)
MOST = 48
DAY_WINDOW = timedelta(hours=12)
"""A window this long means "that day", not "at any hour of it": only hours people leave at count."""
FIRST_HOUR, LAST_HOUR = 6, 22
USUAL_HOUR = 9

EARLIER_H = (1, 2, 3, 4, 6, 9, 12)
LATER_H = (1, 2, 3, 4, 6, 9, 12, 18, 24, 30, 36, 42, 48)
NIGHT_HOURS = frozenset(range(5))
"""Nobody is told to leave at these hours who did not ask for them."""


def departures(window: tuple[datetime, datetime], now: datetime) -> tuple[datetime, ...]:
    """Departures in [start, end), none before `now`. Empty if the window is over."""
    start, end = window[0].astimezone(KST), window[1].astimezone(KST)
    if end <= now or end <= start:
        return ()
    step = next((step for longest, step in STEPS if end - start <= longest), LONG_STEP)
    by_day = end - start >= DAY_WINDOW
    points = _points(start, end, now, step)
    usual = tuple(at for at in points if not by_day or FIRST_HOUR <= at.hour <= LAST_HOUR)
    return (usual or points or (max(start, now.astimezone(KST)),))[:MOST]


def usual_departure(window: tuple[datetime, datetime]) -> datetime:
    """The hour of a window that people most likely mean: nine o'clock if it is in it, else the middle."""
    start, end = window[0].astimezone(KST), window[1].astimezone(KST)
    nine = start.replace(hour=USUAL_HOUR, minute=0, second=0, microsecond=0)
    return nine if start <= nine < end else start + (end - start) / 2


def shifted(depart: datetime, now: datetime) -> tuple[datetime, ...]:
    """Other departures to try, the nearest first: up to 12 h earlier (not before `now`), 48 h later."""
    shifts = sorted([-hours for hours in EARLIER_H] + list(LATER_H), key=abs)
    points = [depart.astimezone(KST) + timedelta(hours=hours) for hours in shifts]
    night = depart.astimezone(KST).hour in NIGHT_HOURS
    return tuple(at for at in points if at >= now and (night or at.hour not in NIGHT_HOURS))


def _points(start: datetime, end: datetime, now: datetime, step: timedelta) -> tuple[datetime, ...]:
    points: list[datetime] = []
    at = start
    while at < end:
        if at >= now:
            points.append(at)
        at += step
    return tuple(points)
