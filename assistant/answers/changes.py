"""A stored trip beside itself at another time or by another means, in words; and that it was moved."""

from __future__ import annotations

from datetime import datetime

from assistant.answers import times
from assistant.answers.level import scanned_level_sentence
from assistant.answers.option import sayable
from assistant.answers.say import phrase, reply
from assistant.answers.tables import level_word, mode_word
from assistant.answers.trips import TELL_FROM, described, named
from assistant.journeys import Provenance, TripPlan
from assistant.reply import Reply
from assistant.risk.model import Assessment


def ask_what(plan: TripPlan, now: datetime) -> Reply:
    """When or by what instead?"""
    return reply([phrase("trips.ask_change", trip=named(plan, now))], expects_reply=True)


def compared(old: TripPlan, new: TripPlan, before: Assessment, after: Assessment, now: datetime) -> Reply:
    """How the level changes and why, then the offer; a trip of a calendar is moved there."""
    later = (old.depart, old.window) != (new.depart, new.window)
    other = new.mode is not None and new.mode is not old.mode
    how = " ".join(
        part
        for part in (
            phrase("trips.at", when=_when(new, now)) if later else "",
            mode_word(new.mode, "take") if other and new.mode else "",
        )
        if part
    )
    slots = {
        "trip": named(old, now),
        "how": how,
        "old": level_word(before.level),
        "new": level_word(after.level),
    }
    known = sayable(before.level, before.coverage) and sayable(after.level, after.coverage)
    if after.level < before.level:
        key = "change_lower" if known else "change_lower_unsure"
    elif after.level > before.level:
        key = "change_higher" if known else "change_higher_unsure"
    else:
        key = "change_same" if known else "change_same_unsure"
    why = scanned_level_sentence(after, now) if after.drivers and after.level >= TELL_FROM else ""
    if why and key == "change_same":
        key = "change_same_why"
    if old.provenance is Provenance.CALENDAR:
        offer = phrase("trips.change_in_calendar")
    elif not (later or other):
        offer = ""
    else:
        goal = (
            phrase("trips.to_when", when=_when(new, now))
            if later
            else mode_word(new.mode, "by")
            if new.mode
            else ""
        )
        offer = phrase("trips.offer_move", to=goal)
        if old.provenance is Provenance.BOOKING:
            offer = f"{phrase('trips.ticket_stays')} {offer}"
    asked = old.provenance is not Provenance.CALENDAR and (later or other)
    return reply(
        [phrase(f"trips.{key}", **slots), why, offer],
        expects_reply=asked,
        quick_replies=("응", "아니", "왜?") if asked else ("왜?",),
        assessment=after,
    )


def moved(plan: TripPlan, a: Assessment, now: datetime) -> Reply:
    """That it is moved, and what it is now."""
    return reply([phrase("trips.moved", trip=described(plan, now))], assessment=a)


def _when(plan: TripPlan, now: datetime) -> str:
    return times.moment(plan.depart, now) if plan.depart else times.day(plan.first, now)
