"""Builds assistant/places/data/{regions.csv,boundaries.npz} from the boundary file and the KMA grid table.

Usage: python tools/places/build_regions.py [SHARED_DIR]
"""

from __future__ import annotations

import csv
import sys
import tomllib
from pathlib import Path

import numpy as np
import shapely
import shapely.affinity
import shapely.ops
from shapely.geometry import MultiPolygon

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.places.boundaries import KM_PER_DEGREE, Boundaries
from tools.places.kma_grid import DATA, Row, read_grid
from tools.places.raster import empty_raster, make_raster
from tools.places.splits import divide
from tools.places.topology import Topology, pack, read_topology, shared_neighbours

BRIDGE_KM = 1.0
"""Regions closer than this over water count as neighbours (bridges and causeways)."""

MARGIN_DEG = 0.002
"""A seat outside its region is moved this far inside (about 200 m)."""

# Statistical province code of the boundary file -> administrative prefix of today.
PREFIX = {
    "11": "11", "21": "26", "22": "27", "23": "28", "24": "29", "25": "30", "26": "31", "29": "36",
    "31": "41", "32": "51", "33": "43", "34": "44", "35": "52", "36": "46", "37": "47", "38": "48",
    "39": "50",
}  # fmt: skip
RENAMED = {("28", "남구"): "미추홀구", ("36", "세종시"): "세종특별자치시"}


def match_codes(topology: Topology, districts: list[Row]) -> list[str]:
    """The code of today for every unit of the boundary file, by province and name."""
    by_name = {(row.code[:2], row.district.replace(" ", "")): row.code for row in districts}
    by_name |= {("47", "군위군"): by_name["27", "군위군"]}
    by_name |= {("41", "고양시일산구"): by_name["41", "고양시일산동구"]}  # misnamed in the file
    codes = []
    for unit in topology.units:
        prefix = PREFIX[unit.code[:2]]
        codes.append(by_name[prefix, RENAMED.get((prefix, unit.name), unit.name)])
    assert len(set(codes)) == len(codes)
    return codes


def boundary_file(shared: Path) -> tuple[Topology, list[str]]:
    """The boundary file of 2018 and the code of each of its units."""
    rows = read_grid(shared / "geo" / "kma_grid.csv", divided=False)
    topology = read_topology(shared / "geo" / "skorea-municipalities-2018-topo-simple.json")
    return topology, match_codes(topology, [row for row in rows if row.district and not row.town])


def neighbours(topology: Topology, codes: list[str], bounds: Boundaries) -> dict[str, set[str]]:
    """Regions that share a border or lie within BRIDGE_KM of each other."""
    found = {codes[n]: {codes[m] for m in others} for n, others in shared_neighbours(topology).items()}
    shapes = np.array([shapely.affinity.scale(bounds.shape(c), xfact=0.81, origin=(0, 0)) for c in codes])
    left, right = shapely.STRtree(shapes).query(
        shapes, predicate="dwithin", distance=BRIDGE_KM / KM_PER_DEGREE
    )
    for a, b in zip(left, right, strict=True):
        if a != b:
            found[codes[a]].add(codes[b])
    return found


def names_of(row: Row, extra: list[str], *, short: bool = True) -> tuple[str, str, list[str]]:
    """(name, parent city, aliases) of a district row; `short`: it is called without its last syllable too."""
    name = "세종시" if row.code == "36110" else row.district
    parent, _, part = name.rpartition(" ")
    aliases = [part] if parent else []
    last = part or name
    if short and len(last) > 2:
        aliases.append(last[:-1])
    return name, parent, [a for a in dict.fromkeys(aliases + extra) if a != name]


def build_boundaries(topology: Topology, codes: list[str]) -> Boundaries:
    """Write boundaries.npz, with its raster made from the polygons as the reader decodes them."""
    path = DATA / "boundaries.npz"
    raster = empty_raster()
    for _ in range(2):
        pack(topology, codes, path, raster)
        with np.load(path) as archive:
            bounds = Boundaries({name: archive[name] for name in archive.files})
        raster = make_raster(bounds.polygons, bounds.owner)
    return bounds


def into(shape: MultiPolygon, seat: Row) -> tuple[float, float]:
    """The seat (lat, lon), moved to the nearest point of its region if it lies outside."""
    point = shapely.Point(seat.lon, seat.lat)
    if shape.intersects(point):
        return seat.lat, seat.lon
    core = shape.buffer(-MARGIN_DEG)
    close = shape.distance(point) < 0.01 and not core.is_empty
    near = shapely.ops.nearest_points(core, point)[0] if close else shape.point_on_surface()
    print(
        f"{seat.code} {seat.district}: seat {seat.lat:.4f},{seat.lon:.4f} moved to {near.y:.4f},{near.x:.4f}"
    )
    return near.y, near.x


def main(shared: Path) -> None:
    """Write both files."""
    topology, codes = divide(*boundary_file(shared))
    grid = read_grid(shared / "geo" / "kma_grid.csv")
    districts = [row for row in grid if row.district and not row.town]
    bounds = build_boundaries(topology, codes)
    near = neighbours(topology, codes, bounds)
    changes = tomllib.loads((DATA / "region_changes.toml").read_text(encoding="utf-8"))
    extra, seats, in_full = changes["aliases"], changes["seats"], changes["in_full"]["codes"]
    towns = {(row.code, row.town): row for row in grid if row.town}
    with (DATA / "regions.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(["code", "name", "parent", "lat", "lon", "aliases", "neighbours"])
        for row in sorted(districts, key=lambda r: r.code):
            seat = towns[row.code, seats[row.code]] if row.code in seats else row
            lat, lon = into(bounds.shape(row.code), seat)
            name, parent, aliases = names_of(row, extra.get(row.code, []), short=row.code not in in_full)
            out.writerow(
                [
                    row.code,
                    name,
                    parent,
                    f"{lat:.5f}",
                    f"{lon:.5f}",
                    "|".join(aliases),
                    "|".join(sorted(near[row.code])),
                ]
            )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[3] / "shared"))
