"""Builds assistant/routing/data/{stations,rail}.csv from `rail_lines.toml` and the shared tables.

Times between stations come from the differences of KORAIL's run times from Seoul where it lists both,
else from the distance. A listed time is the mean of the fastest and the median train, but at most 15 % over
the fastest: the median mixes KTX with slow trains.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from itertools import groupby, pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from build_network import region_lookup  # noqa: E402
from sources import DATA, table  # noqa: E402

from assistant.routing.geo import densify, distance_km  # noqa: E402
from assistant.routing.network import STEP_KM  # noqa: E402

TRACK = 1.08
"""Length of a track by the straight line between stations."""
FAST_SHARE = 1.15
CITY_KMH = 70.0
"""Trains between the stations of Seoul."""
KTX_KMH = 170.0
SPOKEN = {"김천 (구미)": "김천구미", "진부 (오대산)": "진부", "판교 (경기)": "판교"}


def korail() -> dict[str, float]:
    """Minutes from the Seoul side, by station."""
    result = {}
    for row in table("data/rail/korail_seoul_minutes_20261008.csv"):
        fast, median = float(row["dn_fast_min"]), float(row["dn_median_min"])
        result[row["station"]] = min((fast + median) / 2, fast * FAST_SHARE)
    return result


def stops(stations: list[str], rule: str | float, km: list[float], known: dict[str, float]) -> list[float]:
    """Minutes of each leg between neighbouring stations of a line."""
    if not isinstance(rule, str):
        return [k / rule * 60.0 + 1.5 for k in km]
    side = rule.split(":")[1]
    at: list[float | None] = [known.get(SPOKEN.get(s, s)) for s in stations]
    if side in stations:
        at[stations.index(side)] = 0.0
    elif stations[0] == "용산":
        at[0] = 0.0
    legs = [k / (CITY_KMH if i < 1 else KTX_KMH) * 60.0 + 1.5 for i, k in enumerate(km)]
    marks = [i for i, value in enumerate(at) if value is not None]
    for first, last in pairwise(marks):
        total = float(at[last] or 0.0) - float(at[first] or 0.0)
        length = sum(km[first:last])
        if total <= 0:
            raise ValueError(f"times do not grow between {stations[first]} and {stations[last]}")
        for i in range(first, last):
            legs[i] = total * km[i] / length
    return legs


def main() -> None:
    """Writes both tables."""
    at = region_lookup()
    where = {r["name_ko"]: (float(r["lat"]), float(r["lon"])) for r in table("geo/stations_osm.csv")}
    lines = tomllib.loads(Path(__file__).with_name("rail_lines.toml").read_text(encoding="utf-8"))["line"]
    known = korail()
    used = list(dict.fromkeys(s for line in lines for s in line["stations"]))
    number = {name: i for i, name in enumerate(used)}
    with (DATA / "stations.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["name", "lat", "lon", "region"])
        for name in used:
            lat, lon = where[name]
            out.writerow([SPOKEN.get(name, name), round(lat, 5), round(lon, 5), at(lat, lon)])
    with (DATA / "rail.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["line", "name", "wait", "a", "b", "km", "minutes", "regions"])
        for index, line in enumerate(lines):
            pairs = list(zip(line["stations"], line["stations"][1:], strict=False))
            km = [distance_km(*where[a], *where[b]) * TRACK for a, b in pairs]
            legs = stops(line["stations"], line["minutes"], km, known)
            for (a, b), length, minutes in zip(pairs, km, legs, strict=True):
                ends = [(round(where[s][0], 5), round(where[s][1], 5)) for s in (a, b)]
                codes = [at(lat, lon) for lat, lon, _ in densify(ends, STEP_KM)]
                runs = " ".join(f"{code}*{len(list(group))}" for code, group in groupby(codes))
                out.writerow(
                    [
                        index,
                        line["name"],
                        line["wait"],
                        number[a],
                        number[b],
                        round(length, 1),
                        round(minutes, 1),
                        runs,
                    ]
                )
    print(f"{len(used)} stations, {len(lines)} lines")


if __name__ == "__main__":
    main()
