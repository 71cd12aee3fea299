"""Builds assistant/routing/data/{ports,crossings}.csv from `crossings.toml` and the shared tables."""

from __future__ import annotations

import csv
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from build_network import region_lookup  # noqa: E402
from sources import DATA, shared, table  # noqa: E402

from assistant.routing.geo import distance_km  # noqa: E402
from assistant.routing.islands import load_discs  # noqa: E402

CRUISE_KMH = 500.0
"""Mean speed of a domestic flight over its whole distance, climb and descent included."""
TAXI_MIN = 12.0
MINUTE_DIGITS = 0


def airports(codes: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Coordinates by our name."""
    path = shared() / "data/airports/airports_extended_kr.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row[4]: (float(row[6]), float(row[7])) for row in csv.reader(file)}
    return {name: rows[code] for name, code in codes.items()}


def main() -> None:
    """Writes both tables."""
    rules = tomllib.loads(Path(__file__).with_name("crossings.toml").read_text(encoding="utf-8"))
    where = airports(rules["airports"])
    names = {
        f"{row['arePt2']} {row['arePt3']}": (float(row["latitude"]), float(row["longitude"]))
        for row in reversed(table("geo/kma_grid.csv"))
        if row["arePt3"]
    }
    busan = next(
        r for r in table("geo/kma_grid.csv") if r["arePt1"] == "부산광역시" and r["arePt3"] == "중앙동"
    )
    discs = {disc.island: (disc.lat, disc.lon) for disc in load_discs()}
    for port, town in rules["ports"].items():
        where[port] = discs[town.removeprefix("disc:")] if town.startswith("disc:") else names[town]
    where["부산항"] = (float(busan["latitude"]), float(busan["longitude"]))
    rows: list[tuple[str, str, str, float, str]] = []
    for a, b in rules["flights"]["pairs"]:
        minutes = distance_km(*where[a], *where[b]) / CRUISE_KMH * 60.0 + TAXI_MIN
        rows.append(("flight", a, b, round(minutes, MINUTE_DIGITS), ""))
    rows += [("ship", a, b, float(minutes), zones) for a, b, minutes, zones in rules["ferries"]["lines"]]
    used = dict.fromkeys(name for _, a, b, _, _ in rows for name in (a, b))
    at = region_lookup()
    with (DATA / "ports.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["name", "lat", "lon", "region"])
        for name in used:
            lat, lon = where[name]
            out.writerow([name, round(lat, 4), round(lon, 4), at(lat, lon)])
    with (DATA / "crossings.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["mode", "a", "b", "minutes", "zones"])
        out.writerows(rows)
    print(f"{len(used)} ports and airports, {len(rows)} crossings")


if __name__ == "__main__":
    main()
