"""How full a place is -> signals. Silence covers no region: only single places are watched."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from assistant.places import load_gazetteer
from assistant.places.model import Place
from assistant.risk.model import (
    Area,
    Certainty,
    Circle,
    Hazard,
    Severity,
    Signal,
    SignalKind,
    Urgency,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that is watched."""

    key: str
    """How the source calls it (area name or POI id)."""
    name: str
    lat: float
    lon: float


@cache
def crowding_table() -> Mapping[str, Mapping[str, Any]]:
    """`data/crowding.toml`."""
    path = resources.files("assistant.feeds") / "data" / "crowding.toml"
    table: Mapping[str, Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return table


def spot(key: str, name: str) -> Spot:
    """The place of a name. Raises ValueError if the gazetteer does not know it."""
    found: tuple[Place, ...] = load_gazetteer().lookup(name.strip())
    if not found:
        raise ValueError(f"no place is called {name.strip()!r}")
    return Spot(key=key.strip(), name=name.strip(), lat=found[0].lat, lon=found[0].lon)


def crowd_signal(
    place: Spot,
    severity: Severity,
    start: datetime,
    end: datetime,
    *,
    feed: str,
    source: str,
    issued: datetime,
    radius_km: float,
    facts: Mapping[str, float | str],
    forecast: bool = False,
) -> Signal:
    """A full place, observed or forecast, during [start, end)."""
    return Signal(
        id=f"{feed}:{place.key}:{start:%Y%m%dT%H%M}{':forecast' if forecast else ''}",
        hazard=Hazard.CROWDING,
        kind=SignalKind.FORECAST if forecast else SignalKind.OBSERVATION,
        feed=feed,
        source=source,
        name=f"{place.name} 인파",
        area=Area(circle=Circle(lat=place.lat, lon=place.lon, radius_km=radius_km)),
        issued=issued,
        onset=start,
        expires=end,
        severity=severity,
        certainty=Certainty.POSSIBLE if forecast else Certainty.OBSERVED,
        urgency=Urgency.FUTURE if forecast else Urgency.IMMEDIATE,
        facts={"place": place.name, **facts},
    )
