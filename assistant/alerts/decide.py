"""When a watched trip is worth a word: once for each cause, not for flutter, not at night unless it must be.

Pure: what was told, what is known now, the time; out come what is told and whether to say it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from assistant.alerts.model import AlertKind, Told
from assistant.risk.levels import THRESHOLDS, level_of
from assistant.risk.model import Assessment, Hazard, Level
from assistant.risk.phases import KST

FROM = Level.CAUTION
"""The lowest level that anybody is disturbed for."""
MARGIN = 5.0
"""Points of score (0-100) that a trip has to be below the level that was told, to count as better."""
CALM = timedelta(minutes=30)
"""How long it has to stay better before that is told."""
KNOWN = 0.5
"""Coverage below which nobody is told that it is over: silence of the sources is not an end."""
QUIET = (time(22), time(7))
"""Korean time in which only what is urgent is said."""
LEAD = timedelta(hours=2)
"""So long before the departure a held message is told after all, whatever the hour."""
SOON = timedelta(hours=1)
"""So long before the departure it is told that a trip may still get worse: sooner it would say little."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a decision needs of an assessment."""

    level: Level
    score: float
    coverage: float
    causes: tuple[Hazard, ...]
    """Hazards that would by themselves give a level worth telling, the strongest first."""

    @classmethod
    def of(cls, a: Assessment) -> Judged:
        """Of an assessment."""
        heavy = sorted(a.drivers, key=lambda driver: -driver.contribution)
        causes = [driver.hazard for driver in heavy if level_of(driver.contribution) >= FROM]
        return cls(a.level, a.score, a.coverage, tuple(dict.fromkeys(causes)))


def decide(told: Told, judged: Judged, now: datetime) -> tuple[Told, AlertKind | None]:
    """What the traveller knows after this, and why they are told; None if they are not."""
    known = told.hazards | frozenset(judged.causes)
    if judged.level >= FROM and judged.level > told.level:
        return replace(told, level=judged.level, hazards=known, calm_since=None), AlertKind.RAISED
    if judged.level >= FROM and known != told.hazards:
        return replace(told, hazards=known, calm_since=None), AlertKind.NEW_CAUSE
    if told.level < FROM or not _eased(told.level, judged):
        return replace(told, calm_since=None), None
    if told.calm_since is None:
        return replace(told, calm_since=now), None
    if now - told.calm_since < CALM:
        return told, None
    if judged.level < FROM:
        return Told(level=judged.level, foretold=told.foretold), AlertKind.ALL_CLEAR
    return replace(told, level=judged.level, calm_since=None), None


def asks_outlook(told: Told, depart: datetime, now: datetime) -> bool:
    """Whether it matters what may still come to a trip: it leaves soon, and nothing was told of it yet."""
    return told.level < FROM and not told.foretold and timedelta(0) < depart - now <= SOON


def may_worsen(told: Told, outlook: Judged) -> tuple[Told, AlertKind | None]:
    """Whether to say that a trip may still get worse, once. Ask after `decide`, where `asks_outlook`."""
    if outlook.level < FROM:
        return told, None
    return replace(told, foretold=True), AlertKind.MAY_WORSEN


def _eased(level: Level, judged: Judged) -> bool:
    floor = next(threshold for threshold, named in THRESHOLDS if named is level)
    return judged.coverage >= KNOWN and judged.score < floor - MARGIN


def is_urgent(kind: AlertKind, level: Level, depart: datetime, now: datetime) -> bool:
    """Whether it must be said at once: serious, or the traveller leaves soon or is on the way."""
    return kind is not AlertKind.ALL_CLEAR and (level is Level.SERIOUS or depart - now <= LEAD)


def due_at(now: datetime, depart: datetime, *, urgent: bool) -> datetime:
    """When it may be said: at once, or when the quiet hours are over or the departure comes near."""
    here = now.astimezone(KST)
    begin, end = QUIET
    if urgent or not (here.time() >= begin or here.time() < end):
        return now
    morning = here.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    if here.time() >= begin:
        morning += timedelta(days=1)
    return max(now, min(morning, depart - LEAD))
