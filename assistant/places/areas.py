"""Which region codes a province or district covers, and which places lie inside it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from assistant.places.model import Place, PlaceKind
from assistant.places.provinces import province_codes, provinces
from assistant.places.regions import load_regions


@cache
def areas_of(place: Place) -> frozenset[str]:
    """Code prefixes that a place covers: two digits for provinces, five for districts; empty for points."""
    if place.kind is PlaceKind.PROVINCE:
        own = [code for code, province in provinces().items() if province.title == place.name]
        return frozenset(own or province_codes(place.name))
    if place.kind is PlaceKind.DISTRICT and place.region:
        region = load_regions().get(place.region)
        if region.parent == place.name:
            return frozenset(r.code for r in load_regions().find(place.name) if r.code[:2] == region.code[:2])
        return frozenset({region.code})
    return frozenset()


def contains(area: Place, place: Place) -> bool:
    """Whether a place lies in the area and is not the area itself."""
    codes = areas_of(area)
    if not codes or place.region is None or areas_of(place) == codes:
        return False
    if place.kind is PlaceKind.DISTRICT:
        return all(any(code.startswith(c) for c in codes) for code in areas_of(place))
    return any(place.region.startswith(code) for code in codes)


def inside(places: Iterable[Place], area: Place) -> tuple[Place, ...]:
    """Those of the places that lie in the area."""
    return tuple(place for place in places if contains(area, place))


def covered(place: Place, prefixes: Iterable[str]) -> bool:
    """Whether a province lies wholly in a group of provinces (광주 in 전라도)."""
    return place.kind is PlaceKind.PROVINCE and areas_of(place) <= set(prefixes)
