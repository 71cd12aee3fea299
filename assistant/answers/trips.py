"""Stored trips in words: asked back before they are kept or deleted, listed, and what threatens them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.answers import names, times
from assistant.answers.level import scanned_level_sentence
from assistant.answers.option import SPEAKABLE_COVERAGE, options_sentence, scan_sentence
from assistant.answers.say import listed, phrase, reply
from assistant.answers.tables import advice_sentence, mode_word
from assistant.journeys import Provenance, Trip, TripPlan
from assistant.reply import Reply
from assistant.risk.model import Assessment, Level

MOST_TOLD = 4
"""Trips that are listed in one answer; the rest is counted."""
TELL_FROM = Level.CAUTION


def ask_when(dest: str) -> Reply:
    """When does it leave?"""
    return reply([phrase("trips.ask_when", dest=dest)], expects_reply=True)


def ask_where() -> Reply:
    """Where does it lead?"""
    return reply([phrase("trips.ask_where")], expects_reply=True)


def confirm_add(plan: TripPlan, now: datetime) -> Reply:
    """Asks back what is about to be kept."""
    said = phrase("trips.confirm_add", trip=described(plan, now))
    return reply([said], expects_reply=True, quick_replies=("응", "아니"))


def added(plan: TripPlan, a: Assessment | None, now: datetime, *, alerts: bool) -> Reply:
    """That it is kept, whether it is watched, and what threatens it already."""
    kept = phrase("trips.added" if alerts else "trips.added_silent", trip=named(plan, now))
    if a is None:
        return reply([kept, phrase("trips.not_judged")])
    worry = [scanned_level_sentence(a, now)] if a.drivers and a.level >= TELL_FROM else []
    return reply([kept, *worry], assessment=a)


def no_trips() -> Reply:
    """Nothing is kept."""
    return reply([phrase("trips.none")])


def trip_list(trips: Sequence[Trip], now: datetime) -> Reply:
    """What is kept, the next one first."""
    told = [described(trip.plan, now) for trip in trips[:MOST_TOLD]]
    left = len(trips) - len(told)
    more = [phrase("trips.more", count=left)] if left else []
    head = phrase("trips.count", count=len(trips))
    source = source_sentence(trips[0]) if len(trips) == 1 else ""
    said = [head, phrase("trips.list", trips=", ".join(told)), source, *more]
    return reply(said, quick_replies=("위험한 거 있어?",))


def source_sentence(trip: Trip) -> str:
    """Where a trip that several papers tell came from; empty for one of one paper."""
    return phrase("trips.booked_too") if len(trip.sources) > 1 else ""


def which_trip(trips: Sequence[Trip], now: datetime) -> Reply:
    """Several could be meant."""
    told = listed([named(trip.plan, now) for trip in trips[:MOST_TOLD]])
    return reply([phrase("trips.which", trips=told)], expects_reply=True)


def no_such_trip() -> Reply:
    """None of those kept is meant."""
    return reply([phrase("trips.no_such")])


def confirm_delete(plan: TripPlan, now: datetime) -> Reply:
    """Asks back what is about to be deleted."""
    said = phrase("trips.confirm_delete", trip=named(plan, now))
    return reply([said], expects_reply=True, quick_replies=("응", "아니"))


def deleted(plans: Sequence[TripPlan], now: datetime) -> Reply:
    """That the first is gone, and what went with it."""
    gone, *others = plans
    with_it = [phrase("trips.deleted_too", trip=_what(plan)) for plan in others[:1]]
    return reply([phrase("trips.deleted", trip=named(gone, now)), *with_it])


def kept_as_it_is(*, deleting: bool) -> Reply:
    """That nothing was changed."""
    return reply([phrase("trips.not_deleted" if deleting else "trips.not_added")])


def trips_safety(judged: Sequence[tuple[Trip, Assessment]], unjudged: int, now: datetime) -> Reply:
    """The worst of the stored trips with why and what to do; else what is known of them."""
    judged = sorted(judged, key=lambda pair: (-pair[1].level.rank, -pair[1].score))
    bad = [pair for pair in judged if pair[1].level >= TELL_FROM and pair[1].drivers]
    count = len(judged) + unjudged
    if not judged:
        return reply([phrase("trips.none_judged", count=count)])
    trip, worst = judged[0]
    if not bad and worst.drivers and unjudged == 0:
        named_worst = named(trip.plan, now)
        key = "trips.slight" if count > 1 else "trips.slight_one"
        said = phrase(key, count=count, trip=named_worst)
        return reply([said, scanned_level_sentence(worst, now)], quick_replies=("왜?",), assessment=worst)
    if not bad:
        clear = unjudged == 0 and all(a.coverage >= SPEAKABLE_COVERAGE for _, a in judged)
        return reply(
            [phrase("trips.all_clear" if clear else "trips.clear_known", count=count)], assessment=worst
        )
    head = phrase("trips.some", count=count, bad=len(bad)) if count > 1 else ""
    lead = phrase("trips.worst", trip=named(trip.plan, now))
    todo = (scan_sentence(worst, worst.scan) if worst.scan else "") or options_sentence(worst, now)
    return reply(
        [head, f"{lead}{scanned_level_sentence(worst, now)}", todo or advice_sentence(worst.advice)],
        quick_replies=("왜?", "자세히 알려줘"),
        assessment=worst,
    )


def alerts_choice(*, on: bool, trips: int) -> Reply:
    """That alerts are on or off from now."""
    if not on:
        return reply([phrase("trips.alerts_off")])
    return reply([phrase("trips.alerts_on", count=trips) if trips else phrase("trips.alerts_on_none")])


def described(plan: TripPlan, now: datetime) -> str:
    """ "다음 주 목요일 오전 10시 부산 출장", with where it starts and by what, if that was said."""
    ride = plan.provenance is Provenance.BOOKING and plan.title  # "제주공항 가는 비행기"
    by = f" {mode_word(plan.mode, 'by')}" if plan.mode and not ride else ""
    start = "" if plan.origin_assumed else f" {names.short(plan.origin.short)}에서"
    return f"{_when(plan, now)}{start}{by} {_what(plan)}"


def named(plan: TripPlan, now: datetime) -> str:
    """ "목요일 오전 10시 부산 출장": enough to know which."""
    return f"{_when(plan, now)} {_what(plan)}"


def _what(plan: TripPlan) -> str:
    return plan.title or phrase("trips.untitled", dest=names.short(plan.destination.short))


def _when(plan: TripPlan, now: datetime) -> str:
    return times.moment(plan.depart, now) if plan.depart else times.day(plan.first, now)
