"""Rasters the regions: which squares lie wholly in one region, wholly off the coast, or need the polygons."""

from __future__ import annotations

import numpy as np
import shapely

from assistant.places.boundaries import COAST_REACH_DEG, EXACT, NONE, RASTER_DEG


def empty_raster() -> dict[str, np.ndarray]:
    """A raster that sends every point to the polygons: what the boundaries start with while building."""
    return {"raster_corner": np.array([30.0, 120.0]), "raster": np.full((2000, 3000), EXACT, dtype=np.int16)}


def make_raster(polygons: np.ndarray, owner: np.ndarray) -> dict[str, np.ndarray]:
    """The arrays `raster` (rows south to north, columns west to east) and `raster_corner` (lat, lon)."""
    west, south, east, north = shapely.total_bounds(polygons)
    south, west = np.floor(south * 10) / 10 - 0.1, np.floor(west * 10) / 10 - 0.1
    rows, columns = int((north + 0.1 - south) / RASTER_DEG), int((east + 0.1 - west) / RASTER_DEG)
    lat = south + RASTER_DEG * np.arange(rows)
    lon = west + RASTER_DEG * np.arange(columns)
    grid_lon, grid_lat = np.meshgrid(lon, lat)
    boxes = shapely.box(grid_lon, grid_lat, grid_lon + RASTER_DEG, grid_lat + RASTER_DEG).ravel()
    raster = np.full(rows * columns, NONE, dtype=np.int16)
    tree = shapely.STRtree(polygons)
    near, _ = tree.query(boxes, predicate="dwithin", distance=COAST_REACH_DEG)
    raster[near] = EXACT
    within, polygon = tree.query(boxes, predicate="covered_by")
    raster[within] = owner[polygon]
    # A square inside one polygon may touch another that overlaps it by a rounding error: look closer there.
    touched, other = tree.query(boxes, predicate="intersects")
    mixed = touched[(raster[touched] >= 0) & (raster[touched] != owner[other])]
    raster[mixed] = EXACT
    return {"raster_corner": np.array([south, west]), "raster": raster.reshape(rows, columns)}
