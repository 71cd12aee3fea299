"""All watched trips as columns: their scores come in bulk, and only those that changed are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import chain, compress
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from assistant.alerts.columns import NOTHING, Columns, Departure
from assistant.journeys import Trip, TripPlan
from assistant.risk import SignalIndex
from assistant.risk.bulk import score_many
from assistant.risk.departures import departures
from assistant.risk.model import Profile
from assistant.risk.phases import KST
from assistant.riskclient import NoWay
from assistant.routing.model import NoRoute, Planner
from assistant.tripwise import usual_mode

AT_ONCE = 2000
"""Trips that are planned before they are cut: so many routes are in memory at a time."""

_TRAITS = attrgetter(*(trait.name for trait in fields(Profile)))
Key = tuple[str | None, Profile]
"""Scenario, whose profile."""


@dataclass(slots=True)
class _Wanted:
    """The trips of a group as they are to be known."""

    marks: dict[str, int] = field(default_factory=dict)
    """Of each trip; it changes with the plan and with the departures that are left."""
    plans: list[TripPlan] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Trips that are scored together."""

    marks: dict[str, int]
    """Of each trip, in the order of the columns."""
    bounds: NDArray[np.int64]
    """(len(marks) + 1,) where the departures of each begin; none for a trip without a way."""
    ways: Columns


_EMPTY = _Group({}, np.zeros(1, np.int64), NOTHING)


class Fleet:
    """Plans the way of each trip once, and scores all of them against a situation."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._groups: dict[Key, _Group] = {}

    def sync(self, trips: Iterable[Trip], now: datetime) -> None:
        """Knows these trips and no others. A window shrinks as its hours pass."""
        wanted: dict[Key, _Wanted] = {}
        groups: dict[tuple[object, ...], _Wanted] = {}
        for trip in trips:
            plan = trip.plan
            alike = (plan.scenario, *_TRAITS(plan.profile))  # quicker than the hash of the profile
            group = groups.get(alike)
            if group is None:
                group = groups[alike] = wanted[plan.scenario, plan.profile] = _Wanted()
            group.marks[trip.id] = _mark(plan, now)
            group.plans.append(plan)
        self._groups = {
            key: self._known(self._groups.get(key, _EMPTY), some, now) for key, some in wanted.items()
        }

    def scores(self, scenario: str | None, index: SignalIndex) -> Mapping[str, float]:
        """0-100 at its worst departure, for each trip of a scenario (None: the present) with a way."""
        scores: dict[str, float] = {}
        for (world, profile), group in self._groups.items():
            if world != scenario or not len(group.ways.profile):
                continue
            some = np.diff(group.bounds) > 0
            values = np.maximum.reduceat(
                score_many(group.ways, index, profile).scores, group.bounds[:-1][some]
            )
            ids = (trip_id for trip_id, any_way in zip(group.marks, some.tolist(), strict=True) if any_way)
            scores.update(zip(ids, values.tolist(), strict=True))
        return scores

    def _known(self, before: _Group, wanted: _Wanted, now: datetime) -> _Group:
        """The trips that are wanted: kept as they are known, or planned."""
        if before.marks == wanted.marks:
            return before
        stays = [wanted.marks.get(trip_id) == mark for trip_id, mark in before.marks.items()]
        kept = np.array(stays, np.bool_)
        counts = np.diff(before.bounds)
        ways = before.ways if all(stays) else before.ways.at(np.flatnonzero(np.repeat(kept, counts)))
        marks = dict(compress(before.marks.items(), stays))
        found = counts[kept].tolist()
        new = [
            (trip_id, mark, plan)
            for (trip_id, mark), plan in zip(wanted.marks.items(), wanted.plans, strict=True)
            if trip_id not in marks
        ]
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            planned = [list(self._found(plan, now)) for _, _, plan in some]
            found += map(len, planned)
            marks.update((trip_id, mark) for trip_id, mark, _ in some)
            ways = ways.joined(Columns.of(list(chain.from_iterable(planned))))
        return _Group(marks, np.cumsum([0, *found]), ways)

    def _found(self, plan: TripPlan, now: datetime) -> Iterator[Departure]:
        for depart in departs_of(plan, now):
            try:
                mode = plan.mode or usual_mode(self._planner, plan.origin, plan.destination, depart)
                yield self._planner.plan(plan.origin, plan.destination, mode, depart)[0], depart
            except (NoRoute, NoWay):
                continue


def _mark(plan: TripPlan, now: datetime) -> int:
    here, there = plan.origin, plan.destination
    departs = plan.depart or departs_of(plan, now)
    return hash((departs, plan.mode, here.lat, here.lon, here.name, there.lat, there.lon, there.name))


def departs_of(plan: TripPlan, now: datetime) -> tuple[datetime, ...]:
    """The departures that are looked at: the one, or those left of the window."""
    if plan.depart is not None:
        return (plan.depart.astimezone(KST),)
    return departures(plan.window, now) if plan.window is not None else ()
