"""The way cut into stretches of one level, between named places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.risk.levels import level_of
from assistant.risk.matching import Meeting
from assistant.risk.model import Exposure, Itinerary, Level, Segment
from assistant.risk.scoring import combine, score


def segments(itinerary: Itinerary, met: Sequence[Meeting]) -> tuple[Segment, ...]:
    """Stretches in order of travel. A stretch is scored as if it were the whole trip, so that none is
    above the level of the trip."""
    by_slot: dict[int, list[Meeting]] = {}
    for meeting in met:
        by_slot.setdefault(meeting.slot, []).append(meeting)
    runs: list[list[int]] = []
    previous: Level | None = None
    for slot in range(len(itinerary.exposures)):
        lasting = lasting_level(by_slot.get(slot, ()))
        if lasting is not previous:
            runs.append([])
            previous = lasting
        runs[-1].append(slot)
    found = _merge(itinerary.exposures, runs, by_slot)
    if itinerary.is_stay:
        return tuple(replace(segment, name=itinerary.origin) for segment in found)
    return tuple(found)


def lasting_level(met: Sequence[Meeting]) -> Level:
    """The level that staying on in these meetings would reach."""
    peaks: dict[str, float] = {}
    for meeting in met:
        family = meeting.prepared.spec.family
        peaks[family] = max(peaks.get(family, 0.0), meeting.strength)
    return level_of(100.0 * combine(list(peaks.values())))


def _merge(
    exposures: Sequence[Exposure], runs: Sequence[list[int]], by_slot: Mapping[int, list[Meeting]]
) -> list[Segment]:
    """Neighbours that come out at the same level are one stretch to the reader."""
    merged: list[tuple[Level, list[int]]] = []
    for run in runs:
        level = _level(run, by_slot)
        if merged and merged[-1][0] is level:
            slots = merged[-1][1] + run
            merged[-1] = (_level(slots, by_slot), slots)
        else:
            merged.append((level, run))
    return [_segment(exposures, slots, level) for level, slots in merged]


def _level(slots: Sequence[int], by_slot: Mapping[int, list[Meeting]]) -> Level:
    return level_of(score(meeting for slot in slots for meeting in by_slot.get(slot, ())))


def _segment(exposures: Sequence[Exposure], slots: Sequence[int], level: Level) -> Segment:
    stretch = [exposures[slot] for slot in slots]
    first, last = stretch[0].place, stretch[-1].place
    regions = dict.fromkeys(exposure.region for exposure in stretch if exposure.region is not None)
    return Segment(
        name=first if first == last else f"{first}~{last}",
        from_=min(exposure.start for exposure in stretch),
        until=max(exposure.end for exposure in stretch),
        level=level,
        regions=tuple(regions),
    )
