"""Finds, among very many stored trips, those that are in an area while something holds there.

Stays are sorted by region and by latitude, trips by profile and departure. A stay of a profile touches just
those of its trips that leave within one interval, so a question costs two binary searches for each stay in
the area and one pass over the trips.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from assistant.risk.bulk import Exposures
from assistant.risk.matching import KM_PER_DEGREE, distances_km
from assistant.risk.model import Area, Circle

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class TripIndex:
    """Over trips in columns. Build it again when trips are added: a million take some seconds."""

    def __init__(self, trips: Exposures) -> None:
        self._count = len(trips.profile)
        self._codes = {code: number for number, code in enumerate(trips.codes)}
        profiles = len(trips.offsets) - 1
        self._owner = np.repeat(np.arange(profiles), np.diff(trips.offsets))
        self._starts, self._ends = trips.starts, trips.ends
        self._lats, self._lons = trips.lats, trips.lons
        self._by_region = np.argsort(trips.regions, kind="stable")
        self._region_bounds = np.searchsorted(
            trips.regions[self._by_region], np.arange(len(trips.codes) + 1), side="left"
        )
        self._by_lat = np.argsort(trips.lats, kind="stable")
        self._sorted_lats = trips.lats[self._by_lat]
        self._order = np.lexsort((trips.departs, trips.profile))
        self._first = float(trips.departs.min(initial=np.inf)) if self._count else 0.0
        span = float(trips.departs.max(initial=-np.inf)) - self._first if self._count else 0.0
        self._span = span + 2.0
        self._keys = self._key(trips.profile[self._order], trips.departs[self._order])

    def touched(self, area: Area, start: datetime, end: datetime) -> Ints:
        """Numbers of the trips that are in the area at some moment of [start, end), ascending.

        Times are aware. Regions that no trip knows are empty."""
        stays = np.unique(np.concatenate([self._in_regions(area.regions), self._in_circle(area.circle)]))
        since, until = start.timestamp() / 60.0, end.timestamp() / 60.0
        owner = self._owner[stays]
        first = np.searchsorted(self._keys, self._key(owner, since - self._ends[stays]), side="right")
        last = np.searchsorted(self._keys, self._key(owner, until - self._starts[stays]), side="left")
        some = last > first
        change = np.bincount(first[some], minlength=self._count + 1)
        change -= np.bincount(last[some], minlength=self._count + 1)
        return np.sort(self._order[np.flatnonzero(np.cumsum(change[:-1]) > 0)])

    def _key(self, profile: Ints, depart: Floats) -> Floats:
        """Ascending by profile, then by departure; departures before all or after all stay with theirs."""
        return np.asarray(profile * self._span + np.clip(depart - self._first + 1.0, 0.0, self._span))

    def _in_regions(self, codes: Iterable[str]) -> Ints:
        numbers = [self._codes[code] for code in codes if code in self._codes]
        parts = [self._by_region[self._region_bounds[n] : self._region_bounds[n + 1]] for n in numbers]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def _in_circle(self, circle: Circle | None) -> Ints:
        if circle is None:
            return np.empty(0, np.int64)
        reach = (circle.radius_km + 1.0) / KM_PER_DEGREE
        first, last = np.searchsorted(self._sorted_lats, (circle.lat - reach, circle.lat + reach))
        near = self._by_lat[first:last]
        away = distances_km(circle.lat, circle.lon, self._lats[near], self._lons[near])
        return np.asarray(near[away <= circle.radius_km])
