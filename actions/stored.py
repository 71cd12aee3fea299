"""Stored trips as the actions see them: whose, which one is meant, and what was asked back about them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import Event, last_reply, leave_form, say
from actions.turn import UserTurn
from assistant.answers.say import phrase, reply
from assistant.journeys import Provenance, Trip, TripPlan
from assistant.journeys.trip import ACCESS
from assistant.nlu.annotate import place_from, place_value
from assistant.places.areas import contains
from assistant.reply import Reply
from assistant.store import LOCAL

if TYPE_CHECKING:
    from assistant.store.personal_data import PersonalData

T = TypeVar("T")
DRAFT = ("origin", "destination", "time", "mode", "title")
"""What is said of a trip."""


class Unusable(Exception):
    """The store cannot be used."""


def ask_back(
    dispatcher: CollectingDispatcher, tracker: Tracker, question: Reply, **pending: Any
) -> list[Event]:
    """Asks, and keeps what it was about for the next turn only."""
    return [*say(dispatcher, tracker, question), SlotSet("pending", {**pending, "asked": question.text})]


def asked_back(tracker: Tracker) -> dict[str, Any]:
    """What the last thing said asked back; {} if it was something else."""
    pending, last = tracker.get_slot("pending") or {}, last_reply(tracker)
    return pending if last is not None and pending.get("asked") == last.text else {}


def is_meant(trip: Trip, turn: UserTurn, title: str) -> bool:
    """Whether what was said fits a trip: each of destination, day and title that was said.

    A ticket is called by its train; who says what the journey is for means it by place or day."""
    plan = trip.plan
    place = turn.slots.get("destination") or turn.slots.get("place")
    if place and place.get("name") and not _leads_to(plan, place):
        return False
    time, day = turn.slots.get("time"), plan.first.date().isoformat()
    if time and not (time["start"][:10] == day or time["start"][:10] < day < time["end"][:10]):
        return False
    titles = _titles(trip)
    ticket = plan.provenance is Provenance.BOOKING and plan.mode is not None and bool(place or time)
    return not title or not any(titles) or ticket or any(title in each for each in titles)


def out_of_papers(trip: Trip) -> bool:
    """Whether it came out of a calendar or a booking, whose words for it are not those of the traveller."""
    way = (trip.client_id or "").endswith(ACCESS)
    return trip.plan.provenance in (Provenance.CALENDAR, Provenance.BOOKING) and not way


def found(
    trips: Sequence[Trip], tracker: Tracker, turn: UserTurn, times: Iterable[Mapping[str, Any]]
) -> list[Trip]:
    """The trips that the words fit: destination, day (`times`) and title, as far as they are said.

    Without any of these it is the one that was spoken about last; among several that fit, too."""
    places = [turn.slots.get(name) for name in ("destination", "place", "origin")]
    named = [place for place in places if place and place.get("name")]
    days = list(times)
    fits = [
        trip
        for trip in trips
        if (not named or any(_leads_to(trip.plan, place) for place in named))
        and all(_on(trip.plan, time) for time in days)
    ]
    titled = [trip for trip in fits if _title_words(trip) & set(_words(turn.text))]
    fits = titled or fits
    last = [trip for trip in fits if trip.id == tracker.get_slot("trip")]
    return last or fits


def _leads_to(plan: TripPlan, place: Mapping[str, Any]) -> bool:
    """Whether a trip leads to a place that was said, or to one in it: "부산" is said for 부산역."""
    there = plan.destination
    return place["name"] in (there.name, *there.aliases) or contains(place_from(place), there)


def _on(plan: TripPlan, time: Mapping[str, Any]) -> bool:
    day = plan.first.date().isoformat()
    return bool(time["start"][:10] == day or time["start"][:10] < day < time["end"][:10])


def _titles(trip: Trip) -> tuple[str, ...]:
    """What it is called by all that tell of it."""
    return (trip.plan.title, *(twin.plan.title for twin in trip.also))


def _title_words(trip: Trip) -> set[str]:
    places = {trip.plan.destination.name, *trip.plan.destination.aliases}
    words = " ".join(_titles(trip)).split()
    return {word for word in words if len(word) > 1 and word not in places}


def _words(text: str) -> Iterable[str]:
    """Every beginning of every word, so that particles do not matter."""
    for word in text.split():
        yield from (word[:end] for end in range(2, len(word) + 1))


def spoken_about(trip: Trip) -> list[Event]:
    """What the turns after this one go on with: "하루 미루면?", "돌아오는 길은?"."""
    return [
        *(SlotSet(name, value) for name, value in slots_of(trip).items()),
        SlotSet("topic", "ask_route_safety"),
    ]


def forgotten() -> list[Event]:
    """The journey that was spoken about is none any more."""
    return [SlotSet(name, None) for name in ("trip", "origin", "destination", "time", "mode", "via", "topic")]


def slots_of(trip: Trip) -> dict[str, Any]:
    """The slots of a journey, out of a stored one."""
    plan = trip.plan
    start, end = plan.window or (plan.first, plan.first)
    hour = plan.depart is not None
    return {
        "trip": trip.id,
        "origin": None if plan.origin_assumed else place_value(plan.origin, plan.origin.short),
        "destination": place_value(plan.destination, plan.destination.short),
        "time": {
            "text": "", "start": start.isoformat(), "end": end.isoformat(), "role": "at", "part_of_day": None,
            "grain": "minute" if hour else "day", "has_hour": hour, "has_date": True,
        },
        "mode": plan.mode.value if plan.mode else None,
        "via": None,
    }  # fmt: skip


async def ahead(tracker: Tracker, turn: UserTurn) -> list[Trip]:
    """The trips of the speaker that are not over, in the world that is talked about. Raises `Unusable`."""
    owner, user = whose(tracker)
    trips = await stored(lambda stores: stores.trips.of(owner, user))
    return [trip for trip in trips if trip.over > turn.now and trip.plan.scenario == turn.scenario]


def whose(tracker: Tracker) -> tuple[str, str]:
    """Owner and user of what is stored for the speaker."""
    metadata = tracker.latest_message.get("metadata") or {}
    return metadata.get("owner", LOCAL), metadata.get("user", tracker.sender_id)


async def stored(work: Callable[[PersonalData], T]) -> T:
    """What the store answers. SQLAlchemy is loaded here, not with the bot. Raises `Unusable`."""

    def run() -> T:
        from sqlalchemy.exc import SQLAlchemyError

        from assistant.store.database import StoreError
        from assistant.store.personal_data import personal_data
        from assistant.store.sealing import SealError

        try:
            return work(personal_data())
        except (StoreError, SQLAlchemyError, SealError) as error:
            raise Unusable from error

    return await asyncio.to_thread(run)


class OverTrips:
    """An action over what is stored; says so where that cannot be used."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """See the actions; another subject ends the form."""
        try:
            events = await self.act(dispatcher, tracker, UserTurn.of(tracker))
        except Unusable:
            events = say(dispatcher, tracker, reply([phrase("trips.unusable")]))
        return [*events, *leave_form(tracker)]

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: UserTurn) -> list[Event]:
        """What is done. Raises `Unusable`."""
        raise NotImplementedError
