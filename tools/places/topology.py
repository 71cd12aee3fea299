"""Decodes the TopoJSON boundary file (Statistics Korea 2018) and packs it into a small npz of shared arcs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Unit:
    """One municipality of the file: its name, statistical code and polygons as rings of arc numbers."""

    name: str
    code: str
    polygons: tuple[tuple[tuple[int, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Topology:
    """All units and the arcs (quantised absolute points) they share."""

    units: tuple[Unit, ...]
    arcs: tuple[np.ndarray, ...]
    scale: tuple[float, float]
    translate: tuple[float, float]


def read_topology(path: Path) -> Topology:
    """Read a quantised TopoJSON with one GeometryCollection of (Multi)Polygons."""
    document = json.loads(path.read_text(encoding="utf-8"))
    (collection,) = document["objects"].values()
    arcs = tuple(np.cumsum(np.array(arc, dtype=np.int64), axis=0) for arc in document["arcs"])
    units = tuple(
        Unit(g["properties"]["name"], g["properties"]["code"], tuple(_polygons(g)))
        for g in collection["geometries"]
    )
    transform = document["transform"]
    return Topology(units, arcs, tuple(transform["scale"]), tuple(transform["translate"]))


def _polygons(geometry: Mapping[str, object]) -> Iterator[tuple[tuple[int, ...], ...]]:
    arcs = geometry["arcs"]
    assert isinstance(arcs, list)
    for polygon in [arcs] if geometry["type"] == "Polygon" else arcs:
        yield tuple(tuple(ring) for ring in polygon)


def shared_neighbours(topology: Topology) -> dict[int, set[int]]:
    """Unit number -> units with which it shares an arc."""
    owners: dict[int, set[int]] = {}
    for number, unit in enumerate(topology.units):
        for polygon in unit.polygons:
            for ring in polygon:
                for arc in ring:
                    owners.setdefault(arc if arc >= 0 else ~arc, set()).add(number)
    found: dict[int, set[int]] = {number: set() for number in range(len(topology.units))}
    for group in owners.values():
        for number in group:
            found[number] |= group - {number}
    return found


def outline(topology: Topology, unit: Unit) -> BaseGeometry:
    """The polygons of a unit, lon and lat."""
    polygons = []
    for polygon in unit.polygons:
        rings = [_ring(topology, ring) for ring in polygon]
        if len(rings[0]) >= 4:
            polygons.append(shapely.make_valid(Polygon(rings[0], [r for r in rings[1:] if len(r) >= 4])))
    return shapely.union_all(polygons)


def _ring(topology: Topology, ring: tuple[int, ...]) -> np.ndarray:
    points = [topology.arcs[a] if a >= 0 else topology.arcs[~a][::-1] for a in ring]
    joined = np.concatenate([points[0], *(p[1:] for p in points[1:])])
    return joined * np.array(topology.scale) + np.array(topology.translate)


def _points(ring: tuple[int, ...], steps: Sequence[np.ndarray]) -> int:
    return 1 + sum(len(steps[arc if arc >= 0 else ~arc]) for arc in ring)


def pack(topology: Topology, codes: Sequence[str], path: Path, extra: Mapping[str, np.ndarray]) -> None:
    """Write arcs as first points and int16 steps, and every region as rings of signed arc numbers.

    Arrays: codes (R,) U5; arc_first (A,2) int32; arc_step (S,2) int16; arc_steps (A,) steps per arc;
    ring_arcs (…,) int16; ring_size (K,); ring_polygon (K,); polygon_region (P,); scale, translate (2,).
    """
    steps = [np.diff(arc, axis=0) for arc in topology.arcs]
    assert all(abs(step).max(initial=0) < 2**15 for step in steps)
    ring_arcs: list[int] = []
    ring_size: list[int] = []
    ring_polygon: list[int] = []
    polygon_region: list[int] = []
    for number, unit in enumerate(topology.units):
        for polygon in unit.polygons:
            rings = [ring for ring in polygon if _points(ring, steps) >= 4]
            if len(rings) == 0 or rings[0] != polygon[0]:
                continue  # a rock that the simplification collapsed to a line
            for ring in rings:
                ring_arcs.extend(ring)
                ring_size.append(len(ring))
                ring_polygon.append(len(polygon_region))
            polygon_region.append(number)
    np.savez_compressed(
        path,
        codes=np.array(codes, dtype="U5"),
        arc_first=np.array([arc[0] for arc in topology.arcs], dtype=np.int32),
        arc_step=np.concatenate(steps).astype(np.int16),
        arc_steps=np.array([len(step) for step in steps], dtype=np.int32),
        ring_arcs=np.array(ring_arcs, dtype=np.int16),
        ring_size=np.array(ring_size, dtype=np.int32),
        ring_polygon=np.array(ring_polygon, dtype=np.int32),
        polygon_region=np.array(polygon_region, dtype=np.int16),
        scale=np.array(topology.scale),
        translate=np.array(topology.translate),
        **extra,
    )
