"""Whether a trip out of a calendar and one out of a booking are the same journey."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from assistant.journeys.trip import Provenance, Trip, TripPlan
from assistant.risk.matching import distance_km

APART = timedelta(hours=3)
"""Between departures: who has to be there in time leaves home earlier than the train leaves."""
ARRIVES_KM, LEAVES_KM = 5.0, 15.0
"""Between destinations, and between origins: home and the station of the town are one journey's beginning."""
PAPERS = frozenset({Provenance.CALENDAR, Provenance.BOOKING})


def same_journey(a: TripPlan, b: TripPlan) -> bool:
    """One of a calendar, the other booked, about the same hours, between about the same places."""
    return (
        {a.provenance, b.provenance} == PAPERS
        and a.scenario == b.scenario
        and abs(a.first - b.first) <= APART
        and distance_km(a.destination.lat, a.destination.lon, b.destination.lat, b.destination.lon)
        <= ARRIVES_KM
        and distance_km(a.origin.lat, a.origin.lon, b.origin.lat, b.origin.lon) <= LEAVES_KM
    )


def told_by(plan: TripPlan, stored: Iterable[Trip]) -> tuple[Trip, ...]:
    """The stored trips that are the same journey."""
    return tuple(trip for trip in stored if same_journey(plan, trip.plan))
