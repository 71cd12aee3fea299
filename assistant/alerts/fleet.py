"""All watched trips as columns: their scores come in bulk, and only those that changed are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.journeys import Trip, TripPlan
from assistant.risk import SignalIndex
from assistant.risk.bulk import score_many
from assistant.risk.departures import departures
from assistant.risk.model import Profile
from assistant.risk.phases import KST
from assistant.riskclient import NoWay
from assistant.routing.batch import ExposureBatch, expose_batch
from assistant.routing.model import NoRoute, Planner, Route
from assistant.tripwise import usual_mode

BUCKETS = 16
"""Parts that are cut into cells and times again when a trip in them comes, goes or changes."""

Key = tuple[str | None, Profile, int]
"""Scenario, whose profile, part."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways of one trip at those of its departures that lead there."""

    plan: TripPlan
    departs: tuple[datetime, ...]
    found: tuple[tuple[Route, datetime], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Some trips in columns."""

    ways: dict[str, _Ways]
    batch: ExposureBatch
    first: NDArray[np.int64]
    """Where the departures of each trip begin."""


class Fleet:
    """Plans the way of each trip once, and scores all of them against a situation."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._ways: dict[str, _Ways] = {}
        self._parts: dict[Key, _Part] = {}

    def sync(self, trips: Iterable[Trip], now: datetime) -> None:
        """Knows these trips and no others. A window shrinks as its hours pass."""
        known, self._ways = self._ways, {}
        parts: dict[Key, dict[str, _Ways]] = {}
        for trip in trips:
            before, departs = known.get(trip.id), departs_of(trip.plan, now)
            if before is None or before.plan != trip.plan or before.departs != departs:
                before = _Ways(trip.plan, departs, tuple(self._found(trip.plan, departs)))
            self._ways[trip.id] = before
            if before.found:
                key = (trip.plan.scenario, trip.plan.profile, crc32(trip.id.encode()) % BUCKETS)
                parts.setdefault(key, {})[trip.id] = before
        self._parts = {
            key: part if (part := self._parts.get(key)) is not None and _same(part.ways, ways) else _cut(ways)
            for key, ways in parts.items()
        }

    def scores(self, scenario: str | None, index: SignalIndex) -> Mapping[str, float]:
        """0-100 at its worst departure, for each trip of a scenario (None: the present) with a way."""
        scores: dict[str, float] = {}
        for (world, profile, _), part in self._parts.items():
            if world == scenario:
                values = np.maximum.reduceat(score_many(part.batch, index, profile).scores, part.first)
                scores.update(zip(part.ways, values.tolist(), strict=True))
        return scores

    def _found(self, plan: TripPlan, departs: Iterable[datetime]) -> Iterable[tuple[Route, datetime]]:
        for depart in departs:
            try:
                mode = plan.mode or usual_mode(self._planner, plan.origin, plan.destination, depart)
                yield self._planner.plan(plan.origin, plan.destination, mode, depart)[0], depart
            except (NoRoute, NoWay):
                continue


def _same(one: dict[str, _Ways], other: dict[str, _Ways]) -> bool:
    return one.keys() == other.keys() and all(one[trip_id] is other[trip_id] for trip_id in one)


def _cut(ways: dict[str, _Ways]) -> _Part:
    routes, departs = zip(*(pair for each in ways.values() for pair in each.found), strict=True)
    first = np.cumsum([0, *(len(each.found) for each in ways.values())])[:-1]
    return _Part(ways, expose_batch(routes, departs), first)


def departs_of(plan: TripPlan, now: datetime) -> tuple[datetime, ...]:
    """The departures that are looked at: the one, or those left of the window."""
    if plan.depart is not None:
        return (plan.depart.astimezone(KST),)
    return departures(plan.window, now) if plan.window is not None else ()
