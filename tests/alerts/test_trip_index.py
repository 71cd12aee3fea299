"""The trips that an area touches are those that a look at every one of them finds."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.alerts import TripIndex
from assistant.risk.matching import distance_km
from assistant.risk.model import Area, Circle, Itinerary
from tests.risk.builders import NOW, REGIONS, itinerary, minutes
from tests.risk.strategies import codes, trips
from tests.risk.test_risk_bulk import columns

circles = st.one_of(
    st.none(), st.builds(Circle, lat=st.floats(34, 37), lon=st.just(128.7), radius_km=st.floats(10, 300))
)
areas = st.builds(Area, regions=st.frozensets(codes, max_size=3), circle=circles)


def holds(area: Area, region: str | None, lat: float, lon: float) -> bool:
    circle = area.circle
    if circle is not None and distance_km(circle.lat, circle.lon, lat, lon) <= circle.radius_km:
        return True
    return region in area.regions


@given(st.lists(trips, max_size=6), areas, st.integers(-500, 2500), st.integers(1, 600))
@settings(max_examples=300, deadline=None)
def test_as_one_by_one(given: list[Itinerary], area: Area, since: int, length: int) -> None:
    start = NOW + minutes(since)
    end = start + minutes(length)
    wanted = [
        number
        for number, trip in enumerate(given)
        if any(
            holds(area, s.region, s.lat, s.lon) and s.start < end and start < s.end for s in trip.exposures
        )
    ]
    assert TripIndex(columns(given)).touched(area, start, end).tolist() == wanted


def test_many_departures_of_one_profile() -> None:
    from dataclasses import replace

    one = columns([itinerary([("11110", 60), ("48270", 60)])])
    leave = one.departs[0] + np.arange(0, 600, 10.0)
    many = replace(one, profile=np.zeros(60, np.int64), departs=leave)
    found = TripIndex(many).touched(
        Area(regions=frozenset({"48270"})), NOW + timedelta(hours=5), NOW + timedelta(hours=6)
    )
    # In the second hour at 5:00 to 6:00 are those that left more than three and less than five hours in.
    assert found.tolist() == list(range(19, 30))


def test_unknown_regions_touch_nobody() -> None:
    index = TripIndex(columns([itinerary([(code, 5) for code in REGIONS])]))
    assert index.touched(Area(regions=frozenset({"99999"})), NOW, NOW + minutes(60)).tolist() == []
