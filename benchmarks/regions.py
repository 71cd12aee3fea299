"""What docs/places.md claims of regions: how fast and how right a point finds its 시군구, beside two others.

Run: `python benchmarks/regions.py [POINTS]`. The yardstick is the polygons of the shared boundary file
(GILBEOT_SHARED or ../shared); without it our own boundaries stand in and only the speeds mean something. In a
district that was divided since 2018 any of its parts is right.
"""

from __future__ import annotations

import os
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.places.boundaries import load_boundaries  # noqa: E402
from assistant.places.regions import load_regions  # noqa: E402

BOX = (124.5, 33.0, 131.9, 38.7)
"""West, south, east and north of the random points, degrees."""
FILE = "geo/skorea-municipalities-2018-topo-simple.json"


def yardstick() -> tuple[np.ndarray, np.ndarray, str]:
    """(polygons, code of each, whose they are)."""
    shared = Path(os.environ.get("GILBEOT_SHARED", ROOT.parent / "shared"))
    if (shared / FILE).exists():
        from tools.places.build_regions import boundary_file
        from tools.places.topology import outline

        topology, codes = boundary_file(shared)
        shapes = [outline(topology, unit) for unit in topology.units]
        return np.array(shapes, dtype=object), np.array(codes), "the boundary file of 2018"
    bounds = load_boundaries()
    return bounds.polygons, bounds.codes[bounds.owner], "our own boundaries (no shared data)"


def successors() -> dict[str, set[str]]:
    """Code of a divided district -> the codes of its parts."""
    table = ROOT / "assistant/places/data/region_changes.toml"
    found: dict[str, set[str]] = {}
    for part in tomllib.loads(table.read_text(encoding="utf-8"))["split"]:
        for former in part["former"]:
            found.setdefault(former, set()).add(part["code"])
    return found


def land_points(shapes: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(lats, lons, number of the polygon) of random points on land, seeded."""
    tree, rng = shapely.STRtree(shapes), np.random.default_rng(2026)
    lats, lons, owners = [], [], []
    while sum(map(len, lats)) < count:
        lon, lat = rng.uniform(BOX[0], BOX[2], 400_000), rng.uniform(BOX[1], BOX[3], 400_000)
        hit, owner = tree.query(shapely.points(lon, lat), predicate="within")
        lats.append(lat[hit])
        lons.append(lon[hit])
        owners.append(owner)
    return tuple(np.concatenate(part)[:count] for part in (lats, lons, owners))  # type: ignore[return-value]


def nearest_centroid(lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    """Codes of the regions whose centroid is nearest, as many services match alerts."""
    regions = load_regions().all()
    centres = [load_regions().shape(region.code).centroid for region in regions]
    tree = shapely.STRtree(shapely.points([c.x * 0.81 for c in centres], [c.y for c in centres]))
    return np.array([r.code for r in regions])[tree.nearest(shapely.points(lons * 0.81, lats))]


def main(count: int) -> None:
    """Prints the table."""
    shapes, codes, whose = yardstick()
    lats, lons, owner = land_points(shapes, count)
    truth, parts = codes[owner], successors()
    regions, tree = load_regions(), shapely.STRtree(shapes)
    regions.at(37.5, 127.0)
    points = shapely.points(lons, lats)

    def strtree() -> np.ndarray:
        found = np.full(count, -1)
        hit, which = tree.query(points, predicate="intersects")
        found[hit] = which
        return codes[found]

    def one_by_one() -> np.ndarray:
        pairs = zip(lats[:50_000].tolist(), lons[:50_000].tolist(), strict=True)
        return np.array([region.code if (region := regions.at(*pair)) else "" for pair in pairs])

    ways: list[tuple[str, Callable[[], np.ndarray]]] = [
        ("gilbeot, many at once", lambda: regions.at_many(lats, lons)),
        ("gilbeot, one by one (50,000)", one_by_one),
        ("shapely STRtree, polygons", strtree),
        ("nearest centroid", lambda: nearest_centroid(lats, lons)),
    ]
    print(f"{count:,} random points on land, against {whose}; best of three, one core\n")
    print("| way | points/s | right |\n| --- | ---: | ---: |")
    for name, way in ways:
        spent = []
        for _ in range(3):
            start = time.perf_counter()
            found = way()
            spent.append(time.perf_counter() - start)
        right = np.mean(
            [got == want or got in parts.get(want, ()) for got, want in zip(found, truth, strict=False)]
        )
        print(f"| {name} | {len(found) / min(spent):,.0f} | {right:.2%} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
