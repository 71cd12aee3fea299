"""Whether a trip out of a calendar and one out of a booking are the same journey."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from assistant.journeys.trip import Provenance, Trip, TripPlan
from assistant.places.areas import contains
from assistant.places.model import Place
from assistant.risk.matching import distance_km

APART = timedelta(hours=3)
"""Between departures: who has to be there in time leaves home earlier than the train leaves."""
ARRIVES_KM, LEAVES_KM = 5.0, 15.0
"""Between destinations, and between origins: home and the station of the town are one journey's beginning."""
CITY_KM = 40.0
"""From the middle of a city to its stations and airports, at the most."""
PAPERS = frozenset({Provenance.CALENDAR, Provenance.BOOKING})


def same_journey(a: TripPlan, b: TripPlan) -> bool:
    """One of a calendar, the other booked, about the same hours, between about the same places."""
    return (
        {a.provenance, b.provenance} == PAPERS
        and a.scenario == b.scenario
        and abs(a.first - b.first) <= APART
        and _one_end(a.destination, b.destination)
        and _apart_km(a.origin, b.origin) <= LEAVES_KM
    )


def _one_end(a: Place, b: Place) -> bool:
    """About the same place, or the one is the city of the other: 부산 and 부산역."""
    apart = _apart_km(a, b)
    return apart <= ARRIVES_KM or (apart <= CITY_KM and (contains(a, b) or contains(b, a)))


def _apart_km(a: Place, b: Place) -> float:
    return distance_km(a.lat, a.lon, b.lat, b.lon)


def told_by(plan: TripPlan, stored: Iterable[Trip]) -> tuple[Trip, ...]:
    """The stored trips that are the same journey."""
    return tuple(trip for trip in stored if same_journey(plan, trip.plan))
