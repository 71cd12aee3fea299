"""Weather at a place: warnings in force, the usual for the month, and that no forecast is connected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.answers import times
from assistant.answers.area import touches
from assistant.answers.cards import signal_item
from assistant.answers.say import clipped, phrase, reply
from assistant.answers.tables import hazard_word
from assistant.answers.unsure import commonest, usual_sentence
from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.places.model import Place
from assistant.reply import Card, CardKind, Reply
from assistant.risk.model import Hazard, Signal, SignalKind, UsualRisk

_WEATHER = frozenset(
    {
        Hazard.HEAVY_RAIN,
        Hazard.TYPHOON,
        Hazard.STRONG_WIND,
        Hazard.HEAVY_SNOW,
        Hazard.FOG,
        Hazard.HEAT,
        Hazard.COLD,
        Hazard.FINE_DUST,
        Hazard.YELLOW_DUST,
        Hazard.DRY,
        Hazard.HIGH_WAVES,
        Hazard.STORM_SURGE,
        Hazard.ROAD_ICE,
    }
)

_AIR = (Hazard.FINE_DUST, Hazard.YELLOW_DUST)


def weather_answer(
    signals: Sequence[Signal],
    usual: Sequence[UsualRisk],
    place: Place,
    start: datetime,
    end: datetime,
    now: datetime,
    feeds: Sequence[FeedHealth] = (),
    *,
    hazard: Hazard | None = None,
) -> Reply:
    """Warnings that hold at the place during [start, end), the month's usual risk, the missing forecast.

    `usual` comes from an assessment of the place, which tells past years only of hazards that no source
    covers there: if it has any, silence about warnings is not taken for calm. A question about the air
    (`hazard` is fine or yellow dust) is answered about the air alone.
    """
    if hazard in _AIR:
        return _air(hazard, signals, place, start, end, now, feeds)
    here = [s for s in signals if s.hazard in _WEATHER and touches(s, place) and _during(s, start, end)]
    past = commonest(usual)
    connected = any(f.status is FeedStatus.OK and "forecast" in f.feed for f in feeds)
    day = phrase("weather.now") if times.is_now(start, now) else times.day(start, now)
    return reply(
        [
            _in_force(here, place, day, () if usual else feeds),
            usual_sentence(past) if past else "",
            "" if connected else phrase("weather.no_forecast"),
        ],
        cards=_card(here, place, now),
        quick_replies=("특보 알려줘", "가는 길 괜찮아?", "왜?"),
    )


def _air(
    hazard: Hazard,
    signals: Sequence[Signal],
    place: Place,
    start: datetime,
    end: datetime,
    now: datetime,
    feeds: Sequence[FeedHealth],
) -> Reply:
    here = [s for s in signals if s.hazard is hazard and touches(s, place) and _during(s, start, end)]
    day = phrase("weather.now") if times.is_now(start, now) else times.day(start, now)
    covered = any(f.status is FeedStatus.OK and hazard in f.hazards for f in feeds)
    what = hazard_word(hazard)
    if here:
        first = _in_force(here, place, day, feeds)
    elif covered:
        first = phrase("weather.air_none", day=day, place=place.short, what=what)
    else:
        first = phrase("weather.air_unknown", place=place.short, what=what)
    return reply([first], cards=_card(here, place, now), quick_replies=("특보 알려줘", "가는 길 괜찮아?"))


def _during(signal: Signal, start: datetime, end: datetime) -> bool:
    return signal.onset < end and (signal.expires is None or signal.expires > start)


def _in_force(here: Sequence[Signal], place: Place, day: str, feeds: Sequence[FeedHealth]) -> str:
    alerts = [s for s in here if s.kind is SignalKind.ALERT]
    if alerts:
        found = tuple(dict.fromkeys(s.name for s in alerts))
        source = alerts[0].source
        return phrase("weather.alerts", day=day, place=place.short, source=source, names=clipped(found, 3))
    if any(f.status is FeedStatus.OK and Hazard.HEAVY_RAIN in f.hazards for f in feeds):
        return phrase("weather.none", day=day, place=place.short)
    return phrase("weather.unknown", day=day, place=place.short)


def _card(here: Sequence[Signal], place: Place, now: datetime) -> tuple[Card, ...]:
    if not here:
        return ()
    items = tuple(signal_item(s, place.short, now) for s in here[:10])
    return (Card(kind=CardKind.PLACE, title=f"{place.short} 날씨", items=items),)
