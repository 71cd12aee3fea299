"""What usual places are called, without telling more than the district."""

from __future__ import annotations

from assistant.journeys.habits.model import Role, UsualPlace
from assistant.places import load_regions
from assistant.places.model import Place, PlaceKind

_ROLES = {Role.HOME: "집", Role.WORK: "회사"}


def name_of(place: UsualPlace) -> str:
    """집, 회사, else the district."""
    named = _ROLES.get(place.role)
    if named is not None:
        return named
    region = load_regions().at(place.lat, place.lon)
    return region.name if region is not None else "자주 가시는 곳"


def place_of(usual: UsualPlace) -> Place:
    """As a place to travel from and to."""
    region = load_regions().at(usual.lat, usual.lon)
    return Place(
        name=name_of(usual),
        kind=PlaceKind.SAVED,
        lat=usual.lat,
        lon=usual.lon,
        region=region.code if region is not None else None,
    )
