"""Measure how far a storm is from where its past motion put it, by lead time.

    python tools/feeds/measure_typhoon_error.py

The medians go into `assistant/feeds/data/typhoon.toml` ([error_km]).
"""

from __future__ import annotations

import math
import statistics
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.feeds.storms import position
from tools.feeds.shared_data import shared_root, storm_fixes

LEADS_H = (6, 12, 18, 24, 36, 48)


def main() -> int:
    """Print median and 70th percentile by lead; 1 if the development data are missing."""
    root = shared_root()
    if root is None:
        print("no development data: set GILBEOT_SHARED", file=sys.stderr)
        return 1
    errors: dict[int, list[float]] = defaultdict(list)
    for fixes in storm_fixes(root).values():
        at = {fix.time: fix for fix in fixes}
        for i, fix in enumerate(fixes):
            near = 22 <= fix.lat <= 38 and 118 <= fix.lon <= 136
            has_past = fix.time - timedelta(hours=12) in at
            if fix.time.year < 1990 or not near or fix.wind_mps is None or not has_past:
                continue
            for lead in LEADS_H:
                later = at.get(fix.time + timedelta(hours=lead))
                if later is not None:
                    lat, lon = position(fixes[: i + 1], later.time)
                    errors[lead].append(distance_km(lat, lon, later.lat, later.lon))
    for lead, found in errors.items():
        found.sort()
        middle, seventy = statistics.median(found), found[int(0.7 * len(found))]
        print(f"{lead:3d} h: n {len(found)}, median {middle:.0f} km, 70 % within {seventy:.0f} km")
    return 0


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance."""
    a, b = math.radians(lat1), math.radians(lat2)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))


if __name__ == "__main__":
    raise SystemExit(main())
