"""Whether a signal holds at a place: exact region, or within its disc."""

from __future__ import annotations

import math

from assistant.places.model import Place, PlaceKind
from assistant.places.provinces import province_codes
from assistant.risk.model import Signal

_EARTH_KM = 6371.0


def touches(signal: Signal, place: Place) -> bool:
    """Exact match by region code (of a province: any of its regions), or inside the disc."""
    codes = signal.area.regions
    if place.region is not None and place.region in codes:
        return True
    if place.kind is PlaceKind.PROVINCE:
        inside = province_codes(place.name) or province_codes(place.short)
        if any(code[:2] in inside for code in codes):
            return True
    circle = signal.area.circle
    return circle is not None and _km(place.lat, place.lon, circle.lat, circle.lon) <= circle.radius_km


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance (haversine)."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    h = math.sin((p2 - p1) / 2) ** 2
    h += math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(h))
