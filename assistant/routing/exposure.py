"""Cuts a route into exposures: H3 cell (resolution 7) x time, at a fixed departure.

Between two points the traveller counts as being at the first one for half of the time and at the second
one for the other half. Neighbouring stays in the same cell, region and mode are merged. In the air there is
no ground exposure: of a flight only the airports remain. `batch` does this for many routes at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain

import h3.api.basic_int as h3

from assistant.places.model import Place
from assistant.risk.model import Exposure, Itinerary, Mode
from assistant.routing.batch import MODES, cell_id, expose_batch
from assistant.routing.labels import region_at
from assistant.routing.model import Route

STAY_SLOT = timedelta(hours=1)


def expose(route: Route, depart: datetime) -> Itinerary:
    """The itinerary of `route` for a departure at the aware time `depart`.

    Exposures are in time order and do not overlap; together they cover the whole journey but for
    the time in the air.
    """
    points = list(chain.from_iterable(leg.points for leg in route.legs))
    batch = expose_batch((route,), (depart,))
    columns = (batch.cells, batch.points, batch.modes, batch.starts, batch.ends)
    exposures = tuple(
        Exposure(
            cell=cell_name(cell),
            lat=points[at].lat,
            lon=points[at].lon,
            region=points[at].region,
            place=points[at].label,
            start=depart + timedelta(minutes=start),
            end=depart + timedelta(minutes=end),
            mode=MODES[mode],
        )
        for cell, at, mode, start, end in zip(*(column.tolist() for column in columns), strict=True)
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
        note=route.note,
    )


def cell_name(cell: int) -> str:
    """The usual spelling of an H3 cell."""
    return str(h3.int_to_str(cell))  # type: ignore[no-untyped-call]


def stay(place: Place, start: datetime, end: datetime) -> Itinerary:
    """The itinerary of somebody who is at `place` during [start, end), in slots of an hour.

    Raises ValueError if `end` is not after `start`.
    """
    if end <= start:
        raise ValueError(f"a stay must end after it starts: {start.isoformat()} - {end.isoformat()}")
    cell = cell_name(cell_id(place.lat, place.lon))
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
