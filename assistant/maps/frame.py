"""From degrees to the page: a flat map of a part of Korea, north up."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

MARGIN = 0.12
"""Space around what is shown, as a share of its larger side."""
SMALLEST_DEG = 0.35
"""A short way is not blown up beyond this many degrees of latitude."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A box of degrees on a page of `width` x `height` units."""

    west: float
    south: float
    east: float
    north: float
    width: float
    height: float

    @staticmethod
    def around(points: Iterable[tuple[float, float]], width: float, height: float) -> Frame:
        """The smallest frame of that shape with a margin around all points (lat, lon)."""
        lats, lons = zip(*points, strict=True)
        middle_lat, middle_lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        squeeze = math.cos(math.radians(middle_lat))
        tall = max(max(lats) - min(lats), SMALLEST_DEG)
        wide = max((max(lons) - min(lons)) * squeeze, SMALLEST_DEG * width / height)
        # Degrees of latitude for one unit of the page, the same in both directions.
        unit = max(tall / height, wide / width) * (1 + 2 * MARGIN)
        half_lat, half_lon = unit * height / 2, unit * width / 2 / squeeze
        return Frame(
            middle_lon - half_lon,
            middle_lat - half_lat,
            middle_lon + half_lon,
            middle_lat + half_lat,
            width,
            height,
        )

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """(x, y) on the page, y down."""
        x = (lon - self.west) / (self.east - self.west) * self.width
        y = (self.north - lat) / (self.north - self.south) * self.height
        return x, y

    def holds(self, lat: float, lon: float) -> bool:
        """Whether the point is on the page."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east

    @property
    def degrees_per_unit(self) -> float:
        """Degrees of latitude for one unit of the page."""
        return (self.north - self.south) / self.height
