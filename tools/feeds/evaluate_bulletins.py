"""Compare the bulletin parser with a rough, independent list of warned districts.

    python tools/feeds/evaluate_bulletins.py

The list (`danger_clean.csv`) has one row per district and hazard, issues only. It is no truth: some
rows list excluded districts, and typhoon warnings and some counties are missing.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.backtest.records import bulletins, shared_root
from assistant.feeds.kma_bulletin import KST, parse_bulletin
from assistant.feeds.kma_tables import Command
from assistant.feeds.kma_zones import zone_table

Key = tuple[datetime, str, str, str]
"""(issued, district, kind, level)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How two sets of warned districts overlap."""

    parsed: frozenset[Key]
    listed: frozenset[Key]

    @property
    def precision(self) -> float:
        """Share of the parsed that the list has too."""
        return len(self.parsed & self.listed) / len(self.parsed)

    @property
    def recall(self) -> float:
        """Share of the list that was parsed."""
        return len(self.parsed & self.listed) / len(self.listed)


def compare(root: Path) -> Agreement:
    """Parser against list, over the bulletins, districts and kinds that the list knows at all."""
    rows = _rows(root)
    listed = frozenset((_issued(row), row["시군구"], row["재난종류"], row["특보등급"]) for row in rows)
    texts = {(_issued(row), " ".join(row["해당지역"].split())) for row in rows}
    districts = {district for _, district, _, _ in listed}
    kinds = {kind for _, _, kind, _ in listed}
    parsed = set()
    for bulletin in bulletins(root):
        if (bulletin.issued, " ".join(bulletin.zones.split())) not in texts:
            continue
        for s in parse_bulletin(bulletin):
            if s.command in (Command.ISSUE, Command.CHANGE) and s.kind in kinds:
                for district in set().union(*map(_districts, s.zones)) & districts:
                    parsed.add((s.issued, district, s.kind.value, s.level.value))
    return Agreement(parsed=frozenset(parsed), listed=listed)


def _rows(root: Path) -> list[dict[str, str]]:
    with (root / "data/warnings/danger_clean.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _issued(row: dict[str, str]) -> datetime:
    return datetime.strptime(row["발표시간"], "%Y-%m-%d %H:%M").replace(tzinfo=KST)


def _districts(zone: str) -> set[str]:
    """Names in the list's style: the city for its pieces, the county for its halves."""
    row = zone_table().zones[zone]
    if row.parent in ("부산", "울산", "대구") and row.id != "군위":
        return {row.parent}
    return {name[:-1] for name in row.regions}


def main() -> int:
    """Print the agreement; 1 if the development data are missing."""
    root = shared_root()
    if root is None:
        print("no development data: set GILBEOT_SHARED", file=sys.stderr)
        return 1
    found = compare(root)
    print(f"parsed {len(found.parsed)}, listed {len(found.listed)}")
    print(f"precision {found.precision:.4f}, recall {found.recall:.4f}")
    for title, keys in (
        ("parsed only", found.parsed - found.listed),
        ("listed only", found.listed - found.parsed),
    ):
        print(title, len(keys), Counter((k[1], k[2]) for k in keys).most_common(12))
        for issued, district, kind, level in sorted(keys)[:12]:
            print(f"  {issued:%Y-%m-%d %H:%M} {district} {kind}{level}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
