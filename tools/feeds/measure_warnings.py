"""Measure, on the recorded bulletins, how early warnings are known and how long they last.

    python tools/feeds/measure_warnings.py

The figures justify [horizon_hours] and [stale_hours] of `assistant/feeds/data/kma_warnings.toml`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.backtest.records import shared_root, statements
from assistant.feeds.kma_tables import Kind, warning_tables
from assistant.feeds.resolve import in_force

LEADS_H = (1, 2, 3, 6, 9, 12, 18, 24)


def main() -> int:
    """Print both tables; 1 if the development data are missing."""
    root = shared_root()
    if root is None:
        print("no development data: set GILBEOT_SHARED", file=sys.stderr)
        return 1
    found = statements(root)
    issued = {(z, s.kind, s.effective): s.issued for s in found for z in s.zones}
    hours: dict[Kind, float] = defaultdict(float)
    known: dict[tuple[Kind, int], float] = defaultdict(float)
    lengths: dict[Kind, list[float]] = defaultdict(list)
    run_end: dict[tuple[str, Kind], tuple[datetime, datetime, datetime]] = {}
    for zone, kind, start, end in in_force(found, dict.fromkeys(Kind, timedelta(days=99))):
        if end is None or end - start > warning_tables().stale[kind]:
            continue
        # A change of level goes on with the run: it was known since the run was announced.
        begun, announced, last = run_end.get((zone, kind), (start, start, start))
        if last != start:
            begun, announced = start, issued.get((zone, kind, start), start)
        if begun == start:
            announced = issued.get((zone, kind, start), start)
        else:
            lengths[kind].pop()
        run_end[zone, kind] = (begun, announced, end)
        lengths[kind].append((end - begun) / timedelta(hours=1))
        hours[kind] += (end - start) / timedelta(hours=1)
        for lead in LEADS_H:
            since = max(start, announced + timedelta(hours=lead))
            known[kind, lead] += max(timedelta(0), end - since) / timedelta(hours=1)
    print("share of zone-hours under a warning that had been announced h hours before")
    print("kind   zone-hours", *(f"{lead:>5}" for lead in LEADS_H), " median h  longest h")
    for kind in hours:
        shares = (f"{known[kind, lead] / hours[kind]:5.2f}" for lead in LEADS_H)
        runs = sorted(lengths[kind])
        print(f"{kind.value:6} {hours[kind]:8.0f}", *shares, f"{runs[len(runs) // 2]:8.1f} {runs[-1]:9.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
