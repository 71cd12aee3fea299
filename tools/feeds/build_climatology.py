"""Count how often each hazard reached advisory level, by region and month.

    python tools/feeds/build_climatology.py

Writes `assistant/feeds/data/climatology.csv` from the development data:

* warnings of Yeongnam 2023-01 to 2025-06: share of days on which one was in force in the region;
* IBTrACS 1991-2024: share of days with a storm of 17 m/s or more within 300 km of the region;
* daily weather of one station a province 2016-01 to 2020-04: heat (maximum >= 33 C on two days running),
  cold (minimum <= -12 C on two days running, or >= 10 C below the day before, <= 3 C and >= 3 C below
  the month's mean), heavy rain (>= 80 mm a day: a day's sum that goes with 60 mm/3 h or 110 mm/12 h).
  Its mean wind never shows gusts, so strong wind is not counted.
"""

from __future__ import annotations

import calendar
import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.backtest.records import shared_root, statements, storm_fixes
from assistant.feeds.kma_bulletin import KST
from assistant.feeds.kma_tables import Kind, warning_tables
from assistant.feeds.replay import recorded_regions, zone_regions
from assistant.feeds.resolve import in_force
from assistant.places.regions import load_regions
from assistant.risk.matching import distance_km
from assistant.risk.model import Hazard

OUT = Path(__file__).parents[2] / "assistant/feeds/data/climatology.csv"
Row = tuple[str, str, str, list[float]]
"""(source, region, hazard, share of days for each month)."""

PROVINCES = {
    "Seoul": "11", "Busan": "26", "Daegu": "27", "Incheon": "28", "Daejeon": "30", "Ulsan": "31",
    "Gyeonggi-do": "41", "Chungcheongbuk-do": "43", "Chunghceongbuk-do": "43",
    "Chungcheongnam-do": "44", "Gyeongsangbuk-do": "47", "Gyeongsangnam-do": "48", "Jeju-do": "50",
}  # fmt: skip
# Provinces whose first two digits of the code changed: by name in the region index.
RENAMED = {"Gangwon-do": "강원", "Jeollabuk-do": "전북", "Gwangju": "광주광역시", "Jeollanam-do": "전남"}


def main() -> int:
    """Write the table; 1 if the development data are missing."""
    root = shared_root()
    if root is None:
        print("no development data: set GILBEOT_SHARED", file=sys.stderr)
        return 1
    rows = sorted([*from_warnings(root), *from_storms(root), *from_weather(root)])
    with OUT.open("w", encoding="utf-8", newline="") as stream:
        stream.write("# Share of days at advisory level by month. Made by tools/feeds/build_climatology.py\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["source", "region", "hazard", *range(1, 13)])
        for source, region, hazard, shares in rows:
            writer.writerow([source, region, hazard, *(f"{s:.4f}".rstrip("0").rstrip(".") for s in shares)])
    print(f"{len(rows)} rows, {OUT.stat().st_size // 1024} KB")
    return 0


def from_warnings(root: Path) -> Iterator[Row]:
    """Days in force, of Yeongnam and its seas."""
    first, last = date(2023, 1, 1), date(2025, 6, 30)
    tables = warning_tables()
    days: dict[tuple[str, Hazard], set[date]] = defaultdict(set)
    for zone, kind, start, end in in_force(statements(root), tables.stale):
        at = max(start.date(), first)
        until = min(end or start + tables.stale[kind], datetime(2025, 7, 1, tzinfo=KST))
        while datetime.combine(at, datetime.min.time(), KST) < until:
            for region in zone_regions(zone):
                days[region, tables.hazards[kind]].add(at)
            at += timedelta(days=1)
    months = _days_of_months(first, last)
    # Typhoon counts come from the longer record; kinds that were never issued say nothing.
    land_kinds = [Kind.HEAVY_RAIN, Kind.STRONG_WIND, Kind.HEAVY_SNOW, Kind.COLD, Kind.DRY, Kind.HEAT]
    for region in sorted(recorded_regions()):
        kinds = [Kind.WAVES] if region.startswith("sea:") else land_kinds
        for kind in kinds:
            hazard = tables.hazards[kind]
            yield "yeongnam_warnings", region, hazard.value, _shares(days[region, hazard], months)


def from_storms(root: Path) -> Iterator[Row]:
    """Days with a storm near, for every region and sea area; tracks every hour between fixes."""
    first, last = date(1991, 1, 1), date(2024, 12, 31)
    points: list[tuple[date, float, float]] = []
    for fixes in storm_fixes(root).values():
        for a, b in pairwise(fixes):
            if not first <= a.time.date() <= last or (a.wind_mps or 0) < 17:
                continue
            for step in range(6):
                part = step / 6
                time = a.time + (b.time - a.time) * part
                lat, lon = a.lat + (b.lat - a.lat) * part, a.lon + (b.lon - a.lon) * part
                if 29 < lat < 42 and 120 < lon < 136:
                    points.append((time.date(), lat, lon))
    months = _days_of_months(first, last)
    index = load_regions()
    for region in (*index.all(), *index.seas()):
        near = {day for day, lat, lon in points if distance_km(region.lat, region.lon, lat, lon) <= 300}
        yield "ibtracs", region.code, Hazard.TYPHOON.value, _shares(near, months)


def from_weather(root: Path) -> Iterator[Row]:
    """Heat, cold and rain days of a province's station."""
    series: dict[str, dict[date, tuple[float | None, float | None, float | None]]] = defaultdict(dict)
    with (root / "data/covid2020/Weather.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            key = PROVINCES.get(row["province"]) or row["province"]
            values = (_number(row["max_temp"]), _number(row["min_temp"]), _number(row["precipitation"]))
            series[key][date.fromisoformat(row["date"])] = values
    for key, daily in series.items():
        found = {
            Hazard.HEAT: set(_heat_days(daily)),
            Hazard.COLD: set(_cold_days(daily)),
            Hazard.HEAVY_RAIN: {d for d, (_, _, rain) in daily.items() if rain is not None and rain >= 80},
        }
        months: dict[int, int] = defaultdict(int)
        for day in daily:
            months[day.month] += 1
        for hazard, on in found.items():
            for region in _region_keys(key):
                yield "asos_daily", region, hazard.value, _shares(on, months)


Daily = dict[date, tuple[float | None, float | None, float | None]]


def _heat_days(daily: Daily) -> Iterator[date]:
    hot = {d for d, (high, _, _) in daily.items() if high is not None and high >= 33}
    yield from (d for d in hot if hot & {d - timedelta(days=1), d + timedelta(days=1)})


def _cold_days(daily: Daily) -> Iterator[date]:
    lows = {d: low for d, (_, low, _) in daily.items() if low is not None}
    by_month: dict[int, list[float]] = defaultdict(list)
    for day, low in lows.items():
        by_month[day.month].append(low)
    normal = {month: sum(v) / len(v) for month, v in by_month.items()}
    bitter = {d for d, low in lows.items() if low <= -12}
    for day, low in lows.items():
        # Advisories are a thing of October to April.
        if day.month in (5, 6, 7, 8, 9):
            continue
        before = lows.get(day - timedelta(days=1))
        drop = before is not None and before - low >= 10 and low <= 3 and normal[day.month] - low >= 3
        if drop or (day in bitter and bitter & {day - timedelta(days=1), day + timedelta(days=1)}):
            yield day


def _region_keys(key: str) -> list[str]:
    """Province code, or the codes of its regions where the province was merged."""
    if key not in RENAMED:
        return [key]
    return sorted(r.code for r in load_regions().find(RENAMED[key]))


def _days_of_months(first: date, last: date) -> dict[int, int]:
    months: dict[int, int] = defaultdict(int)
    for year in range(first.year, last.year + 1):
        for month in range(1, 13):
            if first <= date(year, month, 1) <= last:
                months[month] += calendar.monthrange(year, month)[1]
    return months


def _shares(days: set[date], months: dict[int, int]) -> list[float]:
    return [sum(d.month == m for d in days) / months[m] for m in range(1, 13)]


def _number(text: str) -> float | None:
    return float(text) if text else None


if __name__ == "__main__":
    raise SystemExit(main())
