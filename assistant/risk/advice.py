"""What to do: one advice, and the ranking of other times, ways and modes.

An alternative must be better by the same score, and as well known: what only looks better because
nobody reports on it is left out, and the note says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from assistant.risk.hazards import hazard_specs
from assistant.risk.levels import level_of
from assistant.risk.model import (
    Advice,
    Alternative,
    AlternativeKind,
    Assessment,
    Driver,
    Hazard,
    Level,
    SignalKind,
)
from assistant.risk.rating import Rated

ENOUGH_COVERAGE = 0.5
"""Under this, "go" is not advised (DESIGN §4: speech never says safe)."""
MUCH_BETTER = 10.0
"""Points by which a score of the same level must be lower to count as better."""
KEEPS_COVERAGE = 0.7
"""Share of the trip's own coverage that an alternative must have to be compared with it."""
SOON = timedelta(hours=2)
"""A start within this is "now" for seeking shelter."""
MOST = 5
MOST_OF_A_KIND = 2

SOCIAL = frozenset({Hazard.INFECTION, Hazard.CROWDING})
"""Hazards that other people bring: keep a distance."""

_KIND_ADVICE = {
    AlternativeKind.DEPARTURE: Advice.DELAY,
    AlternativeKind.ROUTE: Advice.DETOUR,
    AlternativeKind.MODE: Advice.CHANGE_MODE,
}

NONE_BETTER = "시간이나 길, 교통수단을 바꿔도 나아지지 않아요"
BETTER_BUT_UNKNOWN = "나아 보이는 방법도 있지만 그쪽은 확인된 정보가 적어서 더 안전하다고 말씀드릴 수 없어요"


def choose(assessment: Assessment) -> Advice:
    """The one thing to do, from the level, the drivers and the alternatives of an assessment.

    `delay` stands for another time, earlier or later; the alternative says which."""
    level, drivers = assessment.level, assessment.drivers
    if level is Level.SAFE:
        return Advice.GO if assessment.coverage >= ENOUGH_COVERAGE else Advice.CARE
    if drivers and drivers[0].hazard in SOCIAL:
        return Advice.DISTANCE
    if level is Level.ATTENTION:
        return Advice.CARE
    if _is_stay(assessment):
        return _for_stay(assessment)
    inside = [driver for driver in drivers if _grave(driver) and _at_an_end(driver, assessment)]
    if inside and level >= Level.ALERT:
        return Advice.SHELTER if _shelter_now(assessment, inside) else Advice.DELAY
    better = [item for item in assessment.alternatives if item.level < level]
    if inside:
        better = [item for item in better if item.kind is not AlternativeKind.ROUTE]
    if better and (level >= Level.ALERT or better[0].level <= Level.ATTENTION):
        return _KIND_ADVICE[better[0].kind]
    return Advice.CARE if level is Level.CAUTION else Advice.AVOID


def with_alternatives(
    assessment: Assessment, alternatives: Sequence[Alternative], note: str | None
) -> Assessment:
    """The assessment with its alternatives, and the advice that follows from them."""
    complete = replace(assessment, alternatives=tuple(alternatives), alternatives_note=note)
    return replace(complete, advice=choose(complete))


def rank_alternatives(
    base: Assessment, candidates: Sequence[tuple[AlternativeKind, Rated]]
) -> tuple[tuple[Alternative, ...], str | None]:
    """The better ones, best first (level, score, least change of time), and a Korean note.

    The note is None if all that is better is also known; else it says that some is unknown, or that
    nothing is better."""
    better = [(kind, other) for kind, other in candidates if is_better(other, base)]
    known = [(kind, other) for kind, other in better if is_supported(other, base)]
    known.sort(key=lambda item: _rank(item, base))
    counts: dict[AlternativeKind, int] = {}
    chosen: list[Alternative] = []
    for kind, other in known:
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= MOST_OF_A_KIND and len(chosen) < MOST:
            chosen.append(alternative(kind, other))
    if chosen:
        return tuple(chosen), None
    return (), BETTER_BUT_UNKNOWN if better else NONE_BETTER


def is_better(other: Rated, base: Assessment) -> bool:
    """A lower level, or a clearly lower score within it."""
    return other.level < base.level or other.score <= base.score - MUCH_BETTER


def is_supported(other: Rated, base: Assessment) -> bool:
    """Whether what is known speaks for `other`, not only the lack of reports.

    Either it is about as well covered as the trip itself, or all that troubles the trip are warnings which
    are over by then according to their source (expiry, or the end it announced). The end of a forecast or
    of a measurement is the end of what is known, not of the hazard."""
    if other.coverage >= KEEPS_COVERAGE * base.coverage:
        return True
    troubles = [driver for driver in base.drivers if level_of(driver.contribution) > Level.SAFE]
    return bool(troubles) and all(
        driver.kind is SignalKind.ALERT
        and driver.valid_until is not None
        and driver.valid_until <= other.trip.depart
        for driver in troubles
    )


def alternative(kind: AlternativeKind, other: Rated) -> Alternative:
    """What a rated trip looks like as an alternative."""
    return Alternative(
        kind=kind,
        depart=other.trip.depart,
        arrive=other.trip.arrive,
        mode=other.trip.mode,
        via=other.trip.via,
        level=other.level,
        score=other.score,
        coverage=other.coverage,
    )


def _rank(item: tuple[AlternativeKind, Rated], base: Assessment) -> tuple[int, float, float]:
    other = item[1]
    shift = abs((other.trip.depart - base.trip.depart).total_seconds())
    return other.level.rank, round(other.score / MUCH_BETTER), shift


def _is_stay(assessment: Assessment) -> bool:
    return assessment.trip.distance_km == 0.0 and assessment.trip.origin == assessment.trip.destination


def _for_stay(assessment: Assessment) -> Advice:
    if assessment.level is Level.CAUTION:
        return Advice.CARE
    grave = [driver for driver in assessment.drivers if _grave(driver)]
    return Advice.SHELTER if _shelter_now(assessment, grave) else Advice.AVOID


def _grave(driver: Driver) -> bool:
    return level_of(driver.contribution) >= Level.ALERT


def _at_an_end(driver: Driver, assessment: Assessment) -> bool:
    """The hazard holds where the trip starts or ends, at that time."""
    return driver.from_ <= assessment.trip.depart or driver.until >= assessment.trip.arrive


def _shelter_now(assessment: Assessment, grave: Sequence[Driver]) -> bool:
    """Under a roof instead of on the way: a hazard to shelter from, here, about to start."""
    soon = assessment.now + SOON
    threatening = [d for d in grave if hazard_specs()[d.hazard].shelter and d.from_ <= soon]
    if _is_stay(assessment):
        return bool(threatening)
    at_origin = [d for d in threatening if d.from_ <= assessment.trip.depart]
    return assessment.level is Level.SERIOUS and assessment.trip.depart <= soon and bool(at_origin)
