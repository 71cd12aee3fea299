"""Trips by speech: put together, listed, looked over, called off. What is asked back: `confirming`."""

from __future__ import annotations

import asyncio

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.adding import go_on, title_of
from actions.confirming import confirmed
from actions.say import Event, leave_form, say
from actions.stored import (
    DRAFT,
    OverTrips,
    ahead,
    ask_back,
    asked_back,
    found,
    is_meant,
    out_of_papers,
    spoken_about,
)
from actions.turn import UserTurn, risk_client
from assistant.answers import trips as told
from assistant.risk.model import Assessment

LOOKED_OVER = 8
"""Trips that one question judges, the next ones first."""


class ActionAddTrip(Action):
    """ "목요일 열 시에 부산 출장 잡아줘": puts the trip together, asks what is missing, asks back."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_add_trip"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Goes on with a trip that is being put together."""
        turn = UserTurn.of(tracker)
        pending = asked_back(tracker)
        if pending.get("confirm") == "add" and not any(
            turn.slots.get(name) for name in ("destination", "time")
        ):
            return await confirmed(dispatcher, tracker, pending)
        return [*leave_form(tracker), *go_on(dispatcher, tracker, turn, {})]


class ActionListTrips(OverTrips, Action):
    """ "내 일정 뭐 있어?" """

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_list_trips"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: UserTurn) -> list[Event]:
        """Tells those ahead, the next one first."""
        trips = await ahead(tracker, turn)
        said = told.trip_list(trips, turn.now) if trips else told.no_trips()
        subject = spoken_about(trips[0]) if len(trips) == 1 else []
        return [*say(dispatcher, tracker, said), *subject]


class ActionDeleteTrip(OverTrips, Action):
    """ "출장 취소됐어": finds the trip that is meant and asks back."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_delete_trip"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: UserTurn) -> list[Event]:
        """By title, destination and day."""
        pending = asked_back(tracker)
        if "trip" in pending and "move" not in pending and not any(turn.slots.get(name) for name in DRAFT):
            return await confirmed(dispatcher, tracker, pending)
        trips = await ahead(tracker, turn)
        if not trips:
            return say(dispatcher, tracker, told.no_trips())
        meant = [trip for trip in trips if is_meant(trip, turn, title_of(tracker, turn))]
        if not meant and not any(turn.slots.get(name) for name in ("destination", "place", "time")):
            meant = [trip for trip in trips if out_of_papers(trip)]
        if len(meant) != 1:
            said = told.which_trip(meant, turn.now) if meant else told.no_such_trip()
            return [*say(dispatcher, tracker, said), SlotSet("pending", None)]
        return ask_back(
            dispatcher,
            tracker,
            told.confirm_delete(meant[0].plan, turn.now),
            confirm="delete",
            trip=meant[0].id,
        )


class ActionTripsSafety(OverTrips, Action):
    """ "내 일정 중에 위험한 거 있어?" """

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_trips_safety"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: UserTurn) -> list[Event]:
        """Judges each anew; "왜?" after it is about the worst."""
        trips = await ahead(tracker, turn)
        if not trips:
            return say(dispatcher, tracker, told.no_trips())
        time = turn.slots.get("time")
        asked_for = bool(turn.slots.get("destination") or turn.slots.get("place") or time)
        meant = found(trips, tracker, turn, [time] if time else []) if asked_for else []
        near = (meant or trips)[:LOOKED_OVER]
        asked = (risk_client().assess_route(t.plan.request(turn.now, under_way=True)) for t in near)
        answers = await asyncio.gather(*asked, return_exceptions=True)
        judged = [(t, a) for t, a in zip(near, answers, strict=True) if isinstance(a, Assessment)]
        said = told.trips_safety(judged, len(meant or trips) - len(judged), turn.now)
        worst = max(judged, key=lambda pair: (pair[1].level.rank, pair[1].score), default=None)
        return [*say(dispatcher, tracker, said), *(spoken_about(worst[0]) if worst else [])]
