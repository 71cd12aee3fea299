"""Trips ahead: what they are and where they came from. Pure types; `assistant.store` keeps them encrypted."""

from assistant.journeys.trip import Provenance, Rated, Trip, TripPlan, Twin

__all__ = ["Provenance", "Rated", "Trip", "TripPlan", "Twin"]
