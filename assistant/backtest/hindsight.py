"""What the record says afterwards: which warnings were in force where and when each trip passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

import numpy as np

from assistant.alerts.columns import Columns
from assistant.alerts.decide import FROM
from assistant.backtest.households import Remembered
from assistant.journeys import Trip
from assistant.risk.bulk import score_many
from assistant.risk.levels import THRESHOLDS
from assistant.risk.matching import SignalIndex
from assistant.risk.model import Certainty, Signal, Situation
from assistant.routing import load_planner
from assistant.routing.model import NoRoute

TOUCHED = next(score for score, level in THRESHOLDS if level is FROM)
"""Score from which a trip counts as touched: that of 주의."""


@dataclass(slots=True)
class Spell:
    """A signal that is in force, as it is seen from moment to moment."""

    signal: Signal
    start: datetime


def was_foretold(trip: Trip, truth: Sequence[Signal]) -> bool:
    """Whether what had been issued when it left was enough for a trip to count as touched."""
    depart = trip.plan.first
    near = depart - timedelta(days=3), depart + timedelta(days=1)
    known = [
        s for s in truth if s.issued <= depart and s.onset < near[1] and (s.expires or near[1]) > near[0]
    ]
    return scores_of([trip], known).get(trip.id, 0.0) >= TOUCHED


def follow(spells: dict[object, Spell], truth: list[Signal], known: Situation) -> None:
    """Notes from when to when each signal was in force; announcements that never came true are none."""
    now = known.now
    present = {}
    for signal in known.signals:
        if signal.certainty is not Certainty.POSSIBLE:
            present[signal.feed, signal.name, signal.severity, signal.area.regions, signal.issued] = signal
    for key in spells.keys() - present.keys():
        spell = spells.pop(key)
        end = min(now, spell.signal.expires or now)
        if end > spell.start:
            truth.append(replace(spell.signal, onset=spell.start, expires=end, id=f"{len(truth)}"))
    for key, signal in present.items():
        if key not in spells:
            spells[key] = Spell(signal, signal.onset)
        spells[key].signal = signal


@cache
def _planner() -> Remembered:
    return Remembered(load_planner())


def scores_of(trips: Sequence[Trip], truth: Sequence[Signal]) -> dict[str, float]:
    """Each trip's score by what was in force, month by month."""
    planner = _planner()
    months: dict[tuple[int, int], list[Trip]] = {}
    for trip in trips:
        months.setdefault((trip.plan.first.year, trip.plan.first.month), []).append(trip)
    found: dict[str, float] = {}
    for some in months.values():
        ways, kept = [], []
        for trip in some:
            plan = trip.plan
            assert plan.depart is not None
            assert plan.mode is not None
            try:
                way = planner.plan(plan.origin, plan.destination, plan.mode, plan.depart)[0]
            except NoRoute:
                continue
            ways.append((way, plan.depart))
            kept.append(trip.id)
        start, end = some[0].plan.first, some[-1].plan.first + timedelta(days=1)
        here = tuple(s for s in truth if s.onset < end and (s.expires or end) > start)
        situation = Situation(now=start, signals=here)
        scores = score_many(Columns.of(ways), SignalIndex(situation)).scores if kept else np.empty(0)
        found.update(zip(kept, scores.tolist(), strict=True))
    return found
