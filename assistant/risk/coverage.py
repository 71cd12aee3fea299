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

from assistant.risk.hazards import hazard_specs
from assistant.risk.intensity import weight
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
    heard = spans.keys() | {hazard for _, hazard in present}
    total: dict[Hazard, float] = {}
    known: dict[Hazard, float] = {}
    sure = 0.0
    for (mode, month), slots in _by_relevance(itinerary).items():
        seconds = sum(max((exposure.end - exposure.start).total_seconds(), 1.0) for _, exposure in slots)
        for hazard, relevance in relevant(mode, month, profile):
            total[hazard] = total.get(hazard, 0.0) + relevance * seconds
            known.setdefault(hazard, 0.0)
            # Nobody spoke of most hazards: then there is nothing to look up slot by slot.
            for slot, exposure in slots if hazard in heard else ():
                start = exposure.start.timestamp()
                length = max((exposure.end - exposure.start).total_seconds(), 1.0)
                lead = 0.5 ** (max(0.0, start - now) / 3600.0 / LEAD_HALF_LIFE_H)
                share, quality = _best(spans.get(hazard, ()), exposure.region, start, start + length, lead)
                if (slot, hazard) in present:
                    told, told_well = present[slot, hazard]
                    share, quality = max(share, told / length), max(quality, told_well / length)
                known[hazard] += relevance * length * min(1.0, share)
                sure += relevance * length * min(1.0, quality)
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


def _best(
    spans: Sequence[_Span], region: str | None, start: float, end: float, lead: float
) -> tuple[float, float]:
    """The best share of [start, end) that one source covers, and the best share x quality."""
    share = quality = 0.0
    for span in spans:
        if span.regions is not None and region not in span.regions:
            continue
        part = (min(end, span.until) - max(start, span.start)) / (end - start)
        if part > 0.0:
            share = max(share, part)
            quality = max(quality, part * span.age_factor * lead)
    return share, quality


def _present(met: Iterable[Meeting]) -> Mapping[tuple[int, Hazard], tuple[float, float]]:
    """Seconds, and seconds x certainty, during which one signal of the hazard was met, by slot."""
    single: dict[tuple[int, Hazard, str], tuple[float, float]] = {}
    for meeting in met:
        signal = meeting.prepared.signal
        key = (meeting.slot, signal.hazard, signal.id)
        seconds, sure = single.get(key, (0.0, 0.0))
        length = meeting.end - meeting.start
        single[key] = (seconds + length, sure + length * weight(signal))
    present: dict[tuple[int, Hazard], tuple[float, float]] = {}
    for (slot, hazard, _), (seconds, sure) in single.items():
        before = present.get((slot, hazard), (0.0, 0.0))
        present[slot, hazard] = (max(before[0], seconds), max(before[1], sure))
    return present
