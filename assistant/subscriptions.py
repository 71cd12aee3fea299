"""Subscribed calendars: read now and then; journeys come, move and go with their appointments."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.journeys.appointments import Found, trip_to
from assistant.journeys.calendar_file import CalendarUnreadable
from assistant.journeys.home import Home, home_of, known_place
from assistant.journeys.keeping import Keeper
from assistant.journeys.remote_calendar import CalendarUnreachable, read_remote
from assistant.routing.model import Planner
from assistant.settings import Settings, settings
from assistant.store.calendars import Subscription
from assistant.store.personal_data import PersonalData
from assistant.store.trips import TooManyTrips

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

    def __init__(
        self,
        stores: PersonalData,
        planner: Planner,
        trusted: frozenset[str] = frozenset(),
        config: Settings | None = None,
    ) -> None:
        self._stores, self._planner, self._trusted = stores, planner, trusted
        self._config = config or settings()

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
            home = self._home(one)
            found = [
                home.told(trip_to(appointment, home.place, self._planner, now))
                for appointment in read.appointments
            ]
            plans = {_key(one, each): each.plan for each in found if each.plan is not None}
            keeper, new = Keeper(self._stores, one.owner, one.user, now), 0
            errors = list(read.errors)
            try:
                for key, plan in plans.items():
                    new += keeper.keep(plan, key)
            except TooManyTrips:
                errors.append("저장해 둔 여정이 너무 많아서 나머지는 저장하지 못했어요.")
            return Refreshed(new, _drop(keeper, one, set(plans), now), tuple(errors))

        return await asyncio.to_thread(keep)

    def _home(self, one: Subscription) -> Home:
        if one.home is not None:
            return Home(place=one.home)
        return home_of(None, self._config, self._stores, one.owner, one.user, known_place)

    def leave(self, one: Subscription, now: datetime) -> int:
        """Ends a subscription, with its journeys that are still ahead; how many these were."""
        self._stores.calendars.remove(one.owner, one.user, one.id)
        return _drop(Keeper(self._stores, one.owner, one.user, now), one, set(), now)


def _drop(keeper: Keeper, one: Subscription, here: set[str], now: datetime) -> int:
    told = keeper.told(f"calendar:{one.id}:").items()
    return sum(keeper.gone(name) for name, first in told if name not in here and first > now)


def _key(one: Subscription, each: Found) -> str:
    return f"calendar:{one.id}:{each.appointment.key}"
