"""How long a warning in force still lasts: where `persistence_h` of `risk/data/hazards.toml` comes from.

    python tools/risk/measure_persistence.py

From every stretch (zone x kind) under a warning in the Yeongnam bulletins 2023-01 to 2025-06. Seen at a
random moment of a stretch of L hours, t hours more are left with P(R > t) = sum(max(0, L - t)) / sum(L).
The longest 2 % of the stretches are left out: their release is missing in the record.
Prints the hours after which half, 80 % and 95 % of the warnings in force were over.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.backtest.records import shared_root, statements
from assistant.feeds.kma_tables import Kind, warning_tables
from assistant.feeds.resolve import in_force


def main() -> int:
    """Print the table; 1 if the development data are missing."""
    root = shared_root()
    if root is None:
        print("no development data: set GILBEOT_SHARED", file=sys.stderr)
        return 1
    lengths: dict[Kind, list[float]] = defaultdict(list)
    for _, kind, start, until in in_force(statements(root), warning_tables().stale):
        if until is not None and until > start:
            lengths[kind].append((until - start) / timedelta(hours=1))
    print(f"{'kind':8} {'stretches':>9} {'median L':>9} {'R 50 %':>7} {'R 80 %':>7} {'R 95 %':>7}")
    for kind, found in sorted(lengths.items(), key=lambda item: -len(item[1])):
        found = sorted(found)[: round(len(found) * 0.98)]
        middle = found[len(found) // 2]
        rest = [over_after(found, share) for share in (0.5, 0.8, 0.95)]
        print(f"{kind:8} {len(found):9} {middle:9.1f} {rest[0]:7.1f} {rest[1]:7.1f} {rest[2]:7.1f}")
    return 0


def over_after(lengths: list[float], share: float) -> float:
    """Hours after which this share of the warnings seen in force were over."""
    total = sum(lengths)
    hours = 0.0
    while sum(max(0.0, length - hours) for length in lengths) > (1 - share) * total:
        hours += 0.5
    return hours


if __name__ == "__main__":
    raise SystemExit(main())
