"""The state of a road and the way to a place, honest about traffic that nobody measures for us yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from assistant.answers import names, times
from assistant.answers.cards import route_card
from assistant.answers.level import level_sentence
from assistant.answers.option import SPEAKABLE_COVERAGE
from assistant.answers.say import clipped, listed, phrase, reply
from assistant.answers.tables import mode_word
from assistant.answers.unsure import unchecked_sentence
from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.reply import Reply
from assistant.risk.model import Assessment, Hazard, Mode, Signal

_TRAFFIC = frozenset({Hazard.CONGESTION, Hazard.TRAFFIC_ACCIDENT, Hazard.ROAD_CLOSURE})


def traffic_connected(feeds: Iterable[FeedHealth]) -> bool:
    """Whether a source of live traffic answers."""
    return any(f.status is FeedStatus.OK and _TRAFFIC & set(f.hazards) for f in feeds)


def road_status_answer(
    road: str,
    now: datetime,
    *,
    assessment: Assessment | None = None,
    signals: Sequence[Signal] = (),
    feeds: Sequence[FeedHealth] = (),
) -> Reply:
    """What is known of a road (its Korean name): warnings on it, then that traffic is not connected.

    `assessment` is of a trip along it, if one could be planned; `signals` are those on its regions.
    """
    honest = "" if traffic_connected(feeds) else phrase("road.no_traffic")
    return reply(
        [_weather_on(road, now, assessment, signals), honest, phrase("road.ask") if honest else ""],
        cards=(route_card(assessment, now),) if assessment else (),
        quick_replies=("왜?", "자세히 알려줘", "우회로 알려줘"),
        assessment=assessment,
    )


def _weather_on(road: str, now: datetime, a: Assessment | None, signals: Sequence[Signal]) -> str:
    if a and a.drivers and a.trip.origin == a.trip.destination:
        return level_sentence(a, now)
    if a and a.drivers:
        return phrase("road.level", road=road, told=level_sentence(a, now))
    found = tuple(dict.fromkeys(f"{s.source} {s.name}" for s in signals))
    if found:
        return phrase("road.signals", road=road, names=clipped(found, 3))
    if a and a.coverage >= SPEAKABLE_COVERAGE:
        return phrase("road.clear", road=road)
    return ""


def directions_answer(a: Assessment, now: datetime) -> Reply:
    """Way, length, duration and arrival; then the level if it matters, and that traffic is not counted in."""
    trip = a.trip
    key = "directions.via" if trip.via else "directions.plain"
    way = phrase(
        key,
        origin=names.short(trip.origin),
        dest=names.short(trip.destination),
        via=listed(trip.via.split("·")),
        km=round(trip.distance_km),
        by=mode_word(trip.mode, "by"),
        duration=times.duration(trip.arrive - trip.depart),
        arrive=times.hour_on(times.half_hour(trip.arrive), trip.depart.date(), now),
        when=times.when(trip.depart, now),
    )
    if a.drivers:
        risk = level_sentence(a, now)
    else:
        risk = phrase("level.clear") if a.coverage >= SPEAKABLE_COVERAGE else unchecked_sentence(a)
    road = trip.mode in (Mode.CAR, Mode.BUS) and Hazard.CONGESTION in a.unknown
    return reply(
        [way, risk, phrase("directions.typical") if road else ""],
        cards=(route_card(a, now),),
        quick_replies=("왜?", "기차로 가면?", "우회로 알려줘"),
        assessment=a,
    )
