"""Districts that were divided after the boundary file of 2018: cut by the legal 동 that each part got.

The outline of the former district stays as the file has it; only the lines between the parts are new. They
follow the boundaries of legal 동 of 2023-09-15 (see ngii.py). What lies in none of them (reclaimed land, the
simplified coast) goes to the nearest part. Which 동 belongs to which part: `region_changes.toml`, [[split]].
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from tools.places.kma_grid import DATA
from tools.places.ngii import legal_shapes
from tools.places.topology import Topology, Unit, outline

CRUMB_DEG2 = 1e-7
"""Pieces smaller than this (about 1,000 m²) go to their neighbour."""


@dataclass(frozen=True, slots=True)
class Split:
    """One district of today and the former ones that it was cut from."""

    code: str
    name: str
    former: tuple[str, ...]
    seat: tuple[float, float]
    shape: BaseGeometry
    """Union of its legal 동, lon and lat."""


@cache
def splits() -> tuple[Split, ...]:
    """All parts, by the table. Raises SystemExit if a 동 that it names does not exist."""
    table = tomllib.loads((DATA / "region_changes.toml").read_text(encoding="utf-8"))["split"]
    towns = {(code[:5], name): shape for code, name, shape in legal_shapes()}
    found = []
    for part in table:
        keys = [(code, town) for code, names in part["towns"].items() for town in names]
        if part.get("rest"):
            named = {(code, town) for p in table for code, names in p["towns"].items() for town in names}
            keys += [key for key in towns if key[0] in part["rest"] and key not in named]
        if missing := [key for key in keys if key not in towns]:
            raise SystemExit(f"region_changes.toml: no legal 동 {missing}")
        shape = shapely.union_all([towns[key] for key in keys])
        found.append(Split(part["code"], part["name"], tuple(part["former"]), tuple(part["seat"]), shape))
    return tuple(found)


def part_at(former: str, lat: float, lon: float) -> Split:
    """The part of a former district that a point lies in or is nearest to."""
    point = shapely.Point(lon, lat)
    return min((p for p in splits() if former in p.former), key=lambda p: p.shape.distance(point))


def divide(topology: Topology, codes: list[str]) -> tuple[Topology, list[str]]:
    """The boundary file and its codes, with the former districts replaced by their parts."""
    former = {code for part in splits() for code in part.former}
    arcs = list(topology.arcs)
    units = [(code, unit) for unit, code in zip(topology.units, codes, strict=True) if code not in former]
    for group in _groups():
        whole = shapely.union_all([outline(topology, topology.units[codes.index(code)]) for code in group])
        members = [part for part in splits() if set(part.former) <= set(group)]
        for part, piece in zip(members, _cut(whole, members), strict=True):
            polygons = []
            for polygon in piece.geoms:
                rings = [polygon.exterior, *polygon.interiors]
                polygons.append(tuple((_arc(topology, ring.coords, arcs),) for ring in rings))
            units.append((part.code, Unit(part.name, part.code, tuple(polygons))))
    return replace(topology, units=tuple(u for _, u in units), arcs=tuple(arcs)), [c for c, _ in units]


def _groups() -> list[tuple[str, ...]]:
    """Former districts that are cut together: the sets that are not within another."""
    formers = {part.former for part in splits()}
    return sorted(group for group in formers if not any(set(group) < set(other) for other in formers))


def _cut(whole: BaseGeometry, members: list[Split]) -> list[MultiPolygon]:
    pieces = [_polygons(whole.intersection(part.shape)) for part in members]
    parts = [[p for p in piece if p.area >= CRUMB_DEG2] for piece in pieces]
    loose = _polygons(whole.difference(shapely.union_all([part.shape for part in members])))
    loose += [p for piece in pieces for p in piece if p.area < CRUMB_DEG2]
    for polygon in loose:
        nearest = min(range(len(members)), key=lambda n: (_gap(polygon, parts[n]), n))
        parts[nearest].append(polygon)
    return [MultiPolygon(_polygons(shapely.union_all(piece))) for piece in parts]


def _gap(polygon: Polygon, parts: list[Polygon]) -> tuple[float, float]:
    """How far, and how little they touch."""
    whole = shapely.union_all(parts)
    return polygon.distance(whole), -polygon.buffer(1e-5).intersection(whole).area


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and not part.is_empty]


def _arc(topology: Topology, coords: object, arcs: list[np.ndarray]) -> int:
    """Number of a new arc: a closed ring, rounded to the grid of the file."""
    points = np.asarray(coords, dtype=float)[:, :2]
    grid = np.rint((points - np.array(topology.translate)) / np.array(topology.scale)).astype(np.int64)
    kept = grid[np.r_[True, np.any(np.diff(grid, axis=0) != 0, axis=1)]]
    arcs.append(kept)
    return len(arcs) - 1
