"""Other departures, modes and ways as cards, for channels that show several side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.answers import times
from assistant.answers.option import mode_noun, sayable
from assistant.answers.say import phrase
from assistant.answers.tables import mode_word
from assistant.reply import Card, CardItem, CardKind
from assistant.risk.model import Alternative, AlternativeKind, Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An alternative as a card, and what to say to hear about it."""

    card: Card
    ask: str
    """Empty where the bot cannot be asked about just this one."""


def offers(a: Assessment, now: datetime | None = None) -> tuple[Offer, ...]:
    """Every alternative that was computed, the best first. A level shows only where it may be said."""
    ranked = sorted(a.alternatives, key=lambda o: (o.level.rank, o.score))
    return tuple(_offer(option, a, now or a.now) for option in ranked)


def _offer(option: Alternative, a: Assessment, now: datetime) -> Offer:
    told = sayable(option.level, min(option.coverage, a.coverage))
    rows = {
        "offer.leave": times.moment(option.depart, now),
        "offer.arrive": times.moment(times.half_hour(option.arrive), now),
        "offer.by": mode_word(option.mode, "noun"),
        "offer.via": option.via,
        "offer.judged": "" if told else phrase("offer.level_unsure"),
    }
    card = Card(
        kind=CardKind.ROUTE,
        title=_title(option, a, now),
        level=option.level if told else None,
        items=tuple(CardItem(label=phrase(key), value=value) for key, value in rows.items() if value),
    )
    return Offer(card=card, ask=_ask(option, a, now))


def _title(option: Alternative, a: Assessment, now: datetime) -> str:
    if option.kind is AlternativeKind.DEPARTURE:
        hour = times.hour_on(option.depart, a.trip.depart.date(), now)
        return phrase("offer.title_departure", hour=hour)
    if option.kind is AlternativeKind.MODE:
        return phrase("offer.title_mode", mode=mode_noun(option))
    return phrase("offer.title_route", via=option.via or phrase("option.other_way"))


def _ask(option: Alternative, a: Assessment, now: datetime) -> str:
    if option.kind is AlternativeKind.DEPARTURE:
        hour = times.hour_on(option.depart, a.trip.depart.date(), now)
        return phrase("offer.ask_departure", hour=hour)
    if option.kind is AlternativeKind.MODE:
        return phrase("offer.ask_mode", by=mode_word(option.mode, "by"))
    return ""
