"""Watched trips: which of them a new signal touches."""

from assistant.alerts.trip_index import TripIndex

__all__ = ["TripIndex"]
