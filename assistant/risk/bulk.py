"""Scores of very many trips at once, from exposures in columns: the same figures as `rating.rate`.

Only the score: no coverage and no reasons. Who needs those rates the few trips that matter one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.risk.matching import PreparedSignal, SignalIndex
from assistant.risk.model import Mode, Profile
from assistant.risk.scoring import DISCOUNT, FLOOR, TAU_MINUTES
from assistant.risk.timeline import Timeline, timeline

CHUNK = 50_000
"""Trips scored at a time: some tens of MB of rows."""
DISCS_AT_ONCE = 24
"""Bits that are put behind the numbers of region, mode and spots so far: all of them fit in 63."""
MODES = tuple(Mode)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Exposures(Protocol):
    """Trips that follow profiles of stays, in columns: see `routing.batch.ExposureBatch`."""

    @property
    def regions(self) -> NDArray[np.int16]:
        """(N,) index into `codes`, -1 for none."""

    @property
    def lats(self) -> Floats:
        """(N,) degrees."""

    @property
    def lons(self) -> Floats:
        """(N,) degrees."""

    @property
    def modes(self) -> NDArray[np.uint8]:
        """(N,) index into the modes."""

    @property
    def starts(self) -> Floats:
        """(N,) minutes after departure."""

    @property
    def ends(self) -> Floats:
        """(N,) minutes after departure."""

    @property
    def offsets(self) -> Ints:
        """(P + 1,) where the stays of each profile begin."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Region codes."""

    @property
    def profile(self) -> Ints:
        """(T,) the profile of each trip."""

    @property
    def departs(self) -> Floats:
        """(T,) epoch minutes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BulkScores:
    """Scores of T trips, and what F families of hazards contribute by themselves."""

    scores: Floats
    """(T,) 0-100."""
    families: tuple[str, ...]
    values: Floats
    """(T, F) 0-1."""

    def of(self, family: str) -> Floats:
        """(T,) 0-100: the score that a family alone would give; 0 for one that nobody speaks of."""
        if family not in self.families:
            return np.zeros(len(self.scores))
        return np.asarray(100.0 * self.values[:, self.families.index(family)])


def score_many(trips: Exposures, index: SignalIndex, profile: Profile | None = None) -> BulkScores:
    """Scores every trip against what is known. Everybody is the same `profile`."""
    spots = _Spots(trips, index, profile or Profile())
    values = np.zeros((len(trips.profile), len(spots.families)))
    for start in range(0, len(values), CHUNK):
        spots.fill(values[start : start + CHUNK], start)
    return BulkScores(scores=100.0 * _combined(values), families=spots.families, values=values)


class _Spots:
    """The stays where there is something to meet, with the timeline of each."""

    def __init__(self, trips: Exposures, index: SignalIndex, profile: Profile) -> None:
        self._trips = trips
        prepared = index.prepared
        self.families = tuple(sorted({item.spec.family for item in prepared}))
        self._lines: list[Timeline] = []
        kind = self._kinds(index, profile)
        stays = np.flatnonzero(kind >= 0)
        begins = self._begins(stays, kind[stays])
        lasts = np.append(begins[1:], len(stays))[: len(begins)] - 1
        self._kind = kind[stays[begins]]
        self._starts, self._ends = trips.starts[stays[begins]], trips.ends[stays[lasts]]
        """Stays with a timeline, by profile as before; neighbours with the same one are one stay."""
        self._offsets = np.searchsorted(stays[begins], trips.offsets)

    def _begins(self, stays: Ints, kind: Ints) -> Ints:
        """Where, among these stays, one does not go on where and as the one before ends."""
        trips = self._trips
        new = np.ones(len(stays), np.bool_)
        new[1:] = (
            (np.diff(stays) != 1)
            | (np.diff(kind) != 0)
            | (trips.starts[stays[1:]] != trips.ends[stays[:-1]])
            | np.isin(stays[1:], trips.offsets)
        )
        return np.flatnonzero(new)

    def _kinds(self, index: SignalIndex, profile: Profile) -> Ints:
        """(N,) which timeline holds for a stay; -1 if nothing can be met there."""
        kinds = np.full(len(self._trips.regions), -1, np.int64)
        stays, discs = self._promising(index)
        spots, spot_of = self._distinct(stays, discs, index)
        numbers = np.full(len(spots), -1, np.int64)
        known: dict[tuple[frozenset[int], int], int] = {}
        for number, (present, mode) in enumerate(spots):
            key = (frozenset(map(id, present)), mode)
            if present and key not in known:
                line = timeline(present, MODES[mode], profile, self.families)
                known[key] = len(self._lines) if line is not None else -1
                if line is not None:
                    self._lines.append(line)
            numbers[number] = known.get(key, -1)
        kinds[stays] = numbers[spot_of]
        return kinds

    def _promising(self, index: SignalIndex) -> tuple[Ints, list[NDArray[np.bool_]]]:
        """Stays of the profiles that are followed, where a signal's regions or discs are; and those discs."""
        trips = self._trips
        followed = np.zeros(len(trips.offsets) - 1, np.bool_)
        followed[trips.profile] = True
        warned = np.array([code in index.regions for code in (*trips.codes, None)], np.bool_)
        discs = index.discs(trips.lats, trips.lons)
        some = np.logical_or.reduce([warned[trips.regions], *discs])
        stays = np.flatnonzero(some & np.repeat(followed, np.diff(trips.offsets)))
        return stays, [inside[stays] for inside in discs]

    def _distinct(
        self, stays: Ints, discs: list[NDArray[np.bool_]], index: SignalIndex
    ) -> tuple[list[tuple[list[PreparedSignal], int]], Ints]:
        """What can be met at each distinct spot (region, discs, mode), and the spot of each stay."""
        trips = self._trips
        key = trips.regions[stays].astype(np.int64) * len(MODES) + trips.modes[stays]
        for number, inside in enumerate(discs, 1):
            key = key * 2 + inside
            if number % DISCS_AT_ONCE == 0:
                key = np.unique(key, return_inverse=True)[1].reshape(-1)
        _, first, spot_of = np.unique(key, return_index=True, return_inverse=True)
        spots = []
        for stay in stays[first].tolist():
            number = int(trips.regions[stay])
            region = trips.codes[number] if number >= 0 else None
            point = index.at(region, float(trips.lats[stay]), float(trips.lons[stay]))
            spots.append((point, int(trips.modes[stay])))
        return spots, spot_of.reshape(-1)

    def fill(self, values: Floats, start: int) -> None:
        """The values of the trips from `start` on."""
        trips = self._trips
        follows = trips.profile[start : start + len(values)]
        first, last = self._offsets[follows], self._offsets[follows + 1]
        counts = last - first
        rows = int(counts.sum())
        if rows == 0:
            return
        begins = np.cumsum(counts) - counts
        which = np.arange(rows) - np.repeat(begins - first, counts)
        depart = np.repeat(trips.departs[start : start + len(values)], counts)
        since, until = depart + self._starts[which], depart + self._ends[which]
        peak = np.zeros((rows, len(self.families)))
        dose = np.zeros_like(peak)
        kinds = self._kind[which].astype(np.uint16 if len(self._lines) <= 65536 else np.int64)
        order = np.argsort(kinds, kind="stable")
        bounds = np.searchsorted(kinds[order], np.arange(len(self._lines) + 1))
        for kind, line in enumerate(self._lines):
            at = order[bounds[kind] : bounds[kind + 1]]
            if len(at):
                peak[at], dose[at] = line.met(since[at], until[at])
        some = counts > 0
        peaks = np.maximum.reduceat(peak, begins[some], axis=0)
        doses = np.add.reduceat(dose, begins[some], axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            grown = 1.0 - np.exp(-doses / (peaks * TAU_MINUTES))
        values[some] = np.where(peaks > 0.0, peaks * (FLOOR + (1.0 - FLOOR) * grown), 0.0)


def _combined(values: Floats) -> Floats:
    """`scoring.combine` for every row."""
    if values.shape[1] == 0:
        return np.zeros(len(values))
    worst = values.max(axis=1)
    others = np.prod(1.0 - DISCOUNT * values, axis=1) / (1.0 - DISCOUNT * worst)
    return np.asarray(1.0 - (1.0 - worst) * others)
