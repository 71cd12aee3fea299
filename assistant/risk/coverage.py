"""What was not known: share of exposure x relevant hazards that fresh sources covered, and how well.

"No signal" means "nothing reported" only where a source promised to speak (`SourceCoverage`): for its
hazards, regions and hours. Everything else is unknown and named. A signal that is present makes its
hazard known where and while it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.risk.hazards import hazard_specs
from assistant.risk.matching import Meeting
from assistant.risk.model import (
    Exposure,
    Freshness,
    Hazard,
    Itinerary,
    Mode,
    Profile,
    Situation,
    SourceCoverage,
)
from assistant.risk.vulnerability import vulnerability

Floats = NDArray[np.float64]

RELEVANT_VULNERABILITY = 0.25
"""A hazard that touches the mode less than this is not asked after."""
KNOWN_SHARE = 0.999
"""A hazard is known if its sources covered at least this share of the trip."""
AGE_HALF_LIFE_H = 12.0
"""Confidence in a statement halves with its age: warnings are renewed several times a day."""
LEAD_HALF_LIFE_H = 72.0
"""Confidence halves with the lead time, about the reach of the short-range forecast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the sources covered of one trip."""

    share: float
    """0-1, weighted by relevance."""
    confidence: float
    """0-1: the share again, each part discounted by the age and the lead time of its source."""
    unknown: tuple[Hazard, ...]
    """Relevant hazards not covered all the way, the weightiest gap first."""


@dataclass(frozen=True, slots=True)
class _Span:
    regions: frozenset[str] | None
    start: float
    until: float
    age_factor: float


def cover(itinerary: Itinerary, situation: Situation, met: Sequence[Meeting], profile: Profile) -> Coverage:
    """Coverage of a trip. Without exposures nothing is known: share 0."""
    now = situation.now.timestamp()
    spans = _spans(situation.coverage, situation.now)
    present = _present(met)
    heard = spans.keys() | present.keys()
    total: dict[Hazard, float] = {}
    known: dict[Hazard, float] = {}
    sure = 0.0
    for (mode, month), slots in _by_relevance(itinerary).items():
        stays = _Stays.of(slots, now)
        for hazard, relevance in relevant(mode, month, profile):
            total[hazard] = total.get(hazard, 0.0) + relevance * stays.seconds
            known.setdefault(hazard, 0.0)
            # Nobody spoke of most hazards: then there is nothing to look up stay by stay.
            if hazard in heard:
                share, quality = stays.covered(spans.get(hazard, ()))
                for slot, (told, told_well) in present.get(hazard, {}).items():
                    at = stays.place.get(slot)
                    if at is not None:
                        share[at] = max(share[at], told / stays.lengths[at])
                        quality[at] = max(quality[at], told_well / stays.lengths[at])
                known[hazard] += relevance * float(stays.lengths @ np.minimum(share, 1.0))
                sure += relevance * float(stays.lengths @ np.minimum(quality, 1.0))
    whole = sum(total.values())
    if whole <= 0.0:
        return Coverage(share=0.0, confidence=0.0, unknown=())
    gaps = {hazard: total[hazard] - known[hazard] for hazard in total}
    unknown = [hazard for hazard in total if known[hazard] < KNOWN_SHARE * total[hazard]]
    unknown.sort(key=lambda hazard: (-gaps[hazard], hazard.value))
    return Coverage(share=sum(known.values()) / whole, confidence=sure / whole, unknown=tuple(unknown))


def _by_relevance(itinerary: Itinerary) -> dict[tuple[Mode, int], list[tuple[int, Exposure]]]:
    """The slots, numbered, that ask after the same hazards."""
    groups: dict[tuple[Mode, int], list[tuple[int, Exposure]]] = {}
    for slot, exposure in enumerate(itinerary.exposures):
        groups.setdefault((exposure.mode, exposure.start.month), []).append((slot, exposure))
    return groups


@cache
def relevant(mode: Mode, month: int, profile: Profile) -> tuple[tuple[Hazard, float], ...]:
    """The hazards to ask after for a mode and month, with their relevance (0-1)."""
    found: list[tuple[Hazard, float]] = []
    for hazard, spec in hazard_specs().items():
        touch = vulnerability(hazard, mode, profile)
        if month in spec.months and touch >= RELEVANT_VULNERABILITY and spec.relevance > 0.0:
            found.append((hazard, spec.relevance * touch))
    return tuple(found)


def freshness(situation: Situation) -> tuple[Freshness, ...]:
    """Age of the newest answer of each feed, freshest first."""
    newest: dict[str, SourceCoverage] = {}
    for item in situation.coverage:
        if item.feed not in newest or item.issued > newest[item.feed].issued:
            newest[item.feed] = item
    ages = [
        Freshness(
            feed=item.feed,
            source=item.source,
            issued=item.issued,
            age_minutes=max(0.0, (situation.now - item.issued).total_seconds() / 60.0),
        )
        for item in newest.values()
    ]
    return tuple(sorted(ages, key=lambda item: (item.age_minutes, item.feed)))


def _spans(sources: Iterable[SourceCoverage], now: datetime) -> Mapping[Hazard, tuple[_Span, ...]]:
    spans: dict[Hazard, tuple[_Span, ...]] = {}
    for source in sources:
        age_h = max(0.0, (now - source.issued).total_seconds() / 3600.0)
        span = _Span(
            source.regions,
            source.start.timestamp(),
            source.until.timestamp(),
            0.5 ** (age_h / AGE_HALF_LIFE_H),
        )
        for hazard in source.hazards:
            spans[hazard] = (*spans.get(hazard, ()), span)
    return spans


@dataclass(frozen=True, slots=True, eq=False)
class _Stays:
    """Some stays in columns: epoch seconds."""

    regions: tuple[str | None, ...]
    starts: Floats
    ends: Floats
    lengths: Floats
    lead: Floats
    """0-1: what the time until the stay leaves of confidence."""
    place: Mapping[int, int]
    """Slot in the itinerary -> row."""

    @classmethod
    def of(cls, slots: Sequence[tuple[int, Exposure]], now: float) -> _Stays:
        starts = np.array([exposure.start.timestamp() for _, exposure in slots])
        ends = np.array([exposure.end.timestamp() for _, exposure in slots])
        lengths = np.maximum(ends - starts, 1.0)
        ahead_h = np.maximum(starts - now, 0.0) / 3600.0
        return cls(
            regions=tuple(exposure.region for _, exposure in slots),
            starts=starts,
            ends=starts + lengths,
            lengths=lengths,
            lead=0.5 ** (ahead_h / LEAD_HALF_LIFE_H),
            place={slot: row for row, (slot, _) in enumerate(slots)},
        )

    @property
    def seconds(self) -> float:
        """All together."""
        return float(self.lengths.sum())

    def covered(self, spans: Sequence[_Span]) -> tuple[Floats, Floats]:
        """Of each stay the best share that one source covers, and the best share x quality."""
        share, quality = np.zeros(len(self.lengths)), np.zeros(len(self.lengths))
        for span in spans:
            part = np.minimum(self.ends, span.until) - np.maximum(self.starts, span.start)
            part = np.maximum(part, 0.0) / self.lengths
            if span.regions is not None:
                part *= [region in span.regions for region in self.regions]
            share = np.maximum(share, part)
            quality = np.maximum(quality, part * span.age_factor * self.lead)
        return share, quality


def _present(met: Iterable[Meeting]) -> Mapping[Hazard, Mapping[int, tuple[float, float]]]:
    """Seconds, and seconds x certainty, during which one signal of the hazard was met, by slot."""
    single: dict[Hazard, dict[tuple[int, str], tuple[float, float]]] = {}
    for meeting in met:
        signal = meeting.prepared.signal
        found = single.setdefault(signal.hazard, {})
        key = (meeting.slot, signal.id)
        seconds, sure = found.get(key, (0.0, 0.0))
        length = meeting.end - meeting.start
        found[key] = (seconds + length, sure + length * meeting.prepared.weight)
    present: dict[Hazard, dict[int, tuple[float, float]]] = {}
    for hazard, rows in single.items():
        slots = present.setdefault(hazard, {})
        for (slot, _), (seconds, sure) in rows.items():
            before = slots.get(slot, (0.0, 0.0))
            slots[slot] = (max(before[0], seconds), max(before[1], sure))
    return present
