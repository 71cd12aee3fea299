"""What would be better: another departure, mode or way; and the best and worst hours of a scanned day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.answers import times
from assistant.answers.say import listed, phrase
from assistant.answers.tables import advice_clause, advice_sentence, level_word, mode_word
from assistant.risk.advice import BETTER_BUT_UNKNOWN
from assistant.risk.model import (
    Advice,
    Alternative,
    AlternativeKind,
    Assessment,
    DepartureScan,
    Level,
    Mode,
    ScanPoint,
)

SPEAKABLE_COVERAGE = 0.5
"""Below this share of covered exposure the word 안전 is not said (DESIGN §4)."""
_NOTICEABLE = 3.0
"""Points of score (0-100) below which a difference within one level is not worth saying."""
_KTX = "KTX"
_ORDER = (AlternativeKind.DEPARTURE, AlternativeKind.MODE, AlternativeKind.ROUTE)


def sayable(level: Level, coverage: float) -> bool:
    """Whether the level's name may be said: 안전 needs coverage."""
    return level is not Level.SAFE or coverage >= SPEAKABLE_COVERAGE


def better(a: Assessment) -> tuple[Alternative, ...]:
    """The best alternative of each kind that is truly better, the best first."""
    best: dict[AlternativeKind, Alternative] = {}
    for option in sorted(a.alternatives, key=lambda o: (o.level.rank, o.score)):
        if option.level < a.level or (option.level == a.level and option.score <= a.score - _NOTICEABLE):
            best.setdefault(option.kind, option)
    return tuple(sorted(best.values(), key=lambda o: (o.level.rank, _ORDER.index(o.kind))))


def how(option: Alternative, a: Assessment, now: datetime, *, either: bool = False) -> str:
    """ "KTX를 타시면"; with `either` "KTX를 타시거나", to be followed by another."""
    end = "_or" if either else ""
    if option.kind is AlternativeKind.DEPARTURE:
        hour = times.hour_on(option.depart, a.trip.depart.date(), now)
        return phrase(f"option.leave{end}", hour=hour)
    if option.kind is AlternativeKind.ROUTE:
        return phrase(f"option.route{end}", via=listed(option.via.split("·")) or phrase("option.other_way"))
    if option.mode is Mode.TRAIN and _KTX in option.via:
        return phrase(f"option.ktx{end}")
    return mode_word(option.mode, "or" if either else "take")


def mode_noun(option: Alternative) -> str:
    """기차, 버스; KTX by its name."""
    return _KTX if option.mode is Mode.TRAIN and _KTX in option.via else mode_word(option.mode, "noun")


def options_sentence(a: Assessment, now: datetime, *, joined: bool = False) -> str:
    """The one or two best offers, or that nothing helps. `joined`: ends open, for another clause.

    Empty for a level at which no alternative was due (below caution) and none is given.
    """
    end = "_and" if joined else ""
    offers = better(a)[:2]
    if not offers:
        if a.level < Level.CAUTION:
            return ""
        return _nothing_better(a, joined=joined)
    first, last = offers[0], offers[-1]
    if any(not sayable(o.level, min(o.coverage, a.coverage)) for o in offers):
        return phrase(f"option.less{end}", how=_either(offers, a, now))
    if first.level == a.level:
        return phrase(f"option.eases{end}", how=how(first, a, now))
    if first.level == last.level:
        return phrase(f"option.drops{end}", how=_either(offers, a, now), level=level_word(first.level))
    if last.level == a.level:
        return phrase(f"option.drops{end}", how=how(first, a, now), level=level_word(first.level))
    return phrase(
        f"option.two{end}",
        a=how(first, a, now),
        level_a=level_word(first.level),
        b=how(last, a, now),
        level_b=level_word(last.level),
    )


def _nothing_better(a: Assessment, *, joined: bool) -> str:
    """That nothing helps, with what to do; only the latter if alternatives were not computed at all."""
    end = "_and" if joined else ""
    # Without a better way or mode, advice to take one would contradict itself.
    idle = a.advice in (Advice.GO, Advice.DETOUR, Advice.CHANGE_MODE)
    advice = "" if idle else advice_clause(a.advice) if joined else advice_sentence(a.advice)
    if a.alternatives_note is None:
        return advice
    key = "unproven" if a.alternatives_note == BETTER_BUT_UNKNOWN else "none"
    return phrase(f"option.{key}_advice{end}", advice=advice) if advice else phrase(f"option.{key}{end}")


def _either(offers: Sequence[Alternative], a: Assessment, now: datetime) -> str:
    parts = [how(o, a, now, either=i < len(offers) - 1) for i, o in enumerate(offers)]
    return " ".join(parts)


def window(scan: DepartureScan, around: ScanPoint) -> str:
    """The run of departures around a point that share its level: "오전 6시에서 9시 사이", or one hour."""
    points = sorted(scan.points, key=lambda p: p.depart)
    at = next((i for i, p in enumerate(points) if p.depart == around.depart), None)
    if at is None:
        return times.clock(around.depart)
    first = last = at
    while first > 0 and points[first - 1].level == around.level:
        first -= 1
    while last + 1 < len(points) and points[last + 1].level == around.level:
        last += 1
    if first == last:
        return times.clock(around.depart)
    start, end = points[first].depart, points[last].depart
    return phrase("scan.window", start=times.clock(start), end=times.clock_after(start, end))


def scan_sentence(a: Assessment, scan: DepartureScan, *, joined: bool = False) -> str:
    """Best and worst departures, without repeating the one that the level sentence already told.

    With little coverage it is hedged: an hour may look better only because nobody reports on it yet.
    """
    told = _scan_clause(a, scan, joined=joined)
    return phrase("scan.hedged", told=told) if told and a.coverage < SPEAKABLE_COVERAGE else told


def _scan_clause(a: Assessment, scan: DepartureScan, *, joined: bool) -> str:
    end = "_and" if joined else ""
    best, worst = scan.best, scan.worst
    if best.level == worst.level:
        if worst.score - best.score < _NOTICEABLE:
            return ""
        return phrase(f"scan.eases{end}", best=times.clock(best.depart))
    if best.level is Level.SAFE:
        # A point of the scan has no coverage of its own: its 안전 may be mere silence.
        key = "least" if a.trip.depart == worst.depart else "least_worst"
        level = level_word(worst.level)
        return phrase(
            f"scan.{key}{end}", best=window(scan, best), worst=window(scan, worst), worst_level=level
        )
    slots = {
        "best": window(scan, best),
        "best_level": level_word(best.level),
        "worst": window(scan, worst),
        "worst_level": level_word(worst.level),
    }
    told = a.trip.depart
    which = "best" if told == worst.depart else "worst" if told == best.depart else "both"
    return phrase(f"scan.{which}{end}", **slots)
