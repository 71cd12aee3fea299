"""All watched trips as columns: their scores come in bulk, and only those that changed are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from assistant.journeys import Trip, TripPlan
from assistant.risk import SignalIndex
from assistant.risk.bulk import score_many
from assistant.risk.departures import departures
from assistant.risk.model import Profile
from assistant.risk.phases import KST
from assistant.riskclient import NoWay
from assistant.routing.batch import expose_batch
from assistant.routing.model import NoRoute, Planner, Route
from assistant.tripwise import usual_mode


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways of one trip at those of its departures that lead there."""

    plan: TripPlan
    departs: tuple[datetime, ...]
    found: tuple[tuple[Route, datetime], ...]


class Fleet:
    """Plans the way of each trip once, and scores all of them against a situation."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._ways: dict[str, _Ways] = {}

    def sync(self, trips: Iterable[Trip], now: datetime) -> None:
        """Knows these trips and no others. A window shrinks as its hours pass."""
        known, self._ways = self._ways, {}
        for trip in trips:
            before, departs = known.get(trip.id), departs_of(trip.plan, now)
            if before is None or before.plan != trip.plan or before.departs != departs:
                before = _Ways(trip.plan, departs, tuple(self._found(trip.plan, departs)))
            self._ways[trip.id] = before

    def scores(self, trip_ids: Iterable[str], index: SignalIndex) -> Mapping[str, float]:
        """0-100 for each: that of its worst departure. 0 for a trip to which no way is known."""
        scores = dict.fromkeys(trip_ids, 0.0)
        by_profile: dict[Profile, list[str]] = {}
        for trip_id in scores:
            if self._ways[trip_id].found:
                by_profile.setdefault(self._ways[trip_id].plan.profile, []).append(trip_id)
        for profile, ids in by_profile.items():
            each = [self._ways[trip_id].found for trip_id in ids]
            routes, departs = zip(*(pair for found in each for pair in found), strict=True)
            values = score_many(expose_batch(routes, departs), index, profile).scores
            first = np.cumsum([0, *(len(found) for found in each[:-1])])
            scores.update(zip(ids, np.maximum.reduceat(values, first).tolist(), strict=True))
        return scores

    def _found(self, plan: TripPlan, departs: Iterable[datetime]) -> Iterable[tuple[Route, datetime]]:
        for depart in departs:
            try:
                mode = plan.mode or usual_mode(self._planner, plan.origin, plan.destination, depart)
                yield self._planner.plan(plan.origin, plan.destination, mode, depart)[0], depart
            except (NoRoute, NoWay):
                continue


def departs_of(plan: TripPlan, now: datetime) -> tuple[datetime, ...]:
    """The departures that are looked at: the one, or those left of the window."""
    if plan.depart is not None:
        return (plan.depart.astimezone(KST),)
    return departures(plan.window, now) if plan.window is not None else ()
