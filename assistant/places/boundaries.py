# mypy: allow-untyped-calls
"""The packed boundaries of the regions: looked up by raster, and exactly by polygons near borders."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.str_]
Arrays = Mapping[str, npt.NDArray[Any]]

COAST_TOLERANCE_KM = 1.5
"""A point outside every polygon belongs to the nearest region within this distance: piers, bridges and
beaches that the simplified coastline (about 100 m) leaves in the water."""
KM_PER_DEGREE = 111.2
COAST_REACH_DEG = COAST_TOLERANCE_KM / KM_PER_DEGREE / 0.75
"""The same in degrees in any direction: a degree of longitude is at least 0.75 of one of latitude here."""

RASTER_DEG = 0.005
"""Side of a raster square in degrees: about 500 m; one in ten on land needs the exact polygons."""
NONE, EXACT = -1, -2
"""Raster values besides region numbers: no region within the coast tolerance, and look closer."""


class Boundaries:
    """Polygons of all regions, with look-up of points."""

    def __init__(self, data: Arrays) -> None:
        self.codes: Codes = data["codes"]
        polygons = _decode(data)
        self.owner: npt.NDArray[np.int64] = data["polygon_region"].astype(np.int64)
        self.polygons = polygons
        self._tree = shapely.STRtree(polygons)
        shapely.prepare(polygons)
        self._south, self._west = (float(edge) for edge in data["raster_corner"])
        self._raster: npt.NDArray[np.int16] = data["raster"]

    def shape(self, code: str) -> MultiPolygon:
        """The multipolygon (lon, lat) of a region. Raises KeyError."""
        (where,) = np.nonzero(self.codes == code)
        if not len(where):
            raise KeyError(code)
        return MultiPolygon(shapely.get_parts(self.polygons[self.owner == where[0]]).tolist())

    def at(self, lat: float, lon: float) -> str | None:
        """Code of the region that holds the point, or the nearest within the coast tolerance."""
        if not (abs(lat) <= 90.0 and abs(lon) <= 360.0):  # NaN too
            return None
        row, column = (
            math.floor((lat - self._south) / RASTER_DEG),
            math.floor((lon - self._west) / RASTER_DEG),
        )
        if not (0 <= row < self._raster.shape[0] and 0 <= column < self._raster.shape[1]):
            return None
        square = int(self._raster[row, column])
        if square != EXACT:
            return None if square == NONE else str(self.codes[square])
        return str(self.at_many(np.array([lat]), np.array([lon]))[0]) or None

    def at_many(self, lats: Floats, lons: Floats) -> Codes:
        """Codes of the regions of many points; "" where there is none. Shapes (N,), (N,) -> (N,).

        Most points fall in raster squares that lie wholly in one region (or wholly off the coast) and need no
        geometry; the rest are decided by the exact polygons.
        """
        lats, lons = np.asarray(lats, dtype=float), np.asarray(lons, dtype=float)
        owner = self._raster_owner(lats, lons)
        open_ = np.nonzero(owner == EXACT)[0]
        owner[open_] = self._exact(lats[open_], lons[open_])
        coast = open_[owner[open_] < 0]
        owner[coast] = self._nearest(lats[coast], lons[coast])
        return np.where(owner >= 0, self.codes[owner], "")

    def _raster_owner(self, lats: Floats, lons: Floats) -> Ints:
        with np.errstate(invalid="ignore"):
            rows = np.floor((lats - self._south) / RASTER_DEG)
            columns = np.floor((lons - self._west) / RASTER_DEG)
            inside = (
                (rows >= 0)
                & (columns >= 0)
                & (rows < self._raster.shape[0])
                & (columns < self._raster.shape[1])
            )
        owner = np.full(lats.shape, NONE, dtype=np.int64)
        owner[inside] = self._raster[rows[inside].astype(np.intp), columns[inside].astype(np.intp)]
        return owner

    def _exact(self, lats: Floats, lons: Floats) -> Ints:
        which, polygon = self._tree.query(shapely.points(lons, lats), predicate="intersects")
        owner = np.full(lats.shape, NONE, dtype=np.int64)
        # A point on a shared border hits two polygons; written in descending order, the lower one wins.
        order = np.argsort(-polygon, kind="stable")
        owner[which[order]] = self.owner[polygon[order]]
        return owner

    def _nearest(self, lats: Floats, lons: Floats) -> Ints:
        """The nearest region within the coast tolerance of points outside all polygons."""
        owner = np.full(lats.shape, NONE, dtype=np.int64)
        points = shapely.points(lons, lats)
        which, polygon = self._tree.query(
            points, predicate="dwithin", distance=COAST_TOLERANCE_KM / KM_PER_DEGREE / 0.75
        )
        if not len(which):
            return owner
        ends = shapely.get_coordinates(shapely.shortest_line(points[which], self.polygons[polygon])).reshape(
            -1, 4
        )
        squeeze = np.cos(np.radians(lats[which]))
        km = KM_PER_DEGREE * np.hypot((ends[:, 2] - ends[:, 0]) * squeeze, ends[:, 3] - ends[:, 1])
        near = np.nonzero(km <= COAST_TOLERANCE_KM)[0]
        near = near[np.argsort(-km[near], kind="stable")]
        owner[which[near]] = self.owner[polygon[near]]
        return owner


def _decode(data: Arrays) -> npt.NDArray[np.object_]:
    """Rebuild the polygons from shared arcs (see tools/places/topology.py for the layout)."""
    arcs: list[Floats] = []
    begin = 0
    for first, count in zip(data["arc_first"], data["arc_steps"], strict=True):
        points = np.empty((int(count) + 1, 2))
        points[0] = first
        points[1:] = data["arc_step"][begin : begin + count].cumsum(axis=0) + first
        arcs.append(points * data["scale"] + data["translate"])
        begin += int(count)
    rings: list[list[Floats]] = [[] for _ in data["polygon_region"]]
    begin = 0
    for size, polygon in zip(data["ring_size"], data["ring_polygon"], strict=True):
        parts = [
            arcs[a] if a >= 0 else arcs[~a][::-1] for a in data["ring_arcs"][begin : begin + size].tolist()
        ]
        # Each arc ends where the next begins, so every arc after the first drops its first point.
        rings[int(polygon)].append(np.concatenate([parts[0], *(part[1:] for part in parts[1:])]))
        begin += int(size)
    polygons: npt.NDArray[np.object_] = np.empty(len(rings), dtype=object)
    polygons[:] = [Polygon(shell, holes) for shell, *holes in rings]
    for index in np.nonzero(~shapely.is_valid(polygons))[
        0
    ]:  # rings that the simplification made touch themselves
        # Twice: beside a line the polygons come as one MultiPolygon within the collection.
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(polygons[index])))
        polygons[index] = MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
    return polygons


@cache
def load_boundaries() -> Boundaries:
    """The shipped boundaries (read once, about a tenth of a second)."""
    with (files(__package__) / "data" / "boundaries.npz").open("rb") as stream, np.load(stream) as archive:
        return Boundaries({name: archive[name] for name in archive.files})
