"""Builds assistant/places/data/seas.csv: KMA sea areas with a rough point derived from the coast beside them.

tools/places/sea_zones.csv says, for each area, which regions form its coast and how far off (km, bearing in
degrees) the middle of the area lies; the point starts where the ray leaves the land. Usage: build_seas.py
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.places.boundaries import KM_PER_DEGREE, load_boundaries
from tools.places.kma_grid import DATA


def main() -> None:
    """Write the table; fail if a point lies on land."""
    bounds = load_boundaries()
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as stream:
        seats = {row["code"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(stream)}
    with (
        (Path(__file__).parent / "sea_zones.csv").open(encoding="utf-8", newline="") as source,
        (DATA / "seas.csv").open("w", encoding="utf-8", newline="") as target,
    ):
        out = csv.writer(target, lineterminator="\n")
        out.writerow(["name", "coast", "lat", "lon"])
        for row in csv.DictReader(source):
            coast = row["coast"].split("|")
            lat = sum(seats[code][0] for code in coast) / len(coast)
            lon = sum(seats[code][1] for code in coast) / len(coast)
            step = float(row["offset_km"]) / KM_PER_DEGREE
            angle = math.radians(float(row["bearing"]))
            lat, lon = (
                lat + step * math.cos(angle),
                lon + step * math.sin(angle) / math.cos(math.radians(lat)),
            )
            if bounds.at(lat, lon) is not None:
                raise SystemExit(f"{row['name']}: {lat:.3f},{lon:.3f} lies on land ({bounds.at(lat, lon)})")
            out.writerow([row["name"], row["coast"], f"{lat:.3f}", f"{lon:.3f}"])


if __name__ == "__main__":
    main()
