"""Ways to match warnings with trips: ours, and those that are common elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.places import load_regions
from assistant.risk.model import Signal
from assistant.routing.batch import ExposureBatch

Exposing = Callable[[ExposureBatch], ExposureBatch]
Signalling = Callable[[Sequence[Signal]], Sequence[Signal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """What a system sees of the trips and of the warnings. Scores are made alike for all."""

    name: str
    exposing: Exposing = lambda batch: batch
    signalling: Signalling = lambda signals: signals


def matchers() -> tuple[Matcher, ...]:
    """Ours first."""
    return (
        Matcher(name="gilbeot: districts passed, at the hours of passage"),
        Matcher(name="nearest centroid instead of outlines", exposing=nearest_centroid),
        Matcher(name="end points only", exposing=end_points),
        Matcher(name="latest bulletin only", signalling=latest_only),
        Matcher(name="broadcast to whole provinces", signalling=whole_provinces),
    )


def nearest_centroid(batch: ExposureBatch) -> ExposureBatch:
    """Every stay in the district whose point is nearest (plane, degrees corrected by latitude)."""
    index = {code: number for number, code in enumerate(batch.codes)}
    seats = [region for region in load_regions().all() if region.code in index]
    lats, lons = np.array([r.lat for r in seats]), np.array([r.lon for r in seats])
    numbers = np.array([index[r.code] for r in seats], np.int16)
    away = (batch.lats[:, None] - lats) ** 2 + ((batch.lons[:, None] - lons) * 0.81) ** 2
    return replace(batch, regions=numbers[away.argmin(axis=1)])


def end_points(batch: ExposureBatch) -> ExposureBatch:
    """Only the first and the last stay of every profile."""
    keep = np.zeros(len(batch.regions), np.bool_)
    keep[batch.offsets[:-1]] = True
    keep[batch.offsets[1:] - 1] = True
    columns = ("cells", "regions", "lats", "lons", "modes", "starts", "ends", "points")
    offsets = np.concatenate([[0], np.cumsum(keep)])[batch.offsets]
    return replace(batch, **{name: getattr(batch, name)[keep] for name in columns}, offsets=offsets)


def latest_only(signals: Sequence[Signal]) -> Sequence[Signal]:
    """Only what the newest bulletin says: a screen that shows the last message."""
    newest = max((signal.issued for signal in signals), default=None)
    return [signal for signal in signals if signal.issued == newest]


def whole_provinces(signals: Sequence[Signal]) -> Sequence[Signal]:
    """Every warning holds for all districts of its provinces, as a message to all phones there."""
    regions = load_regions()
    districts: dict[str, set[str]] = {}
    for region in regions.all():
        districts.setdefault(region.province, set()).add(region.code)
    province = {region.code: region.province for region in regions.all()}
    found = []
    for signal in signals:
        codes = signal.area.regions
        names = {province[code] for code in codes if code in province}
        wide = codes.union(*(districts[name] for name in names)) if names else codes
        found.append(replace(signal, area=replace(signal.area, regions=frozenset(wide))))
    return found
