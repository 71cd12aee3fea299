"""Back-test (d): how far is a typhoon from where its past motion puts it?

Only fixes known by then are used. Baseline: it stays where it was seen last. Fixes are of the best track
since 1990 near Korea; that is smoother than what is known in real time, so errors then are larger.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from assistant.feeds.storms import Fix, position
from assistant.risk.matching import distance_km

LEADS_H = (6, 12, 18, 24, 36, 48)
SINCE = 1990
PAST = timedelta(hours=12)
"""Motion is taken from this much past."""
NEAR_LAT, NEAR_LON = (22, 38), (118, 136)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackErrors:
    """Errors at one lead, in km."""

    lead_h: int
    count: int
    median: float
    seventy: float
    """70 % are within."""
    median_still: float
    """Of the baseline."""


def backtest_typhoons(storms: Mapping[str, Sequence[Fix]]) -> list[TrackErrors]:
    """Errors by lead, over all fixes that have a past and a future."""
    moved: dict[int, list[float]] = defaultdict(list)
    still: dict[int, list[float]] = defaultdict(list)
    for fixes in storms.values():
        at = {fix.time: fix for fix in fixes}
        for number, fix in enumerate(fixes):
            if not _counts(fix) or fix.time - PAST not in at:
                continue
            for lead in LEADS_H:
                later = at.get(fix.time + timedelta(hours=lead))
                if later is not None:
                    lat, lon = position(tuple(fixes[: number + 1]), later.time)
                    moved[lead].append(distance_km(lat, lon, later.lat, later.lon))
                    still[lead].append(distance_km(fix.lat, fix.lon, later.lat, later.lon))
    return [
        TrackErrors(
            lead_h=lead,
            count=len(found),
            median=statistics.median(found),
            seventy=sorted(found)[int(0.7 * len(found))],
            median_still=statistics.median(still[lead]),
        )
        for lead, found in sorted(moved.items())
    ]


def _counts(fix: Fix) -> bool:
    near = NEAR_LAT[0] <= fix.lat <= NEAR_LAT[1] and NEAR_LON[0] <= fix.lon <= NEAR_LON[1]
    return near and fix.time.year >= SINCE and fix.wind_mps is not None
