"""What `gilbeot trips import` and `POST /v1/trips/import` do: documents in, trips out, each journey once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assistant.journeys.appointments import Found, trip_to
from assistant.journeys.bookings import BookingUnreadable, Reservation, merged, read_booking, sort_of
from assistant.journeys.bookings.plan import trips_of
from assistant.journeys.calendar import Appointment, read_calendar
from assistant.journeys.calendar_file import CalendarUnreadable
from assistant.journeys.home import Home
from assistant.journeys.keeping import Keeper
from assistant.journeys.trip import ACCESS
from assistant.routing.model import Planner
from assistant.store.personal_data import PersonalData
from assistant.store.trips import TooManyTrips

_NEAR = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Imported:
    """What documents told."""

    found: tuple[Found, ...]
    reservations: tuple[Reservation, ...]
    errors: tuple[str, ...]
    """Korean, one for each document or part of one that could not be read."""
    unreadable: int
    """Documents of which nothing could be read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the trips of documents."""

    new: int
    called_off: int
    """Left out, because their traveller had called them off."""


def import_documents(
    documents: Iterable[tuple[str, bytes]], home: Home, planner: Planner, now: datetime, days: int
) -> Imported:
    """Trips out of (name, content) pairs, within `days` from `now` for recurring appointments."""
    bookings: list[Reservation] = []
    appointments: list[Appointment] = []
    errors: list[str] = []
    unreadable = 0
    for name, data in documents:
        try:
            papers = read_booking(data, now)
            bookings += papers.reservations
            told = list(papers.errors)
            if sort_of(data) == "ics":
                read = read_calendar(data, now, now + timedelta(days=days))
                appointments += read.appointments
                told = list(dict.fromkeys((*told, *read.errors)))
            errors += (f"{name}: {error}" for error in told)
        except (BookingUnreadable, CalendarUnreadable) as error:
            errors.append(f"{name}: {error}")
            unreadable += 1
    journeys = merged(bookings)
    found = [trip for one in journeys for trip in trips_of(one, home.place, planner, now)]
    for appointment in appointments:
        if not any(_is(appointment, one) for one in journeys):
            found.append(trip_to(appointment, home.place, planner, now))
    return Imported(tuple(map(home.told, found)), tuple(journeys), tuple(errors), unreadable)


def _is(appointment: Appointment, one: Reservation) -> bool:
    """Whether an appointment is a booking written into the calendar as well."""
    if one.when is None:
        return bool(appointment.all_day and one.day == appointment.start.date())
    if abs(appointment.start - one.when) <= _NEAR:
        return True
    return (
        bool(one.service)
        and one.service.replace(" ", "") in appointment.title.replace(" ", "")
        and (appointment.start.date() == one.when.date())
    )


def keep(
    stores: PersonalData,
    owner: str,
    user: str,
    found: Iterable[Found],
    now: datetime,
    *,
    again: bool = False,
) -> Kept:
    """Stores the trips, each once, and forgets those that are called off.

    A changed one takes the place of the old, a booking that of the calendar; what its traveller called off
    comes back with `again` only. Raises `TooManyTrips`, before anything is stored."""
    keeper, new, left_out = Keeper(stores, owner, user, now), 0, 0
    found = tuple(found)
    if not keeper.room_for(each.client_id for each in found if each.plan is not None):
        raise TooManyTrips
    for each in found:
        off = each.appointment.cancelled or (each.booking is not None and each.booking.cancelled)
        if off:
            name = _called_off(keeper, each)
            keeper.gone(name)
            keeper.gone(name + ACCESS)
        elif each.plan is not None:
            left_out += keeper.called_off(each.client_id) and not again
            new += keeper.keep(each.plan, each.client_id, again=again)
    return Kept(new, left_out)


def _called_off(keeper: Keeper, each: Found) -> str:
    """The id of what is called off; a message may tell the day and the places only."""
    one = each.booking
    if one is None or one.when is not None or one.day is None or one.kind.mode is None:
        return each.client_id
    return keeper.booked(one.kind.mode, one.day, one.start.name) or each.client_id


def reservation_out(one: Reservation) -> dict[str, Any]:
    """A booking as JSON: places and times, without its number."""

    def spot(side: Any) -> dict[str, Any] | None:
        if not side:
            return None
        lat, lon = side.point or (None, None)
        return {"name": side.name, "code": side.code or None, "address": side.address, "lat": lat, "lon": lon}

    return {
        "kind": one.kind.value,
        "title": one.title,
        "service": one.service,
        "departure": spot(one.start),
        "arrival": spot(one.end),
        "depart": one.depart.isoformat() if one.depart else None,
        "arrive": one.arrive.isoformat() if one.arrive else None,
        "boarding": one.boarding.isoformat() if one.boarding else None,
        "day": one.day.isoformat() if one.day else None,
        "cancelled": one.cancelled,
        "papers": [paper.value for paper in one.papers],
        "confidence": round(one.confidence, 2),
    }


def found_out(each: Found) -> dict[str, Any]:
    """A trip, or why there is none, as JSON."""
    plan = each.plan
    return {
        "title": plan.title if plan else each.appointment.title,
        "start": each.appointment.start.isoformat(),
        "where": each.appointment.where,
        "origin": plan.origin.name if plan else None,
        "origin_source": plan.origin_source.value if plan and plan.origin_source else None,
        "destination": plan.destination.name if plan else None,
        "depart": plan.depart.isoformat() if plan and plan.depart else None,
        "mode": plan.mode.value if plan and plan.mode else None,
        "provenance": plan.provenance.value if plan else None,
        "confidence": plan.confidence if plan else None,
        "why_not": each.why_not,
    }
