"""Cuts a route into exposures: H3 cell (resolution 7) x time, at a fixed departure.

Between two points the traveller counts as being at the first one for half of the time and at the second
one for the other half. Neighbouring stays in the same cell, region and mode are merged. In the air there is
no ground exposure: of a flight only the airports remain.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import h3.api.basic_str as h3

from assistant.places.model import Place
from assistant.risk.model import Exposure, Itinerary, Mode
from assistant.routing.geo import distance_km
from assistant.routing.labels import region_at
from assistant.routing.model import Leg, Route, RoutePoint

RESOLUTION = 7
"""H3 resolution of an exposure: cells of about 5 km², 2.4 km across."""

AIRBORNE_KM = 20.0
"""Two points of a flight leg farther apart than this are joined in the air, not on the ground."""

STAY_SLOT = timedelta(hours=1)


@lru_cache(maxsize=65536)
def cell_of(lat: float, lon: float) -> str:
    """The H3 cell of a point at `RESOLUTION`."""
    return str(h3.latlng_to_cell(lat, lon, RESOLUTION))  # type: ignore[no-untyped-call]


def expose(route: Route, depart: datetime) -> Itinerary:
    """The itinerary of `route` for a departure at the aware time `depart`.

    Exposures are in time order and do not overlap; together they cover the whole journey but for
    the time in the air.
    """
    slots: list[tuple[RoutePoint, str, Mode, float, float]] = []
    for point, mode, start, end in _stays(route):
        cell = cell_of(point.lat, point.lon)
        if slots:
            last, last_cell, last_mode, last_start, last_end = slots[-1]
            if last_cell == cell and last_mode is mode and last.region == point.region and last_end >= start:
                slots[-1] = (last, cell, mode, last_start, end)
                continue
        slots.append((point, cell, mode, start, end))
    exposures = tuple(
        Exposure(
            cell=cell,
            lat=point.lat,
            lon=point.lon,
            region=point.region,
            place=point.label,
            start=depart + timedelta(minutes=start),
            end=depart + timedelta(minutes=end),
            mode=mode,
        )
        for point, cell, mode, start, end in slots
    )
    return Itinerary(
        origin=route.origin.short,
        destination=route.destination.short,
        mode=route.mode,
        depart=depart,
        arrive=depart + timedelta(minutes=route.minutes),
        exposures=exposures,
        distance_km=route.distance_km,
        via=route.via,
    )


def stay(place: Place, start: datetime, end: datetime) -> Itinerary:
    """The itinerary of somebody who is at `place` during [start, end), in slots of an hour.

    Raises ValueError if `end` is not after `start`.
    """
    if end <= start:
        raise ValueError(f"a stay must end after it starts: {start.isoformat()} - {end.isoformat()}")
    cell = cell_of(place.lat, place.lon)
    region = place.region or region_at(place.lat, place.lon)
    slots: list[Exposure] = []
    at = start
    while at < end:
        until = min(at + STAY_SLOT, end)
        slots.append(
            Exposure(
                cell=cell,
                lat=place.lat,
                lon=place.lon,
                region=region,
                place=place.short,
                start=at,
                end=until,
                mode=Mode.WALK,
            )
        )
        at = until
    return Itinerary(
        origin=place.short,
        destination=place.short,
        mode=Mode.WALK,
        depart=start,
        arrive=end,
        exposures=tuple(slots),
        distance_km=0.0,
    )


def _stays(route: Route) -> Iterator[tuple[RoutePoint, Mode, float, float]]:
    """Each point of the route with the minutes [start, end) during which it stands for the traveller."""
    for leg in route.legs:
        points = leg.points
        for first, second in pairwise(points):
            if second.minute <= first.minute or _airborne(leg, first, second):
                continue
            middle = (first.minute + second.minute) / 2
            yield first, leg.mode, first.minute, middle
            yield second, leg.mode, middle, second.minute


def _airborne(leg: Leg, first: RoutePoint, second: RoutePoint) -> bool:
    if leg.mode is not Mode.FLIGHT:
        return False
    return distance_km(first.lat, first.lon, second.lat, second.lon) > AIRBORNE_KM
