"""Airports by their code, and the zone of a place whose times are written without one."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import airportsdata

from assistant.clock import SEOUL
from assistant.journeys.bookings.model import Spot


@cache
def _known() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = airportsdata.load("IATA")
    return table


@cache
def _zones_of(country: str) -> frozenset[str]:
    return frozenset(row["tz"] for row in _known().values() if row["country"] == country)


def airport(code: str, name: str = "") -> Spot:
    """The airport of a code, by the name given; an unknown code stays one without a point."""
    row = _known().get(code.upper())
    if row is None:
        return Spot(name=name, code=code.upper())
    return Spot(
        name=name or str(row["name"]),
        code=code.upper(),
        country=str(row["country"]),
        point=(float(row["lat"]), float(row["lon"])),
    )


def airport_of_city(city: str) -> Spot | None:
    """The one of a Korean city as English names it; None if there is none, or several."""
    plain = city.casefold().removesuffix(" city").strip()
    found = [
        code
        for code, row in _known().items()
        if row["country"] == "KR" and str(row["city"]).casefold().removesuffix(" city") == plain
    ]
    return airport(found[0]) if len(found) == 1 else None


def is_airport(code: str) -> bool:
    """Whether three letters are the code of an airport."""
    return len(code) == 3 and code.isupper() and code in _known()


def zone_of(spot: Spot) -> ZoneInfo | None:
    """The zone: of the airport, else of the country if it has one only; None if neither tells."""
    row = _known().get(spot.code)
    if row is not None:
        return ZoneInfo(str(row["tz"]))
    if spot.country in ("KR", "KOR"):
        return SEOUL
    zones = _zones_of(spot.country) if len(spot.country) == 2 else frozenset()
    return ZoneInfo(next(iter(zones))) if len(zones) == 1 else None
