"""Back-test (a): were trips in Yeongnam warned at departure, from what was known then?

A trip is *touched* if, while it passes a district, a warning is in force there that bites its mode: on all
that the record says afterwards. It is *warned* if what was known at departure gives it at least `관심`.
Both use the same scoring, so that only knowledge and matching are judged.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from assistant.backtest.matchers import Matcher, matchers
from assistant.backtest.trips import TripRuns, table
from assistant.feeds import kma_signals
from assistant.feeds.kma_tables import warning_tables
from assistant.feeds.replay import zone_regions
from assistant.feeds.resolve import in_force, resolve
from assistant.feeds.statements import Statement
from assistant.risk.bulk import BulkScores, score_many
from assistant.risk.hazards import hazard_specs
from assistant.risk.levels import THRESHOLDS, level_of
from assistant.risk.matching import SignalIndex
from assistant.risk.model import (
    Area,
    Certainty,
    Level,
    Severity,
    Signal,
    SignalKind,
    Situation,
)

WARNED = min(score for score, _ in THRESHOLDS)
"""Score from which a trip counts as warned, and as touched: the lowest level above safe."""

Flags = NDArray[np.bool_]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """How one system did over all trips."""

    name: str
    trips: int
    touched: int
    warned: int
    hits: int

    @property
    def hit_rate(self) -> float:
        """Share of touched trips that were warned."""
        return self.hits / self.touched if self.touched else 0.0

    @property
    def false_alarms(self) -> float:
        """False alarm ratio: share of warned trips that were not touched."""
        return 1.0 - self.hits / self.warned if self.warned else 0.0

    @property
    def alarmed(self) -> float:
        """Share of all trips that were warned."""
        return self.warned / self.trips if self.trips else 0.0


@dataclass(slots=True, kw_only=True)
class WarningsResult:
    """All systems at departure, and ours ahead of it."""

    first: date
    last: date
    systems: list[Verdicts] = field(default_factory=list)
    families: list[Verdicts] = field(default_factory=list)
    """Ours by family of hazards: touched by it, and warned of it."""
    levels: dict[Level, float] = field(default_factory=dict)
    """Share of all trips at each level, by ours at departure."""
    ahead: dict[int, float] = field(default_factory=dict)
    """Hours before departure -> share of touched trips that were warned then."""


def backtest_warnings(
    found: Sequence[Statement], trips: TripRuns, progress: Progress = lambda _: None
) -> WarningsResult:
    """Runs every system over every trip."""
    history = scores_of_history(found, trips)
    touched = history.scores >= WARNED
    result = WarningsResult(first=trips.departs[0].date(), last=trips.departs[-1].date())
    ordered = sorted(found, key=lambda statement: statement.issued)
    issued = [statement.issued for statement in ordered]

    def known(now: datetime) -> tuple[Signal, ...]:
        span = max(warning_tables().stale.values()) + timedelta(days=2)
        part = ordered[bisect_left(issued, now - span) : bisect_right(issued, now)]
        warnings = resolve(part, now, warning_tables().stale)
        return kma_signals.warning_signals(warnings, now, zone_regions)

    systems = matchers()
    ours = systems[0]
    warned = _warned(trips, systems, known, timedelta(0), progress)
    result.systems = [_verdict(m.name, touched, warned[m.name].scores >= WARNED) for m in systems]
    found_levels = Counter(level_of(score) for score in warned[ours.name].scores.tolist())
    result.levels = {level: found_levels[level] / len(touched) for level in Level}
    for family in history.families:
        was, told = history.of(family), warned[ours.name].of(family)
        result.families.append(_verdict(family, was >= WARNED, told >= WARNED))
    for lead in table()["leads"]:
        found_then = warned if lead == 0 else _warned(trips, (ours,), known, timedelta(hours=lead), progress)
        hits = touched & (found_then[ours.name].scores >= WARNED)
        result.ahead[lead] = float(hits.sum() / max(1, touched.sum()))
    return result


def _verdict(name: str, touched: Flags, warned: Flags) -> Verdicts:
    return Verdicts(
        name=name,
        trips=len(touched),
        touched=int(touched.sum()),
        warned=int(warned.sum()),
        hits=int((touched & warned).sum()),
    )


def scores_of_history(found: Sequence[Statement], trips: TripRuns) -> BulkScores:
    """The score of each trip by the warnings that were in force where and when it passed."""
    tables = warning_tables()
    signals = [
        Signal(
            id=f"{zone}:{kind}:{start.isoformat()}",
            hazard=tables.hazards[kind],
            kind=SignalKind.ALERT,
            feed=kma_signals.FEED,
            source=kma_signals.SOURCE,
            name=kind.value,
            area=Area(regions=zone_regions(zone)),
            issued=start,
            onset=start,
            expires=end or start + tables.stale[kind],
            severity=Severity.MODERATE,
            certainty=Certainty.LIKELY,
        )
        for zone, kind, start, end in in_force(found, tables.stale)
    ]
    now = trips.departs[0]
    return score_many(trips.batch, SignalIndex(Situation(now=now, signals=tuple(signals))))


def _warned(
    trips: TripRuns,
    systems: Sequence[Matcher],
    known: Callable[[datetime], tuple[Signal, ...]],
    lead: timedelta,
    progress: Progress,
) -> dict[str, BulkScores]:
    """The scores that each system gives, told `lead` before departure."""
    seen = {matcher.name: matcher.exposing(trips.batch) for matcher in systems}
    families = tuple(sorted({hazard_specs()[hazard].family for hazard in warning_tables().hazards.values()}))
    count = len(trips.departs)
    told = {
        matcher.name: BulkScores(
            scores=np.zeros(count), families=families, values=np.zeros((count, len(families)))
        )
        for matcher in systems
    }
    month = None
    for depart in dict.fromkeys(trips.departs):
        if (depart.year, depart.month) != month:
            month = (depart.year, depart.month)
            progress(f"{depart:%Y-%m}, {lead.total_seconds() / 3600:.0f} h ahead")
        signals = known(depart - lead)
        if not signals:
            continue
        part = trips.at(depart)
        for matcher in systems:
            index = SignalIndex(Situation(now=depart - lead, signals=tuple(matcher.signalling(signals))))
            batch = trips.of(seen[matcher.name], part)
            given = score_many(batch, index)
            told[matcher.name].scores[part] = given.scores
            columns = [families.index(family) for family in given.families]
            told[matcher.name].values[part, columns] = given.values
    return told
