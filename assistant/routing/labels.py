"""Short Korean names for points on the way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from assistant.places.regions import load_regions
from assistant.routing.geo import Point

SHARED_NAMES = frozenset({"고성군", "광주시"})
"""Names of two regions in different provinces (구 apart, which are always told with their city)."""


@cache
def region_label(code: str | None) -> str:
    """ "청도군", "부산 중구"; "바다" for no region."""
    if code is None:
        return "바다"
    index = load_regions()
    try:
        name = index.get(code).name
    except KeyError:
        return code
    if name in SHARED_NAMES or (name.endswith("구") and " " not in name):
        return index.spoken(code)
    return name


def region_at(lat: float, lon: float) -> str | None:
    """Region code of a point on land, None at sea or abroad."""
    region = load_regions().at(lat, lon)
    return region.code if region else None


def regions_at(points: Sequence[Point]) -> list[str | None]:
    """The same for many points at once."""
    codes = load_regions().at_many(*np.array(points, dtype=float).reshape(-1, 2).T)
    return [str(code) or None for code in codes]
