"""The sentence that tells the level and why. The level is ours; what caused it is named with its source."""

from __future__ import annotations

from datetime import datetime

from assistant.answers import times
from assistant.answers.cause import cause_clause
from assistant.answers.option import SPEAKABLE_COVERAGE
from assistant.answers.say import phrase
from assistant.answers.tables import level_word
from assistant.risk.model import Assessment, Level


def level_sentence(a: Assessment, now: datetime, *, hours: bool = True) -> str:
    """ "밀양에 기상청 호우경보가 내려져 있어서 길벗 판단으로 '경계' 단계예요." Needs at least one driver.

    Without `hours` no hour of passage is told.
    """
    level = level_word(a.level)
    if a.level is not Level.SAFE:
        return phrase("level.because", cause=cause_clause(a, now, hours=hours), whole=_whole(a), level=level)
    key = "level.small" if a.coverage >= SPEAKABLE_COVERAGE else "level.small_unchecked"
    return phrase(key, cause=cause_clause(a, now, hours=hours, ending="but"), level=level)


def scanned_level_sentence(a: Assessment, now: datetime) -> str:
    """The same on a day without an hour: with the departure it is true for, or for every one."""
    if a.scan is None or a.level is Level.SAFE:
        return level_sentence(a, now, hours=a.scan is None)
    level = level_word(a.level)
    if a.scan.best.level == a.scan.worst.level:
        return phrase("level.all_day", cause=cause_clause(a, now, hours=False), whole=_whole(a), level=level)
    hour = times.clock(a.trip.depart)
    return phrase("level.because_at", cause=cause_clause(a, now), hour=hour, whole=_whole(a), level=level)


def _whole(a: Assessment) -> str:
    """ "길 전체로 보면 " where no stretch by itself is at the level of the trip: a long way through several
    hazards counts for more than any part of it."""
    worst = max((segment.level for segment in a.segments), default=a.level)
    return phrase("level.whole") if worst < a.level and a.trip.origin != a.trip.destination else ""
