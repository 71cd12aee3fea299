"""The first answer about a journey: the trip, the level and why, what would be better. Three sentences."""

from __future__ import annotations

from datetime import datetime

from assistant.answers import names, times
from assistant.answers.cards import route_card
from assistant.answers.level import scanned_level_sentence
from assistant.answers.option import SPEAKABLE_COVERAGE, options_sentence, scan_sentence
from assistant.answers.say import phrase, reply
from assistant.answers.tables import advice_sentence, level_word, mode_word
from assistant.answers.unsure import (
    commonest,
    unchecked_sentence,
    unknown_sentence,
    unknown_words,
    usual_sentence,
)
from assistant.places.roads import regions_along
from assistant.reply import Reply
from assistant.risk.model import Advice, Assessment, Level, Mode, TripSummary


def route_answer(a: Assessment, now: datetime) -> Reply:
    """The journey's first answer, at most three sentences, with a card and follow-ups."""
    return reply(
        [trip_sentence(a, now), *risk_sentences(a, now)],
        cards=(route_card(a, now),),
        quick_replies=follow_ups(a),
        assessment=a,
    )


def trip_sentence(a: Assessment, now: datetime) -> str:
    """When, from where, to where, by what, how long. What was assumed is said as a condition."""
    trip = a.trip
    return phrase(
        "trip.assumed" if trip.origin_assumed or trip.depart_assumed else "trip.said",
        when=times.day(trip.depart, now) if a.scan else times.when(trip.depart, now),
        origin=names.short(trip.origin),
        dest=names.short(trip.destination),
        by=by_words(trip),
        duration=times.duration(trip.arrive - trip.depart),
    )


def by_words(trip: TripSummary) -> str:
    """How one goes: "자동차로", "7번국도로", "대전을 거쳐 버스로"."""
    by = mode_word(trip.mode, "by")
    if not trip.by_way:
        return by
    if not regions_along(trip.by_way):
        return phrase("trip.through", place=trip.by_way, by=by)
    return phrase("trip.by_road", road=trip.by_way) + ("" if trip.mode is Mode.CAR else f" {by}")


def risk_sentences(a: Assessment, now: datetime) -> list[str]:
    """Level with its reason, then what is better or what is unknown: one or two sentences."""
    if a.drivers:
        return [scanned_level_sentence(a, now), _closing(a, now)]
    if a.coverage < SPEAKABLE_COVERAGE:
        usual = commonest(a.usual)
        if a.level > Level.SAFE and usual:
            return [usual_sentence(usual), _usual_level(a)]
        return [unchecked_sentence(a), usual_sentence(usual) if usual else ""]
    return [_clear_sentence(a), _closing(a, now)]


def _clear_sentence(a: Assessment) -> str:
    if a.level > Level.SAFE:
        usual = commonest(a.usual)
        return usual_sentence(usual) if usual else phrase("level.usual_only", level=level_word(a.level))
    if not a.unknown:
        return phrase("level.clear")
    return phrase("level.clear_known", level=level_word(a.level))


def _usual_level(a: Assessment) -> str:
    if not a.unknown:
        return phrase("level.usual_only", level=level_word(a.level))
    return phrase("level.usual_only_unknown", level=level_word(a.level), unknown=unknown_words(a))


def _closing(a: Assessment, now: datetime) -> str:
    """Better ways, then what is unknown, in one sentence. To take shelter goes before everything."""
    if a.advice is Advice.SHELTER:
        return advice_sentence(a.advice)
    unknown = unknown_sentence(a)
    told = scan_sentence(a, a.scan, joined=bool(unknown)) if a.scan else ""
    told = told or options_sentence(a, now, joined=bool(unknown))
    if not told and not unknown and a.level > Level.SAFE:
        return advice_sentence(a.advice)
    return f"{told}{unknown}"


def follow_ups(a: Assessment) -> list[str]:
    """Labels of what the user may ask next."""
    by_train = a.trip.mode not in (Mode.TRAIN, Mode.FLIGHT, Mode.SHIP, Mode.WALK)
    other = "기차로 가면?" if by_train else "자동차로 가면?"
    later = [] if a.scan else ["한 시간 늦게 가면?"]
    return ["왜?", "자세히 알려줘", other, *later]
