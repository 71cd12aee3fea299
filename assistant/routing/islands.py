"""Land that no bridge joins to the mainland: which island a point lies on.

The table `data/islands.csv` covers each island with discs; see `data/SOURCES.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.routing.geo import distance_km
from assistant.routing.tables import rows

MAINLAND = ""


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc of an island."""

    island: str
    lat: float
    lon: float
    radius_km: float


@cache
def load_discs() -> tuple[Disc, ...]:
    """All discs, the smallest first: 우도 lies within the disc of 제주도."""
    discs = [
        Disc(row["island"], float(row["lat"]), float(row["lon"]), float(row["radius_km"]))
        for row in rows("islands.csv")
    ]
    return tuple(sorted(discs, key=lambda disc: disc.radius_km))


@lru_cache(maxsize=16384)
def land_of(lat: float, lon: float) -> str:
    """The name of the island at that point ("제주도"), or `MAINLAND`."""
    for disc in load_discs():
        if abs(disc.lat - lat) < 0.5 and distance_km(lat, lon, disc.lat, disc.lon) <= disc.radius_km:
            return disc.island
    return MAINLAND
