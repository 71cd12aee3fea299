"""Short hops inside a town or to a station: straight to the point, by a detour factor and a speed."""

from __future__ import annotations

from assistant.places.model import Place
from assistant.risk.model import Mode
from assistant.routing.geo import densify, distance_km
from assistant.routing.labels import region_at, region_label
from assistant.routing.model import Leg, RoutePoint
from assistant.routing.network import STEP_KM

DETOUR = 1.3
WALK_KMH = 4.5
WALK_KM = 1.0
"""Up to this distance (straight line) people walk to a station."""
CITY_KMH = 25.0
CITY_KM = 12.0
RURAL_KMH = 45.0
"""Local transport: the first `CITY_KM` at the speed of a town, the rest at that of country roads."""
WAIT = 5.0
"""Minutes until a local bus, train or taxi comes."""


def hop_minutes(straight_km: float) -> float:
    """Minutes of local transport over a straight-line distance."""
    if straight_km <= WALK_KM:
        return straight_km * DETOUR / WALK_KMH * 60.0
    town = min(straight_km, CITY_KM)
    return WAIT + DETOUR * 60.0 * (town / CITY_KMH + (straight_km - town) / RURAL_KMH)


def hop(origin: Place, destination: Place, start: float, *, pace: float | None = None) -> Leg:
    """A leg of local transport leaving at `start` minutes. `pace` overrides its minutes."""
    straight = distance_km(origin.lat, origin.lon, destination.lat, destination.lon)
    minutes = hop_minutes(straight) if pace is None else pace
    walking = straight <= WALK_KM
    return line_leg(
        Mode.WALK if walking else Mode.BUS,
        "도보" if walking else "시내 교통",
        origin,
        destination,
        start,
        max(minutes, 1.0),
        straight * DETOUR,
    )


def line_leg(
    mode: Mode, name: str, origin: Place, destination: Place, start: float, minutes: float, km: float
) -> Leg:
    """A leg straight from one place to the other at an even pace."""
    points = []
    for lat, lon, share in densify([(origin.lat, origin.lon), (destination.lat, destination.lon)], STEP_KM):
        code = region_at(lat, lon)
        points.append(
            RoutePoint(
                lat=lat, lon=lon, minute=start + minutes * share, region=code, label=region_label(code)
            )
        )
    points[0] = _at(origin, points[0])
    points[-1] = _at(destination, points[-1])
    return Leg(
        mode=mode,
        name=name,
        start=origin.short,
        end=destination.short,
        distance_km=round(km, 2),
        points=tuple(points),
    )


def wait_leg(mode: Mode, name: str, place: Place, start: float, minutes: float) -> Leg:
    """Waiting at a place: boarding, checks, transfer."""
    region = place.region or region_at(place.lat, place.lon)
    points = tuple(
        RoutePoint(lat=place.lat, lon=place.lon, minute=minute, region=region, label=place.short)
        for minute in (start, start + minutes)
    )
    return Leg(mode=mode, name=name, start=place.short, end=place.short, distance_km=0.0, points=points)


def _at(place: Place, point: RoutePoint) -> RoutePoint:
    return RoutePoint(
        lat=point.lat,
        lon=point.lon,
        minute=point.minute,
        region=place.region or point.region,
        label=place.short,
    )
