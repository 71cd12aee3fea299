"""Road events of any source -> signals: words to hazards, a point to an area."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources

from assistant.risk.model import Area, Certainty, Circle, Hazard, Severity, Signal, SignalKind, Urgency

RADIUS_KM = 2.0
"""An event counts for exposures this close to it: twice the edge of the cells that routes are cut into."""
KOREA = (124.0, 132.0, 33.0, 39.0)
"""minX, maxX, minY, maxY in degrees: a point outside is a fault of the source (0, 0 is common)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadEvent:
    """What a source says of one event."""

    id: str
    road: str
    words: str
    """Type, detail and message together."""
    lat: float
    lon: float
    start: datetime
    end: datetime | None
    direction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    hazard: Hazard
    label: str
    words: re.Pattern[str]
    severity: Severity


def road_signal(event: RoadEvent, feed: str, source: str, now: datetime) -> Signal | None:
    """The signal of an event; None if it is over, or no danger on the way."""
    rule = rule_of(event.words)
    if rule is None or (event.end is not None and event.end <= now):
        return None
    facts: dict[str, float | str] = {"road": event.road, "lat": event.lat, "lon": event.lon}
    if event.direction:
        facts["direction"] = event.direction
    return Signal(
        id=f"{feed}:{event.id}",
        hazard=rule.hazard,
        kind=SignalKind.ALERT,
        feed=feed,
        source=source,
        name=f"{event.road} {rule.label}".strip(),
        area=Area(circle=Circle(lat=event.lat, lon=event.lon, radius_km=RADIUS_KM)),
        issued=min(event.start, now),
        onset=event.start,
        expires=event.end,
        severity=rule.severity,
        certainty=Certainty.OBSERVED if event.start <= now else Certainty.LIKELY,
        urgency=Urgency.IMMEDIATE if event.start <= now else Urgency.FUTURE,
        facts=facts,
    )


def rule_of(words: str) -> _Rule | None:
    """What the words of an event mean; None for what is no danger."""
    skip, rules = _rules()
    if skip.search(words):
        return None
    return next((rule for rule in rules if rule.words.search(words)), None)


def in_korea(lat: float | None, lon: float | None) -> bool:
    """Whether a point may be an event on our roads."""
    west, east, south, north = KOREA
    return lat is not None and lon is not None and south <= lat <= north and west <= lon <= east


@cache
def _rules() -> tuple[re.Pattern[str], tuple[_Rule, ...]]:
    path = resources.files("assistant.feeds") / "data" / "road_events.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return re.compile(raw["skip"]), tuple(
        _Rule(
            hazard=Hazard(rule["hazard"]),
            label=rule["label"],
            words=re.compile(rule["words"]),
            severity=Severity(rule["severity"]),
        )
        for rule in raw["rule"]
    )
