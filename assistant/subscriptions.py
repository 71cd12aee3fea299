"""Subscribed calendars: read now and then; journeys come, move and go with their appointments."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.journeys.appointments import Found, trip_to
from assistant.journeys.calendar import CalendarUnreadable
from assistant.journeys.remote_calendar import CalendarUnreachable, read_remote
from assistant.journeys.same import told_by
from assistant.routing.model import Planner
from assistant.store.calendars import Subscription
from assistant.store.personal_data import PersonalData
from assistant.store.trips import ClientIdTaken, TooManyTrips

log = logging.getLogger(__name__)

AHEAD = timedelta(days=60)
"""So far ahead journeys are looked for."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a reading changed."""

    new: int
    gone: int
    errors: tuple[str, ...]
    """Korean."""


class Subscriptions:
    """Reads the calendars of everybody in a database."""

    def __init__(self, stores: PersonalData, planner: Planner, trusted: frozenset[str] = frozenset()) -> None:
        self._stores, self._planner, self._trusted = stores, planner, trusted

    async def run(self, clock: Callable[[], datetime], every_s: float) -> None:
        """Until cancelled. A calendar that fails keeps its journeys and is read again next time."""
        while True:
            for each in await asyncio.to_thread(self._stores.calendars.all):
                try:
                    await self.refresh(each, clock())
                except (CalendarUnreachable, CalendarUnreadable) as error:
                    log.warning("calendar %s: %s", each.id, type(error).__name__)
                except Exception as error:
                    log.exception("calendar %s: %s", each.id, type(error).__name__)
            await asyncio.sleep(every_s)

    async def refresh(self, one: Subscription, now: datetime) -> Refreshed:
        """Reads one, all of it or nothing. Raises `CalendarUnreachable`, `CalendarUnreadable`."""
        read = await read_remote(one.source, now, now + AHEAD, self._trusted)

        def keep() -> Refreshed:
            found = [trip_to(appointment, one.home, self._planner, now) for appointment in read.appointments]
            new, errors = self._keep(one, found, now)
            here = {_key(one, each) for each in found if each.plan is not None}
            return Refreshed(new, self._drop(one, here, now), (*read.errors, *errors))

        return await asyncio.to_thread(keep)

    def leave(self, one: Subscription, now: datetime) -> int:
        """Ends a subscription, with its journeys that are still ahead; how many these were."""
        self._stores.calendars.remove(one.owner, one.user, one.id)
        return self._drop(one, set(), now)

    def _keep(self, one: Subscription, found: list[Found], now: datetime) -> tuple[int, tuple[str, ...]]:
        trips, count = self._stores.trips, 0
        stored = trips.of(one.owner, one.user)
        for each in found:
            if each.plan is None or told_by(each.plan, stored):
                continue  # no trip, or one that was booked and is known from the booking
            key = _key(one, each)
            try:
                try:
                    count += trips.add(one.owner, one.user, each.plan, now, client_id=key)[1]
                except ClientIdTaken:  # the same appointment, at another place or under another title
                    self._stores.forget_own_trip(one.owner, one.user, key)
                    count += trips.add(one.owner, one.user, each.plan, now, client_id=key)[1]
            except TooManyTrips:
                return count, ("저장해 둔 여정이 너무 많아서 나머지는 저장하지 못했어요.",)
        return count, ()

    def _drop(self, one: Subscription, here: set[str], now: datetime) -> int:
        gone = [
            trip
            for trip in self._stores.trips.of(one.owner, one.user)
            if (trip.client_id or "").startswith(f"calendar:{one.id}:")
            and trip.client_id not in here
            and trip.plan.first > now
        ]
        for trip in gone:
            self._stores.remove_trip(one.owner, trip.id)
        return len(gone)


def _key(one: Subscription, each: Found) -> str:
    return f"calendar:{one.id}:{each.appointment.key}"
