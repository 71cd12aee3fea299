"""What a map shows, without how it is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.places.model import Place
from assistant.places.regions import load_regions
from assistant.risk.model import Assessment, Level, Signal
from assistant.risk.phases import KST
from assistant.routing.model import Route

STOP_KM = 25.0
"""Named points of the way closer to the last one than this are not labelled."""

Line = tuple[tuple[float, float], ...]
"""(lat, lon) of the points of a line."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the way that has one level."""

    points: Line
    level: Level


@dataclass(frozen=True, slots=True)
class Stop:
    """A named point of the way and when the traveller is there."""

    name: str
    lat: float
    lon: float
    at: datetime


@dataclass(frozen=True, slots=True)
class HazardArea:
    """A region that a warning holds for while the traveller is on the way."""

    region: str
    names: tuple[str, ...]
    """Official names ("호우경보")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """One journey: the way, other ways, hazards, times."""

    origin: str
    destination: str
    assessment: Assessment
    stretches: tuple[Stretch, ...]
    others: tuple[tuple[str, Line], ...]
    """Other ways: named by their roads."""
    stops: tuple[Stop, ...]
    areas: tuple[HazardArea, ...]


def view_of(
    assessment: Assessment,
    origin: Place,
    destination: Place,
    routes: Sequence[Route],
    signals: Sequence[Signal],
) -> MapView:
    """The view of an assessed journey. `routes`: the way that was assessed, then others (may be none)."""
    route, *others = routes
    trip = assessment.trip
    return MapView(
        origin=origin.short,
        destination=destination.short,
        assessment=assessment,
        stretches=_stretches(route, assessment),
        others=tuple((other.via, _line(other)) for other in others),
        stops=_stops(route, trip.depart, origin, destination),
        areas=_areas(signals, trip.depart, trip.arrive),
    )


def _line(route: Route) -> Line:
    return tuple((p.lat, p.lon) for leg in route.legs for p in leg.points)


def _stretches(route: Route, assessment: Assessment) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    points: list[tuple[float, float]] = []
    level: Level | None = None
    for leg in route.legs:
        for point in leg.points:
            here = _level_at(assessment, assessment.trip.depart + timedelta(minutes=point.minute))
            points.append((point.lat, point.lon))
            if level is not None and here != level:
                found.append(Stretch(tuple(points), level))
                points = [points[-1]]
            level = here
    if level is not None and len(points) > 1:
        found.append(Stretch(tuple(points), level))
    return tuple(found)


def _level_at(assessment: Assessment, at: datetime) -> Level:
    """The worst level of the segments of that moment; of the whole journey where it has none."""
    levels = [s.level for s in assessment.segments if s.from_ <= at <= s.until]
    if not levels:
        return Level.SAFE if assessment.segments else assessment.level
    return max(levels)


def _stops(route: Route, depart: datetime, origin: Place, destination: Place) -> tuple[Stop, ...]:
    """Both ends, and the junctions, stations and ports that are far enough from each other."""
    start = Stop(origin.short, origin.lat, origin.lon, depart)
    end = Stop(destination.short, destination.lat, destination.lon, depart + timedelta(minutes=route.minutes))
    stops = [start]
    for leg in route.legs:
        for point in leg.points:
            known = point.label.endswith(("IC", "JC", "역", "공항", "항", "휴게소"))
            far = all(_km(point.lat, point.lon, s.lat, s.lon) >= STOP_KM for s in (*stops, end))
            if known and far:
                at = depart + timedelta(minutes=point.minute)
                stops.append(Stop(point.label, point.lat, point.lon, at))
    return (*stops, end)


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance on a flat map: near enough to space labels."""
    return math.hypot((lat1 - lat2) * 111.2, (lon1 - lon2) * 90.0)


def _areas(signals: Sequence[Signal], depart: datetime, arrive: datetime) -> tuple[HazardArea, ...]:
    regions = load_regions()
    land = {region.code for region in regions.all()}
    names: dict[str, list[str]] = {}
    for signal in signals:
        if signal.onset <= arrive and (signal.expires is None or signal.expires > depart):
            for code in signal.area.regions & land:
                names.setdefault(code, []).append(signal.name)
    return tuple(HazardArea(code, tuple(dict.fromkeys(found))) for code, found in sorted(names.items()))


def clock_of(at: datetime) -> str:
    """Local time to the next five minutes, as on a timetable ("20:05"): a map has no room for words."""
    local = at.astimezone(KST) + timedelta(minutes=2.5)
    return f"{local.hour:02}:{local.minute // 5 * 5:02}"
