"""Build the recorded facts of every scenario from the development data.

    python tools/feeds/build_scenarios.py

Reads `assistant/feeds/data/scenarios/<name>/meta.toml`, writes `warnings.jsonl` (one statement a
line), `typhoon.jsonl` (one fix a line) and `gauges.jsonl` (one reading a line) beside it.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.backtest.records import readings, shared_root, statements, storm_fixes
from assistant.feeds.kma_tables import warning_tables
from assistant.feeds.resolve import resolve
from assistant.feeds.statements import Statement, to_json

SCENARIOS = Path(__file__).parents[2] / "assistant/feeds/data/scenarios"


def of_period(all_statements: Sequence[Statement], start: datetime, end: datetime) -> list[Statement]:
    """Statements issued in the period, after those that made the warnings in force at its start."""
    at_start = resolve(all_statements, start, warning_tables().stale)
    kept: list[Statement] = []
    for statement in all_statements:
        if statement.issued <= start:
            zones = {
                w.zone
                for w in at_start
                if w.statement.kind is statement.kind
                and w.onset <= statement.effective <= w.statement.effective
            }
            zones &= statement.zones
            # Only the zones still under it: the releases of the others are not part of the scenario.
            if zones and not statement.command.releases:
                kept.append(replace(statement, zones=frozenset(zones)))
        elif statement.issued < end:
            kept.append(statement)
    return sorted(kept, key=lambda s: s.order)


def build(root: Path, folder: Path, all_statements: Sequence[Statement], fixes: dict[str, Any]) -> None:
    """Write the files of one scenario."""
    meta = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8"))
    chosen = []
    if "kma_warnings" in meta["feeds"]:
        chosen = of_period(all_statements, meta["start"], meta["end"])
        _write(folder / "warnings.jsonl", (to_json(s) for s in chosen))
    measured = [
        {"gauge": gauge["id"], "time": time.isoformat(), "value": value}
        for gauge in meta.get("gauges", ())
        for time, value in sorted(readings(root, gauge["file"], gauge["column"], gauge["id"]))
    ]
    if measured:
        _write(folder / "gauges.jsonl", measured)
    storms = [
        {
            "sid": storm["sid"],
            "time": fix.time.isoformat(),
            "lat": fix.lat,
            "lon": fix.lon,
            "wind_mps": fix.wind_mps,
            "pressure_hpa": fix.pressure_hpa,
        }
        for storm in meta.get("storms", ())
        for fix in fixes[storm["sid"]]
    ]
    if storms:
        _write(folder / "typhoon.jsonl", storms)
    print(f"{folder.name}: {len(chosen)} statements, {len(storms)} fixes, {len(measured)} readings")


def _write(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


def main() -> int:
    """Build all scenarios; 1 if the development data are missing."""
    root = shared_root()
    if root is None:
        print("no development data: set GILBEOT_SHARED", file=sys.stderr)
        return 1
    all_statements, fixes = statements(root), storm_fixes(root)
    for folder in sorted(p.parent for p in SCENARIOS.glob("*/meta.toml")):
        build(root, folder, all_statements, fixes)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
