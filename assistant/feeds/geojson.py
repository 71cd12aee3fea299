"""Signals as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import cos, radians
from typing import Any

from assistant.places import load_regions
from assistant.risk.model import Area, Circle, Signal

MEDIA_TYPE = "application/geo+json"
KM_PER_DEGREE = 111.2
CORNERS = 32
"""Of a disc: GeoJSON knows no circles."""
SIMPLIFIED = 0.002
"""Degrees by which outlines may be off: some 200 m."""


def geojson(signals: Sequence[Signal], documents: Sequence[dict[str, Any]]) -> bytes:
    """A FeatureCollection with the given properties: the outlines of the districts, and discs as polygons.

    Sea areas have no outline here: a signal for those alone has no geometry."""
    features = [
        {"type": "Feature", "id": signal.id, "geometry": _geometry(signal.area), "properties": document}
        for signal, document in zip(signals, documents, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _geometry(area: Area) -> dict[str, Any] | None:
    from shapely import set_precision, unary_union
    from shapely.geometry import mapping

    shapes: list[Any] = []
    for code in sorted(area.regions):
        try:
            shapes.append(load_regions().shape(code))
        except KeyError:
            continue
    if area.circle is not None:
        shapes.append(_disc(area.circle))
    if not shapes:
        return None
    outline: Any = unary_union(shapes).simplify(SIMPLIFIED)
    outline = set_precision(outline, 0.0001)  # type: ignore[no-untyped-call]
    whole: dict[str, Any] = mapping(outline)  # type: ignore[no-untyped-call]
    return whole


def _disc(circle: Circle) -> Any:
    from shapely.geometry import Polygon

    north = circle.radius_km / KM_PER_DEGREE
    east = north / max(0.2, cos(radians(circle.lat)))
    turns = [radians(360.0 * corner / CORNERS) for corner in range(CORNERS)]
    corners = [(circle.lon + east * cos(t), circle.lat + north * cos(t - radians(90))) for t in turns]
    return Polygon(corners)  # type: ignore[no-untyped-call]
