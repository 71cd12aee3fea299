# mypy: allow-untyped-calls
"""What lies under a journey: districts, and the trunk roads between them."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
import shapely.geometry

from assistant.maps.frame import Frame
from assistant.places.boundaries import load_boundaries
from assistant.routing.network import load_network

DETAIL_UNITS = 0.6
"""Corners of an outline that stand out less than this on the page are left out."""
ROADS = ("expressway", "mixed")
"""Kinds of edges that are drawn; of the others there are too many."""


def paths_of_regions(frame: Frame) -> Iterator[tuple[str, str]]:
    """(region code, SVG path) of every district on the page."""
    bounds = load_boundaries()
    box = shapely.box(frame.west, frame.south, frame.east, frame.north)
    grown = box.buffer((frame.east - frame.west) * 0.05)
    codes: dict[str, list[str]] = {}
    touched = shapely.STRtree(bounds.polygons).query(box, predicate="intersects")
    for number in sorted(touched.tolist()):
        shape = shapely.intersection(bounds.polygons[number], grown)
        shape = shapely.simplify(shape, DETAIL_UNITS * frame.degrees_per_unit, preserve_topology=True)
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon" and not part.is_empty:
                path = "".join(_ring(frame, ring) for ring in (part.exterior, *part.interiors))
                codes.setdefault(str(bounds.codes[bounds.owner[number]]), []).append(path)
    for code, paths in codes.items():
        yield code, "".join(paths)


def _ring(frame: Frame, ring: shapely.geometry.LinearRing) -> str:
    corners = [frame.at(lat, lon) for lon, lat in ring.coords[:-1]]
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in corners) + "Z"


def lines_of_roads(frame: Frame) -> Iterator[tuple[tuple[float, float], ...]]:
    """Trunk roads on the page as (lat, lon) points."""
    network = load_network()
    for edge in network.edges:
        if edge.kind in ROADS:
            line = tuple(edge.line(network.nodes))
            if any(frame.holds(lat, lon) for lat, lon in line):
                yield line
