"""Official warnings as such: all of them, grouped by name; and where the typhoon is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from assistant.answers import names, times
from assistant.answers.area import touches
from assistant.answers.cards import signal_item
from assistant.answers.cause import is_warning
from assistant.answers.say import clipped, phrase, reply
from assistant.answers.tables import hazard_word, table
from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.places.model import Place
from assistant.reply import Card, CardKind, Reply
from assistant.risk.model import Hazard, Severity, Signal, SignalKind

_NAMES_SPOKEN = 3
_AREAS_SPOKEN = 4
_MESSAGES_SPOKEN = 2
_SEVERITY = list(Severity)
_AHEAD = timedelta(hours=12)
_OFFICIAL = frozenset({Hazard.HEAVY_RAIN, Hazard.STRONG_WIND, Hazard.HEAVY_SNOW})


def warnings_answer(
    signals: Sequence[Signal],
    now: datetime,
    place: Place | None = None,
    *,
    hazard: Hazard | None = None,
    feeds: Sequence[FeedHealth] = (),
) -> Reply:
    """Warnings in force or announced, the gravest first; at one place or of one hazard if given.

    `feeds` tells silence from calm: without a source that answers, nothing is said to be absent.
    """
    if hazard is not None:
        signals = [s for s in signals if s.hazard is hazard]
    here = [s for s in signals if place is None or touches(s, place)]
    alerts = [s for s in here if s.kind is SignalKind.ALERT]
    groups = _grouped([s for s in alerts if is_warning(s.name)])
    messages = _messages([s for s in alerts if not is_warning(s.name)])
    eye = _typhoon_position(signals, now)
    if groups:
        more = _areas(groups) if place is None else _since(groups, now)
        sentences = [_summary(groups, place), messages, more, eye]
    elif eye and place is None:
        sentences = [eye, messages, _silence(place, hazard, feeds)[0]]
    else:
        sentences = [messages] if messages else _silence(place, hazard, feeds)
    return reply(
        [sentence for sentence in sentences if sentence][:3],
        cards=_card(groups, now),
        quick_replies=("우리 동네는?", "태풍 지금 어디야", "뭘 조심해야 돼?"),
    )


def _grouped(alerts: Sequence[Signal]) -> dict[str, list[Signal]]:
    ordered = sorted(alerts, key=lambda s: (_SEVERITY.index(s.severity), -s.issued.timestamp()))
    groups: dict[str, list[Signal]] = {}
    for signal in ordered:
        groups.setdefault(signal.name, []).append(signal)
    return groups


def _summary(groups: Mapping[str, list[Signal]], place: Place | None) -> str:
    source = next(iter(groups.values()))[0].source
    names = clipped(tuple(groups), _NAMES_SPOKEN)
    if place is None:
        return phrase("warnings.list_nation", source=source, names=names)
    return phrase("warnings.list", place=place.short, source=source, names=names)


def _messages(alerts: Sequence[Signal]) -> str:
    """Alerts that are no weather warnings, each with who says so: 부산광역시 도로 침수 알림."""
    found = tuple(dict.fromkeys(f"{s.source} {s.name}" for s in alerts))
    return phrase("warnings.messages", names=clipped(found, _MESSAGES_SPOKEN)) if found else ""


def _silence(place: Place | None, hazard: Hazard | None, feeds: Sequence[FeedHealth]) -> list[str]:
    """That there is none, with what the source covers, and no more; or that none answers."""
    what = phrase("warnings.of", hazard=hazard_word(hazard)) if hazard else phrase("warnings.any")
    wanted = {hazard} if hazard else _OFFICIAL
    asked = [f for f in feeds if f.status is FeedStatus.OK and wanted & set(f.hazards)]
    # The feed of warnings, not one that follows the typhoon alone.
    asked = [f for f in asked if set(f.hazards) != {Hazard.TYPHOON}]
    if not asked:
        return [phrase("warnings.unknown", what=what)]
    if place is None:
        return [phrase("warnings.none_nation", what=what), asked[0].detail]
    return [phrase("warnings.none", place=place.short, what=what), asked[0].detail]


def _areas(groups: Mapping[str, list[Signal]]) -> str:
    """ "태풍경보는 부산과 경남 12곳, 호우경보는 …": the gravest ones only."""
    parts = []
    for name, members in list(groups.items())[:2]:
        codes = frozenset(code for s in members for code in s.area.regions)
        zones = names.of_regions(codes) or tuple(dict.fromkeys(z for s in members for z in s.area.zones))
        if zones:
            parts.append(phrase("warnings.area", name=name, zones=clipped(zones, _AREAS_SPOKEN)))
    return phrase("warnings.areas", parts=", ".join(parts)) if parts else ""


def _since(groups: Mapping[str, list[Signal]], now: datetime) -> str:
    if not groups:
        return ""
    first = next(iter(groups.values()))[0]
    key = "warnings.coming" if first.onset > now else "warnings.since"
    return phrase(key, name=first.name, start=times.issued_at(first.onset, now))


def _typhoon_position(signals: Sequence[Signal], now: datetime) -> str:
    """The newest known centre of the gravest storm, and where our continuation has it half a day on."""
    track = [
        s for s in signals if s.hazard is Hazard.TYPHOON and not is_warning(s.name) and _centre(s) is not None
    ]
    if not track:
        return ""
    latest = min(track, key=lambda s: (s.extrapolated, -s.issued.timestamp(), s.onset))
    slots = {"name": latest.name, "at": _at(latest, now), "where": _whereabouts(latest)}
    if latest.extrapolated:
        return phrase("warnings.typhoon_guess", **slots)
    ahead = [s for s in track if s.extrapolated and s.name == latest.name]
    later = min(ahead, key=lambda s: abs(s.onset - now - _AHEAD), default=None)
    if later is None or later.onset <= now:
        return phrase("warnings.typhoon", **slots)
    return phrase("warnings.typhoon_next", **slots, later=_at(later, now), where_later=_whereabouts(later))


def _at(signal: Signal, now: datetime) -> str:
    return times.when(signal.onset, now)


def _whereabouts(signal: Signal) -> str:
    return bearing_from_city(*(_centre(signal) or (0.0, 0.0)))


def _centre(signal: Signal) -> tuple[float, float] | None:
    lat, lon = signal.facts.get("lat"), signal.facts.get("lon")
    if isinstance(lat, (int, float)) and isinstance(lon, (int, float)):
        return float(lat), float(lon)
    return (signal.area.circle.lat, signal.area.circle.lon) if signal.area.circle else None


def bearing_from_city(lat: float, lon: float) -> str:
    """A point as "제주 남쪽 210km": nearest reference city, eight-point bearing, tens of kilometres."""
    words = table("words")

    def offset(city: Sequence[float]) -> tuple[float, float]:
        north = (lat - city[0]) * 111.2
        return north, (lon - city[1]) * 111.2 * math.cos(math.radians((lat + city[0]) / 2))

    name = min(words["reference_city"], key=lambda n: math.hypot(*offset(words["reference_city"][n])))
    north, east = offset(words["reference_city"][name])
    km = math.hypot(north, east)
    if km < 30:
        return phrase("warnings.near", city=name)
    sector = round(math.degrees(math.atan2(east, north)) / 45) % 8
    return phrase("warnings.off", city=name, side=words["compass"]["names"][sector], km=10 * round(km / 10))


def _card(groups: Mapping[str, list[Signal]], now: datetime) -> tuple[Card, ...]:
    if not groups:
        return ()
    items = []
    for members in groups.values():
        codes = frozenset(code for s in members for code in s.area.regions)
        zones = names.of_regions(codes) or tuple(z for s in members for z in s.area.zones)
        items.append(signal_item(members[0], ", ".join(zones), now))
    return (Card(kind=CardKind.LIST, title="내려진 특보", items=tuple(items[:10])),)
