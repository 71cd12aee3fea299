"""Which signals meet which exposures: region by exact code, disc by distance, both by time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from assistant.risk.hazards import HazardSpec, hazard_specs
from assistant.risk.intensity import intensity, weight
from assistant.risk.model import (
    Certainty,
    Circle,
    Exposure,
    Hazard,
    Itinerary,
    Mode,
    Profile,
    Signal,
    SignalKind,
    Situation,
)
from assistant.risk.phases import Phase, phases
from assistant.risk.vulnerability import vulnerability

Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0
KM_PER_DEGREE = 111.0
MOST_POINTS = 50_000
"""Points an index remembers the signals of (some 10 MB)."""
CONFIRMS = frozenset({Certainty.OBSERVED, Certainty.LIKELY, Certainty.POSSIBLE})
"""Certainty with which a forecast keeps a fading warning of its hazard in force."""


@dataclass(frozen=True, slots=True, eq=False)
class PreparedSignal:
    """A signal with everything worked out that does not depend on the traveller."""

    signal: Signal
    spec: HazardSpec
    strength: float
    """0-1: intensity x certainty."""
    weight: float
    """0-1: certainty."""
    phases: tuple[Phase, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """An exposure and a signal at the same place during [start, end), epoch seconds."""

    slot: int
    """Index of the exposure in the itinerary."""
    start: float
    end: float
    strength: float
    """0-1: intensity x certainty x phase x vulnerability."""
    prepared: PreparedSignal


class SignalIndex:
    """A situation, indexed by region for many itineraries."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.prepared: list[PreparedSignal] = []
        """All signals."""
        self._regions: dict[str, list[PreparedSignal]] = {}
        self._circles: list[tuple[Circle, PreparedSignal]] = []
        self._known: dict[tuple[str | None, float, float], list[PreparedSignal]] = {}
        """Where somebody was already: other departures and other trips pass the same points."""
        for signal in situation.signals:
            self._add(signal)

    def _add(self, signal: Signal) -> None:
        spec = hazard_specs()[signal.hazard]
        sure = weight(signal)
        prepared = PreparedSignal(
            signal, spec, intensity(signal) * sure, sure, phases(signal, spec, self.situation.now)
        )
        self.prepared.append(prepared)
        for region in signal.area.regions:
            self._regions.setdefault(region, []).append(prepared)
        if signal.area.circle is not None:
            self._circles.append((signal.area.circle, prepared))

    def at(self, region: str | None, lat: float, lon: float) -> list[PreparedSignal]:
        """The signals whose area holds a point of a region, whatever the time; each once."""
        if not self._circles:
            return self._regions.get(region, []) if region is not None else []
        point = (region, lat, lon)
        found = self._known.get(point)
        if found is None:
            if len(self._known) >= MOST_POINTS:
                self._known.clear()
            found = self._known[point] = self._around(region, lat, lon)
        return found

    @property
    def regions(self) -> Collection[str]:
        """Codes of the regions that a signal names."""
        return self._regions.keys()

    def discs(self, lats: Floats, lons: Floats) -> list[NDArray[np.bool_]]:
        """Which of many points lie in each disc that a signal has."""
        return [
            distances_km(circle.lat, circle.lon, lats, lons) <= circle.radius_km
            for circle, _ in self._circles
        ]

    def _around(self, region: str | None, lat: float, lon: float) -> list[PreparedSignal]:
        found = self._regions.get(region, []) if region is not None else []
        inside = [item for circle, item in self._circles if _contains(circle, lat, lon)]
        return [*found, *(item for item in inside if item not in found)]


def meetings(itinerary: Itinerary, index: SignalIndex, profile: Profile) -> list[Meeting]:
    """All meetings in order of exposure. Hazards that cannot touch the mode are left out."""
    met: list[Meeting] = []
    felt: dict[Mode, dict[Hazard, float]] = {}
    for slot, exposure in enumerate(itinerary.exposures):
        present = index.at(exposure.region, exposure.lat, exposure.lon)
        if present:
            if exposure.mode not in felt:
                felt[exposure.mode] = {h: vulnerability(h, exposure.mode, profile) for h in Hazard}
            met.extend(_during(slot, exposure, present, felt[exposure.mode]))
    return met


def _during(
    slot: int, exposure: Exposure, present: Sequence[PreparedSignal], felt: Mapping[Hazard, float]
) -> Iterator[Meeting]:
    start, end = exposure.start.timestamp(), exposure.end.timestamp()
    for prepared in present:
        base = prepared.strength * felt[prepared.signal.hazard]
        if base <= 0.0:
            continue
        for phase in prepared.phases:
            if phase.start < end and start < phase.end:
                first, last = max(start, phase.start), min(end, phase.end)
                yield Meeting(slot, first, last, base * phase.weight, prepared)
                if phase.confirmed > phase.weight:
                    for since, until in confirmed(prepared, present, first, last):
                        yield Meeting(slot, since, until, base * phase.confirmed, prepared)


def confirmed(
    faded: PreparedSignal, present: Iterable[PreparedSignal], start: float, end: float
) -> Iterator[tuple[float, float]]:
    """Stretches of [start, end) for which a forecast says that the hazard of a fading warning goes on."""
    for other in present:
        signal = other.signal
        if signal.hazard is not faded.signal.hazard or signal.kind is not SignalKind.FORECAST:
            continue
        if signal.certainty in CONFIRMS:
            for phase in other.phases:
                if phase.start < end and start < phase.end:
                    yield max(start, phase.start), min(end, phase.end)


def _contains(circle: Circle, lat: float, lon: float) -> bool:
    if abs(lat - circle.lat) * KM_PER_DEGREE > circle.radius_km + 1.0:
        return False
    return distance_km(circle.lat, circle.lon, lat, lon) <= circle.radius_km


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance of two points in degrees."""
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def distances_km(lat: float, lon: float, lats: Floats, lons: Floats) -> Floats:
    """`distance_km` from one point to many."""
    phi, phis = radians(lat), np.radians(lats)
    half = (
        np.sin((phis - phi) / 2) ** 2 + np.cos(phi) * np.cos(phis) * np.sin(np.radians(lons - lon) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(half))))
