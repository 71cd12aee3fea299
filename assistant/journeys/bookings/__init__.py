"""Bookings: schema.org mails and pages, Wallet passes, calendars, Korean confirmation texts."""

from assistant.journeys.bookings.merge import merged
from assistant.journeys.bookings.model import BookingUnreadable, Kind, Paper, Reservation, Spot
from assistant.journeys.bookings.read import Papers, read_booking, sort_of

__all__ = [
    "BookingUnreadable",
    "Kind",
    "Paper",
    "Papers",
    "Reservation",
    "Spot",
    "merged",
    "read_booking",
    "sort_of",
]
