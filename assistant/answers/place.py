"""The answer about being at one place, and about infection there."""

from __future__ import annotations

from datetime import datetime

from assistant.answers import names, times
from assistant.answers.cards import place_card
from assistant.answers.level import level_sentence
from assistant.answers.option import SPEAKABLE_COVERAGE
from assistant.answers.say import phrase, reply
from assistant.answers.tables import advice_sentence, level_word
from assistant.answers.unsure import commonest, unchecked_sentence, unknown_sentence, usual_sentence
from assistant.places.model import Place
from assistant.reply import Reply
from assistant.risk.model import Assessment, Hazard, Level

_FOLLOW_UPS = ("왜?", "자세히 알려줘", "가까운 대피소")


def place_answer(a: Assessment, now: datetime) -> Reply:
    """Level and reason at the place, what to do, what is unknown."""
    return reply(
        _sentences(a, now),
        cards=(place_card(a, now),),
        quick_replies=_FOLLOW_UPS,
        assessment=a,
    )


def _sentences(a: Assessment, now: datetime) -> list[str]:
    place = names.short(a.trip.destination)
    moment = times.stay(a.trip.depart, a.trip.arrive, now)
    if a.drivers:
        level = level_sentence(a, now)
        advice = advice_sentence(a.advice, place=True)
        # A warning still to come brings its own hour.
        if all(d.valid_from > now for d in a.drivers) or level.startswith(moment):
            moment = ""
        return [f"{moment} {level}", advice, unknown_sentence(a)]
    usual = commonest(a.usual)
    past = usual_sentence(usual) if usual else ""
    if a.coverage < SPEAKABLE_COVERAGE:
        level = phrase("level.usual_only", level=level_word(a.level)) if a.level > Level.SAFE else ""
        if past and level:
            return [past, level, unknown_sentence(a)]
        return [unchecked_sentence(a, lead=phrase("level.of_place", place=place)), past]
    clear = phrase("level.clear_place", when=moment, place=place)
    return [clear, past if a.level > Level.SAFE else "", unknown_sentence(a)]


def infection_answer(
    now: datetime, *, place: Place | None = None, assessment: Assessment | None = None
) -> Reply:
    """Infection at a place: its drivers if a case feed reported any, else that none is connected."""
    where = place.short if place else phrase("infection.here")
    found = [d for d in assessment.drivers if d.hazard is Hazard.INFECTION] if assessment else []
    if assessment and found:
        worst = max(found, key=lambda d: d.contribution)
        sentences = [
            phrase(
                "infection.found",
                where=where,
                source=worst.source,
                issued=times.issued_at(worst.issued, now),
                name=worst.name,
            ),
            advice_sentence(assessment.advice, place=True),
        ]
    elif assessment and Hazard.INFECTION not in assessment.unknown:
        sentences = [phrase("infection.clear", where=where)]
    else:
        sentences = [phrase("infection.none", where=where), phrase("infection.ask"), phrase("infection.care")]
    return reply(sentences, quick_replies=("감염병 예방법", "근처 위험 알려줘"), assessment=assessment)
