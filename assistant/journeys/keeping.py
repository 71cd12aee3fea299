"""Trips come out of papers (calendars, bookings, habits), are merged, called off, and go with their papers.

A journey that a calendar and a booking tell is one trip, that of the booking; the calendar's plan stays with
it (`Trip.also`) and takes its place when the booking is called off. What the traveller called off does not
come back from the same paper; at another time it is another journey.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from assistant.clock import SEOUL
from assistant.journeys.same import same_journey, told_by
from assistant.journeys.trip import ACCESS, Provenance, Trip, TripPlan, Twin
from assistant.risk.model import Mode
from assistant.store.personal_data import PersonalData
from assistant.store.trips import MAX_TRIPS, ClientIdTaken

OUT_OF_PAPERS = frozenset({Provenance.CALENDAR, Provenance.BOOKING, Provenance.HABIT})
"""Read again and again; what was said or sent by the traveller is not."""


class Keeper:
    """The trips of one user, as papers tell them. Reads the store once: make a new one for each reading."""

    def __init__(self, stores: PersonalData, owner: str, user: str, now: datetime) -> None:
        self._stores, self._owner, self._user, self._now = stores, owner, user, now
        self._trips = {trip.id: trip for trip in stores.trips.of(owner, user)}
        self._cancelled = stores.cancelled.of(owner, user)

    def keep(self, plan: TripPlan, client_id: str, *, again: bool = False) -> bool:
        """Whether that is a new trip; `again`: also where its traveller had called it off.

        Raises `TooManyTrips`."""
        if self.called_off(client_id):
            if not again:
                return False
            self._stores.cancelled.drop(self._owner, self._user, client_id)
        twins = told_by(plan, self._trips.values())
        if plan.provenance is Provenance.CALENDAR:
            known = twins or self._in_another_calendar(plan, client_id)
            if known:
                self._tell_too(known[0], Twin(client_id=client_id, plan=plan))
                return False
        if any(Twin(client_id=client_id, plan=plan) in trip.also for trip in self._trips.values()):
            return False  # the booked trip was moved; the appointment was not
        self._tells_no_more(client_id)
        earlier = self._by_client_id(client_id)
        told = [Twin(client_id=trip.client_id, plan=trip.plan) for trip in twins]
        told += [twin for trip in (*twins, *((earlier,) if earlier else ())) for twin in trip.also]
        same = tuple(twin for twin in told if _one_journey(plan, twin.plan))
        # What is new is written before what it replaces goes: a process that dies between loses nothing.
        new = earlier is None and self._add(plan, client_id, same)
        if earlier is not None:
            if not (_alike(earlier.plan, plan) or _surer(earlier.plan, plan)):
                self._change(earlier, plan)
            self._also(self._trips[earlier.id], same)
        for trip in twins:
            self._remove(trip)
        self._alone(twin for twin in told if twin not in same)
        return new

    def called_off(self, client_id: str) -> bool:
        """Whether its traveller called it off."""
        return client_id in self._cancelled

    def gone(self, client_id: str) -> bool:
        """A paper tells a journey no more; whether a trip went. Another paper's plan takes its place."""
        self._tells_no_more(client_id)
        trip = self._by_client_id(client_id)
        if trip is None:
            return False
        for twin in trip.also[:1]:
            self._add(twin.plan, twin.client_id, ())
        self._remove(trip)
        self._alone(trip.also[1:])
        return not trip.also

    def booked(self, mode: Mode, day: date, start: str) -> str | None:
        """The id of the one ticket of a day from a place, for a paper that calls it off without its hour."""
        found = [
            trip.client_id
            for trip in self._trips.values()
            if trip.plan.provenance is Provenance.BOOKING
            and trip.plan.mode is mode
            and trip.plan.first.astimezone(SEOUL).date() == day
            and start
            and trip.plan.origin.name.startswith(start.removesuffix("역"))
        ]
        return found[0] if len(found) == 1 else None

    def room_for(self, client_ids: Iterable[str]) -> bool:
        """Whether these can all be kept."""
        known = {trip.client_id for trip in self._trips.values()}
        return len(self._trips) + len(set(client_ids) - known) <= MAX_TRIPS

    def told(self, prefix: str) -> dict[str, datetime]:
        """The ids with this beginning, of trips and of what tells them too, with the first departure."""
        every = [(trip.client_id, trip.plan) for trip in self._trips.values()]
        every += [(twin.client_id, twin.plan) for trip in self._trips.values() for twin in trip.also]
        return {name: plan.first for name, plan in every if name is not None and name.startswith(prefix)}

    def _alone(self, twins: Iterable[Twin]) -> None:
        """What told of a journey tells one of its own, or of another."""
        for twin in twins:
            if twin.client_id is None:
                self._add(twin.plan, None, ())
            else:
                self.keep(twin.plan, twin.client_id)

    def _in_another_calendar(self, plan: TripPlan, client_id: str) -> tuple[Trip, ...]:
        """The trip that another calendar, or a file of it, tells already."""
        return tuple(
            trip
            for trip in self._trips.values()
            if trip.client_id not in (client_id, None) and _one_calendar(plan, trip.plan)
        )

    def _tell_too(self, trip: Trip, twin: Twin) -> None:
        """A calendar tells a trip that was booked."""
        mine = self._by_client_id(twin.client_id) if twin.client_id is not None else None
        if mine is not None:
            self._remove(mine)
        if twin in trip.also:
            return
        self._tells_no_more(twin.client_id)
        self._also(self._trips[trip.id], (*self._trips[trip.id].also, twin))

    def _tells_no_more(self, client_id: str | None) -> None:
        for trip in list(self._trips.values()):
            left = tuple(twin for twin in trip.also if twin.client_id != client_id or client_id is None)
            if left != trip.also:
                self._also(trip, left)

    def _also(self, trip: Trip, also: tuple[Twin, ...]) -> None:
        if also == trip.also:
            return
        self._stores.trips.tell_too(trip.id, also, self._now)
        self._trips[trip.id] = replace(trip, also=also)

    def _change(self, trip: Trip, plan: TripPlan) -> None:
        """What was told of a trip holds for the same way at the same time, whatever it is called."""
        if _way(plan) == _way(trip.plan):
            changed = self._stores.trips.replan(self._owner, trip.id, plan, trip.rated, self._now)
        else:
            changed = self._stores.move_trip(self._owner, trip.id, plan, None, self._now)
        self._trips[trip.id] = changed or replace(trip, plan=plan)

    def _by_client_id(self, client_id: str) -> Trip | None:
        return next((trip for trip in self._trips.values() if trip.client_id == client_id), None)

    def _add(self, plan: TripPlan, client_id: str | None, also: tuple[Twin, ...]) -> bool:
        add = self._stores.trips.add
        try:
            trip, new = add(self._owner, self._user, plan, self._now, client_id=client_id, also=also)
        except ClientIdTaken:  # another process was quicker
            return False
        self._trips[trip.id] = trip
        return new

    def _remove(self, trip: Trip) -> None:
        self._stores.remove_trip(self._owner, trip.id)
        self._trips.pop(trip.id, None)


def call_off(stores: PersonalData, owner: str, trip_id: str) -> tuple[Trip, ...]:
    """The traveller calls a trip off: it goes, with the way to where it departs, and does not come back from
    its papers. What was deleted, the trip itself first; nothing if there is no such trip."""
    trip = stores.trips.get(owner, trip_id)
    if trip is None or not stores.remove_trip(owner, trip_id):
        return ()
    papers = [(trip.client_id, trip.plan), *((twin.client_id, twin.plan) for twin in trip.also)]
    named = [name for name, plan in papers if name is not None and plan.provenance in OUT_OF_PAPERS]
    ways = [name + ACCESS for name in named]
    stores.cancelled.add(owner, trip.user, [*named, *ways], trip.over)
    found = (stores.trips.by_client_id(owner, trip.user, way) for way in ways)
    went = [way for way in found if way is not None and stores.remove_trip(owner, way.id)]
    return (trip, *went)


def _way(plan: TripPlan) -> tuple[object, ...]:
    """From where to where and when; of a whole day less is left later on."""
    last = plan.window[1] if plan.window else None
    return plan.origin, plan.destination, plan.depart, last, plan.mode, plan.profile, plan.scenario


def _one_calendar(a: TripPlan, b: TripPlan) -> bool:
    return a.provenance is b.provenance is Provenance.CALENDAR and _way(a) == _way(b)


def _one_journey(a: TripPlan, b: TripPlan) -> bool:
    return same_journey(a, b) or _one_calendar(a, b)


def _alike(old: TripPlan, new: TripPlan) -> bool:
    """The same plan; of a whole day, less of it is left later on."""
    if old.window and new.window and old.window[1] == new.window[1] and old.window[0] <= new.window[0]:
        new = replace(new, window=old.window)
    return old == new


def _surer(old: TripPlan, new: TripPlan) -> bool:
    """Whether a paper that tells less comes after one that told more; a calendar is as it was last read."""
    return new.provenance is not Provenance.CALENDAR and old.confidence > new.confidence
