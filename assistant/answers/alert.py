"""A word about a watched trip: which, what changed and why, what to do by when. Three sentences."""

from __future__ import annotations

from datetime import datetime

from assistant.answers import names, times
from assistant.answers.level import scanned_level_sentence
from assistant.answers.option import SPEAKABLE_COVERAGE, options_sentence, scan_sentence
from assistant.answers.say import phrase, reply
from assistant.answers.tables import advice_sentence, level_word
from assistant.reply import Reply
from assistant.risk.model import Advice, Assessment, Level


def alert_reply(a: Assessment, now: datetime, *, title: str, before: Level, new_cause: bool) -> Reply:
    """That a trip got worse, or has one more cause. Needs at least one driver."""
    key = "alert.new_cause" if new_cause else "alert.worse" if before > Level.SAFE else "alert.first"
    lead = phrase(key, trip=_trip(a, now, title), before=level_word(before))
    return reply([lead, scanned_level_sentence(a, now), _what_to_do(a, now)], assessment=a)


def may_worsen_reply(a: Assessment, ahead: Assessment, now: datetime, *, title: str, least: Level) -> Reply:
    """That it is not bad yet, but may become so. `ahead`: with what is near; needs at least one driver."""
    cause = max(ahead.drivers, key=lambda driver: driver.contribution).name
    lead = phrase("alert.may_worsen", trip=_trip(a, now, title), cause=cause)
    return reply([lead, phrase("alert.may_worsen_so", from_=level_word(least))], assessment=a)


def all_clear_reply(a: Assessment, now: datetime, *, title: str) -> Reply:
    """That what was told no longer holds; the level only where enough is known."""
    trip = _trip(a, now, title)
    if a.drivers:
        return reply([phrase("alert.eased", trip=trip), scanned_level_sentence(a, now)], assessment=a)
    known = a.coverage >= SPEAKABLE_COVERAGE and not a.unknown
    return reply([phrase("alert.clear" if known else "alert.clear_known", trip=trip)], assessment=a)


def _trip(a: Assessment, now: datetime, title: str) -> str:
    trip = a.trip
    when = times.day(trip.depart, now) if a.scan else times.when(trip.depart, now)
    origin, dest = names.short(trip.origin), names.short(trip.destination)
    if trip.depart < now:
        return phrase("alert.under_way", origin=origin, dest=dest)
    if title:
        return phrase("alert.titled", when=when, title=title)
    return phrase("alert.untitled", when=when, origin=origin, dest=dest)


def _what_to_do(a: Assessment, now: datetime) -> str:
    if a.advice is Advice.SHELTER:
        return advice_sentence(a.advice)
    told = scan_sentence(a, a.scan) if a.scan else ""
    return told or options_sentence(a, now) or advice_sentence(a.advice)
