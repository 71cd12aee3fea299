"""Cards for the eye: the level, the stretches of the way, the drivers, what is unknown."""

from __future__ import annotations

from datetime import datetime

from assistant.answers import names, times
from assistant.answers.option import sayable
from assistant.answers.tables import family_words, hazard_word, level_word, mode_word
from assistant.reply import Card, CardItem, CardKind
from assistant.risk.model import Assessment, Driver, Level, Signal

_MAX_REGIONS = 4
_MAX_ITEMS = 10
"""What the largest list of a channel shows (KakaoTalk item card)."""


def shown_level(a: Assessment) -> Level | None:
    """The level a card may show: none where "안전" would claim more than was checked."""
    return a.level if sayable(a.level, a.coverage) else None


def route_card(a: Assessment, now: datetime) -> Card:
    """Stretches above safe, drivers and unknowns of a journey; of a stay, the card of the place."""
    if a.trip.origin == a.trip.destination:
        return place_card(a, now)
    trip = a.trip
    parts = [mode_word(trip.mode, "noun"), times.duration(trip.arrive - trip.depart), trip.via, trip.note]
    items = [
        CardItem(
            label=s.name,
            value=f"{times.about(s.from_)}부터 · {level_word(s.level)}",
            level=s.level,
        )
        for s in a.segments
        if s.level > Level.SAFE
    ]
    return Card(
        kind=CardKind.ROUTE,
        title=f"{names.short(trip.origin)} → {names.short(trip.destination)}",
        level=shown_level(a),
        description=" · ".join(part for part in parts if part),
        items=_with_reasons(items, a, now),
    )


def place_card(a: Assessment, now: datetime) -> Card:
    """Drivers and unknowns of a stay."""
    return Card(
        kind=CardKind.PLACE,
        title=names.short(a.trip.destination),
        level=shown_level(a),
        description=times.stay(a.trip.depart, a.trip.arrive, now),
        items=_with_reasons([], a, now),
    )


def _with_reasons(items: list[CardItem], a: Assessment, now: datetime) -> tuple[CardItem, ...]:
    reasons = [driver_item(d, now) for d in sorted(a.drivers, key=lambda d: -d.contribution)]
    unknown = [CardItem(label="확인 못 함", value=", ".join(family_words(frozenset(a.unknown))))]
    room = _MAX_ITEMS - (1 if a.unknown else 0)
    return (*[*items, *reasons][:room], *(unknown if a.unknown else []))


def driver_item(d: Driver, now: datetime) -> CardItem:
    """A driver with where, who says so and since when."""
    where = _where(names.split(d.region)) or hazard_word(d.hazard)
    return CardItem(label=d.name, value=f"{where} · {d.source} {times.issued_at(d.issued, now)} 발표")


def _where(regions: tuple[str, ...]) -> str:
    """All regions, or the first and the last of a long stretch with their number."""
    if len(regions) <= _MAX_REGIONS:
        return "·".join(regions)
    return f"{regions[0]}~{regions[-1]} ({len(regions)}곳)"


def signal_item(s: Signal, where: str, now: datetime) -> CardItem:
    """A signal in force with its area and issue time."""
    return CardItem(label=s.name, value=f"{where} · {s.source} {times.issued_at(s.issued, now)} 발표")
