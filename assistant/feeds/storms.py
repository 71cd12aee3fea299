"""Storms: fixes, the motion that goes on, and how wide the wind is. Pure.

The record gives positions, wind and pressure every six hours. What lies ahead is our own
continuation, with the error such a continuation has had; radii follow from the wind.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

_KNOT_MPS = 0.514444


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Where a storm was, and how strong."""

    time: datetime
    lat: float
    lon: float
    wind_mps: float | None
    """Maximum 10-minute wind; None where the source gives none (below tropical storm, or unknown)."""
    pressure_hpa: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """A storm and its fixes in order of time."""

    id: str
    name: str
    """Korean name ("카눈"), "" if it has none."""
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TyphoonTable:
    """`data/typhoon.toml`, typed."""

    known_after: timedelta
    lost_after: timedelta
    motion: timedelta
    horizon: timedelta
    step: timedelta
    gale_mps: float
    storm_mps: float
    typhoon_mps: float
    decay_exponent: float
    errors: tuple[tuple[float, float], ...]
    """(lead in hours, median error in km), ascending."""
    names: Mapping[str, str]

    def error_km(self, lead_hours: float) -> float:
        """Median position error at a lead time, linear between the measured ones."""
        for (h0, e0), (h1, e1) in zip(self.errors, self.errors[1:], strict=False):
            if lead_hours <= h1:
                return e0 + (e1 - e0) * (lead_hours - h0) / (h1 - h0)
        return self.errors[-1][1]


@cache
def typhoon_table() -> TyphoonTable:
    """The table, read once."""
    path = resources.files("assistant.feeds") / "data" / "typhoon.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return TyphoonTable(
        known_after=timedelta(hours=raw["known_after_hours"]),
        lost_after=timedelta(hours=raw["lost_after_hours"]),
        motion=timedelta(hours=raw["motion_hours"]),
        horizon=timedelta(hours=raw["horizon_hours"]),
        step=timedelta(hours=raw["step_hours"]),
        gale_mps=raw["gale_mps"],
        storm_mps=raw["storm_mps"],
        typhoon_mps=raw["typhoon_mps"],
        decay_exponent=raw["decay_exponent"],
        errors=tuple(sorted((float(h), float(e)) for h, e in raw["error_km"].items())),
        names=raw["names"],
    )


def known_fixes(storm: Storm, now: datetime) -> tuple[Fix, ...]:
    """Fixes that were out by `now`; empty once the storm is no longer followed."""
    table = typhoon_table()
    known = tuple(f for f in storm.fixes if f.time + table.known_after <= now)
    if not known or now - known[-1].time > table.lost_after:
        return ()
    return known


def position(fixes: tuple[Fix, ...], at: datetime) -> tuple[float, float]:
    """(lat, lon) at a time after the last fix: the mean motion of the last hours goes on."""
    last = fixes[-1]
    first = next(f for f in fixes if last.time - f.time <= typhoon_table().motion)
    hours = (last.time - first.time) / timedelta(hours=1)
    if hours == 0:
        return last.lat, last.lon
    lead = (at - last.time) / timedelta(hours=1)
    # Degrees of longitude shrink northwards: keep the speed over ground, not in degrees.
    north = (last.lat - first.lat) / hours
    east = (last.lon - first.lon) * cosine((last.lat + first.lat) / 2) / hours
    lat = max(-80.0, min(80.0, last.lat + north * lead))
    return lat, last.lon + east * lead / cosine((last.lat + lat) / 2)


def wind_mps(fixes: tuple[Fix, ...]) -> tuple[float | None, bool]:
    """(maximum wind, estimated?) of the last fix.

    Without a wind it is estimated from the pressure (Atkinson and Holliday 1977, 0.88 for a
    10-minute mean), never above the last wind that was given: storms over land weaken.
    """
    last = fixes[-1]
    if last.wind_mps is not None:
        return last.wind_mps, False
    if last.pressure_hpa is None:
        return None, True
    estimate = 0.88 * 6.7 * max(0.0, 1010 - last.pressure_hpa) ** 0.644 * _KNOT_MPS
    given = [f.wind_mps for f in fixes if f.wind_mps is not None]
    return (min(estimate, given[-1]) if given else estimate), True


def wind_radius_km(wind: float, threshold: float, lat: float) -> float:
    """Radius where the wind falls to `threshold` m/s; 0 if it never reaches it.

    Modified Rankine vortex outside the radius of maximum wind, which is 46.4 exp(-0.0155 v +
    0.0169 lat) km (Willoughby and Rahn 2004).
    """
    if wind < threshold:
        return 0.0
    core = 46.4 * math.exp(-0.0155 * wind + 0.0169 * abs(lat))
    return core * float((wind / threshold) ** (1 / typhoon_table().decay_exponent))


def chance(radius_km: float, median_error_km: float) -> float:
    """Chance that a point under the expected centre lies within `radius_km` of the true one.

    Errors taken as circular normal: the median of the Rayleigh distribution is 1.1774 sigma.
    """
    if median_error_km <= 0:
        return 1.0
    sigma = median_error_km / 1.1774
    return 1 - math.exp(-(radius_km**2) / (2 * sigma**2))


def cosine(degrees: float) -> float:
    """Of an angle in degrees."""
    return math.cos(math.radians(degrees))
