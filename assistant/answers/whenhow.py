"""When to leave, and which other way or mode is better."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.answers import times
from assistant.answers.cards import route_card
from assistant.answers.option import (
    SPEAKABLE_COVERAGE,
    better,
    mode_noun,
    options_sentence,
    sayable,
    scan_sentence,
    window,
)
from assistant.answers.say import listed, phrase, reply
from assistant.answers.tables import advice_sentence, level_word, mode_word
from assistant.answers.unsure import unknown_sentence
from assistant.reply import Reply
from assistant.risk.advice import BETTER_BUT_UNKNOWN
from assistant.risk.model import (
    Alternative,
    AlternativeKind,
    Assessment,
    DepartureScan,
    Level,
    Mode,
)


def departure_answer(a: Assessment, now: datetime) -> Reply:
    """The best hour to leave, the worst, and what is unknown."""
    told = _from_scan(a, a.scan, now) if a.scan else _from_alternatives(a, now)
    return reply(
        [*told, unknown_sentence(a)],
        cards=(route_card(a, now),),
        quick_replies=("왜?", "기차로 가면?", "자세히 알려줘"),
        assessment=a,
    )


def _from_scan(a: Assessment, scan: DepartureScan, now: datetime) -> list[str]:
    best, worst = scan.best, scan.worst
    day = times.day(best.depart, now)
    if best.level == worst.level and worst.score - best.score < 3:
        if not sayable(best.level, a.coverage):
            return [phrase("departure.flat_unsure", day=day)]
        return [phrase("departure.flat", day=day, level=level_word(best.level))]
    first = phrase("departure.best", day=day, best=window(scan, best))
    if a.coverage < SPEAKABLE_COVERAGE:
        first = phrase("scan.hedged", told=first)
    if best.level == worst.level or not sayable(best.level, a.coverage):
        return [first]
    return [
        first,
        phrase(
            "departure.levels",
            best_level=level_word(best.level),
            worst=window(scan, worst),
            worst_level=level_word(worst.level),
        ),
    ]


def _from_alternatives(a: Assessment, now: datetime) -> list[str]:
    departures = [o for o in better(a) if o.kind is AlternativeKind.DEPARTURE]
    hour = times.moment(a.trip.depart, now)
    if departures:
        best = departures[0]
        leave = times.hour_on(best.depart, a.trip.depart.date(), now)
        if best.level == a.level or not sayable(best.level, min(best.coverage, a.coverage)):
            return [phrase("departure.better", leave=leave, hour=hour)]
        return [
            phrase(
                "departure.lower",
                leave=leave,
                hour=hour,
                level=level_word(best.level),
                now_level=level_word(a.level),
            )
        ]
    if a.level >= Level.CAUTION:
        return [_no_better_hour(a), advice_sentence(a.advice)]
    when = times.when(a.trip.depart, now)
    if a.drivers and sayable(a.level, a.coverage):
        return [phrase("departure.level", when=when, level=level_word(a.level))]
    return [phrase("departure.fine" if _clear(a) else "departure.unsure", when=when)]


def _clear(a: Assessment) -> bool:
    """Whether enough was checked, and nothing found."""
    return a.coverage >= SPEAKABLE_COVERAGE and not a.drivers


def _no_better_hour(a: Assessment) -> str:
    if a.alternatives_note == BETTER_BUT_UNKNOWN:
        return phrase("option.unproven")
    if not a.alternatives and a.alternatives_note is None:
        return phrase("departure.not_compared")
    return phrase("departure.no_help", level=level_word(a.level))


def alternatives_answer(a: Assessment, now: datetime) -> Reply:
    """Other ways and modes compared with the present one, with how long they take."""
    offers = better(a)
    if offers:
        sentences = [options_sentence(a, now), _takes(offers, a, now), _rest(a, offers)]
    else:
        sentences = [_none_better(a, now), _others(a), unknown_sentence(a)]
    return reply(
        sentences,
        cards=(route_card(a, now),),
        quick_replies=("왜?", "언제 출발할까?", "자세히 알려줘"),
        assessment=a,
    )


def _rest(a: Assessment, offers: Sequence[Alternative]) -> str:
    """That other ways and modes were not found better, else what is unknown."""
    if all(o.kind is AlternativeKind.DEPARTURE for o in offers):
        return phrase("alternatives.time_only")
    return unknown_sentence(a)


def _takes(offers: Sequence[Alternative], a: Assessment, now: datetime) -> str:
    """How long the offered mode or way takes, or when a later departure arrives."""
    option = next((o for o in offers if o.kind is not AlternativeKind.DEPARTURE), offers[0])
    return phrase(
        f"alternatives.{_TAKES[option.kind]}",
        mode=mode_noun(option),
        duration=times.duration(option.arrive - option.depart),
        arrive=times.hour_on(times.half_hour(option.arrive), a.trip.depart.date(), now),
    )


_TAKES = {
    AlternativeKind.DEPARTURE: "arrive",
    AlternativeKind.ROUTE: "by_route",
    AlternativeKind.MODE: "by_mode",
}


def _none_better(a: Assessment, now: datetime) -> str:
    if a.level >= Level.CAUTION:
        if a.alternatives or a.alternatives_note:
            return options_sentence(a, now) or phrase("alternatives.not_compared")
        return (scan_sentence(a, a.scan) if a.scan else "") or phrase("alternatives.not_compared")
    by = mode_word(a.trip.mode, "by")
    if a.drivers and sayable(a.level, a.coverage):
        return phrase("alternatives.level", by=by, level=level_word(a.level))
    return phrase("alternatives.fine" if _clear(a) else "alternatives.unsure", by=by)


def _others(a: Assessment) -> str:
    """How the other modes compare, if they were computed."""
    modes: dict[Mode, Alternative] = {}
    for option in a.alternatives:
        if option.kind is AlternativeKind.MODE and sayable(option.level, min(option.coverage, a.coverage)):
            modes.setdefault(option.mode, option)
    parts = [
        phrase(
            "alternatives.mode",
            mode=mode_noun(o),
            duration=times.duration(o.arrive - o.depart),
            level=level_word(o.level),
        )
        for o in modes.values()
    ]
    return phrase("alternatives.compare", modes=listed(parts)) if parts else ""
