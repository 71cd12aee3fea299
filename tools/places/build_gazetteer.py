"""Builds assistant/places/data/places.tsv.gz and roads.tsv from all sources (see ngii.py for its needs).

Usage: python tools/places/build_gazetteer.py [SHARED_DIR]
"""

from __future__ import annotations

import gzip
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tools.places import from_grid, from_ngii, from_transport
from tools.places.kma_grid import DATA, read_grid
from tools.places.rows import COLUMNS, PlaceRow


def collect(shared: Path) -> list[PlaceRow]:
    """All rows, most prominent first."""
    grid = read_grid(shared / "geo" / "kma_grid.csv")
    makers = [
        from_grid.provinces_of,
        from_grid.districts_of,
        from_grid.islands_of,
        from_grid.areas_of,
        from_grid.towns_of,
    ]
    rows = [r for make in makers for r in make(grid)]
    for source in (
        from_transport.stations,
        from_transport.airports,
        from_transport.interchanges,
        from_transport.tollgates,
        from_transport.rest_areas,
        from_transport.expressways,
    ):
        rows.extend(source(shared))
    # A station of the same name in the same province is the same station under another table's point.
    known = {(r.name, r.region[:2]) for r in rows if r.kind == "station"}
    rows.extend(from_transport.metro_stations(known))
    towns = {(r.region, r.name) for r in rows if r.kind == "neighbourhood"}
    rows.extend(from_ngii.legal_dongs(towns))
    named = {(r.name, r.region) for r in rows}
    rows.extend(r for r in from_ngii.facilities() if (r.name, r.region) not in named)
    roads = {r.name for r in rows if r.kind == "road"}
    rows.extend(r for r, _ in from_ngii.main_roads() if r.name not in roads)
    rows.extend(r for r, _ in from_ngii.highways())
    return sorted(rows, key=lambda r: (-r.prominence, r.kind, r.name, r.region))


def main(shared: Path) -> None:
    """Write the table (deterministic bytes) and print the counts."""
    rows = collect(shared)
    text = "\n".join("\t".join(fields) for fields in [COLUMNS, *(r.fields() for r in rows)]) + "\n"
    with (DATA / "places.tsv.gz").open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as stream:
        stream.write(text.encode())
    along = dict(from_transport.along_expressways(shared))
    along |= {r.name: regions for make in (from_ngii.main_roads, from_ngii.highways) for r, regions in make()}
    lines = ["name\tregions", *(f"{name}\t{'|'.join(codes)}" for name, codes in sorted(along.items()))]
    (DATA / "roads.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(rows), Counter(r.kind for r in rows))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[3] / "shared"))
