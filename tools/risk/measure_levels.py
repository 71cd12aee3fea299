"""How often each level comes out: every day of the recorded warnings, four trips in Yeongnam.

    python tools/risk/measure_levels.py

For each day 2023-01 to 2025-06: asked at 07:00, leaving at 09:00, with the warnings in force then (KMA
bulletins for Yeongnam; no other source). Alert and serious together should stay under 3 % of trip-days,
so that they mean something.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.backtest.records import shared_root, statements
from assistant.feeds import kma_signals
from assistant.feeds.kma_tables import warning_tables
from assistant.feeds.replay import zone_regions
from assistant.feeds.resolve import resolve
from assistant.places import load_gazetteer
from assistant.risk import SignalIndex, assess
from assistant.risk.model import Level, Mode, Situation
from assistant.risk.phases import KST
from assistant.routing import expose, load_planner

TRIPS = (
    ("대구", "부산", Mode.CAR),
    ("창원", "포항", Mode.CAR),
    ("부산", "서울", Mode.TRAIN),
    ("포항", "울릉도", Mode.SHIP),
    ("부산", "부산역", Mode.WALK),
)
FIRST, LAST = datetime(2023, 1, 2, 7, tzinfo=KST), datetime(2025, 6, 29, 7, tzinfo=KST)
MEMORY = timedelta(days=45)
"""Older statements are no longer in force."""


def main() -> int:
    """Print the table; 1 if the development data are missing."""
    root = shared_root()
    if root is None:
        print("no development data: set GILBEOT_SHARED", file=sys.stderr)
        return 1
    said = sorted(statements(root), key=lambda statement: statement.issued)
    issued = [statement.issued for statement in said]
    counts: dict[tuple[str, str, Mode], Counter[Level]] = {trip: Counter() for trip in TRIPS}
    causes: Counter[str] = Counter()
    now = FIRST
    while now <= LAST:
        known = said[bisect_left(issued, now - MEMORY) : bisect_right(issued, now)]
        signals = kma_signals.warning_signals(resolve(known, now, warning_tables().stale), now, zone_regions)
        index = SignalIndex(Situation(now=now, signals=signals))
        for trip in TRIPS:
            level, cause = levels(trip, now + timedelta(hours=2), index)
            counts[trip][level] += 1
            if level >= Level.ALERT:
                causes[cause] += 1
        now += timedelta(days=1)
    report(counts, causes)
    return 0


def levels(trip: tuple[str, str, Mode], depart: datetime, index: SignalIndex) -> tuple[Level, str]:
    """The level of a trip and the name of its strongest driver."""
    table = load_gazetteer()
    origin, destination = (table.lookup(name)[0] for name in trip[:2])
    route = load_planner().plan(origin, destination, trip[2], depart)[0]
    result = assess(expose(route, depart), index)
    return result.level, result.drivers[0].name if result.drivers else ""


def report(counts: dict[tuple[str, str, Mode], Counter[Level]], causes: Counter[str]) -> None:
    """Print shares of days by level, and what caused the highest."""
    print(f"{'trip':28}" + "".join(f"{level.value:>11}" for level in Level))
    for trip, found in counts.items():
        total = sum(found.values())
        name = f"{trip[0]} {trip[1]} {trip[2].value}"
        print(f"{name:24}" + "".join(f"{100 * found[level] / total:10.1f}%" for level in Level))
    print("alert and above:", ", ".join(f"{name} {count}" for name, count in causes.most_common(8)))


if __name__ == "__main__":
    raise SystemExit(main())
