"""The journey: one form that asks for a missing destination, and the answers about the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import change, memory
from actions.errors import words_for
from actions.places import AmbiguousPlace, require_unambiguous, which
from actions.say import Event, say
from actions.turn import UserTurn, default_home, place_of, risk_client
from actions.window import BadTime, PastTime, departure, impossible_time
from assistant import answers
from assistant.answers.say import phrase
from assistant.korean.returns import speaks_of_return
from assistant.korean.spoken import spoken
from assistant.korean.unknown_place import unknown_place_in
from assistant.places.model import Place
from assistant.reply import Reply
from assistant.risk.model import Assessment, Mode
from assistant.riskclient import RouteRequest

ANSWERS: dict[str, Callable[[Assessment, datetime], Reply]] = {
    "ask_route_safety": answers.route_answer,
    "ask_directions": answers.directions_answer,
    "ask_departure_time": answers.departure_answer,
    "ask_alternative": answers.alternatives_answer,
}


class ValidateTripForm(FormValidationAction):
    """Fills the form from what was said and what carries over."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "validate_trip_form"

    async def extract_destination(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """The destination, or nothing if the turn is about something else: the form then gives way."""
        turn = UserTurn.of(tracker)
        fragment = turn.intent in ("inform", "nlu_fallback")
        if turn.intent not in memory.TRIP_TOPICS and not fragment:
            return {}
        if fragment and not any(turn.slots.get(name) for name in memory.TRIP_SLOTS):
            return {}
        slots = memory.trip_slots(tracker, turn, await change.named(tracker, turn))
        destination = slots["destination"]
        if destination and speaks_of_return(turn.text):
            # The validation sees the new destination in place of the one that this turned round.
            destination = {**destination, "journey": slots}
        return {"destination": None if destination and destination.get("ambiguous") else destination}

    async def validate_destination(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """All slots of the journey at once: Rasa keeps only what a validation returns."""
        turn = UserTurn.of(tracker)
        if value and value.get("journey"):
            return {**value["journey"], "pending": None, "topic": memory.topic_of(tracker, turn)}
        subject = await change.named(tracker, turn)
        slots = memory.trip_slots(tracker, turn, subject)
        if subject is not None and not speaks_of_return(turn.text):
            slots["trip"] = subject["trip"]
        said = slots["destination"]
        pending = {"slot": "destination", **said} if said and said.get("ambiguous") else None
        topic = memory.topic_of(tracker, turn)
        return {**slots, "destination": value, "pending": pending, "topic": topic}


class ActionAskDestination(Action):
    """Asks where the trip goes, or which of several places of one name is meant."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_ask_destination"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Words the question by what is missing."""
        turn = UserTurn.of(tracker)
        pending = tracker.get_slot("pending")
        if pending and pending.get("ambiguous"):
            return say(dispatcher, tracker, which(pending))
        unknown = unknown_place_in(turn.text)
        if unknown:
            return say(dispatcher, tracker, answers.unknown_place(unknown))
        return say(dispatcher, tracker, answers.ask_destination())


class ActionAnswerTrip(Action):
    """The answer about a journey whose destination is known."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_answer_trip"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Asks the engine and words the answer by topic."""
        slots = {name: tracker.get_slot(name) for name in memory.TRIP_SLOTS}
        return await answer_trip(dispatcher, tracker, slots, tracker.get_slot("topic") or "ask_route_safety")


async def answer_trip(
    dispatcher: CollectingDispatcher, tracker: Tracker, slots: dict[str, Any], topic: str
) -> list[Event]:
    """One journey, one answer; every way it can fail has its own words."""
    turn = UserTurn.of(tracker)
    compared = await change.follow_up(dispatcher, tracker, turn)
    if compared is not None:
        return compared
    try:
        request = trip_request(tracker, turn, slots, topic)
        assessment = await risk_client().assess_route(request)
        reply = replace(ANSWERS[topic](assessment, turn.now), assessment=assessment)
    except AmbiguousPlace as error:
        return [*say(dispatcher, tracker, error.question()), SlotSet("pending", error.value)]
    except (PastTime, BadTime) as error:
        return [*say(dispatcher, tracker, words_for(error)), SlotSet("time", None)]
    except Exception as error:  # noqa: BLE001 (a user never sees a stack trace)
        return say(dispatcher, tracker, words_for(error))
    time = slots.get("time")
    if time and time.get("assumed"):
        said = phrase("trips.return_assumed")
        say(dispatcher, tracker, Reply(text=said, speech=spoken(said)))
    other = tracker.get_slot("trip") and (turn.slots.get("destination") or speaks_of_return(turn.text))
    named = await change.named(tracker, turn) if other else None
    forget = [SlotSet("trip", None)] if other and (named is None or speaks_of_return(turn.text)) else []
    return [*say(dispatcher, tracker, reply), *forget]


def trip_request(tracker: Tracker, turn: UserTurn, slots: dict[str, Any], topic: str) -> RouteRequest:
    """The engine's request. Raises what `answer_trip` words."""
    wrong = impossible_time(turn.text) if not turn.slots.get("time") else None
    if wrong:
        raise BadTime(wrong)
    destination = place_of(require_unambiguous(slots["destination"], "destination"), tracker, turn)
    origin, assumed = _origin(slots, tracker, turn)
    depart, window = departure(slots.get("time"), turn.now)
    return RouteRequest(
        origin=origin,
        destination=destination,
        now=turn.now,
        depart=depart,
        window=window,
        via=_via(slots, tracker, turn),
        mode=Mode(slots["mode"]) if slots.get("mode") else None,
        profile=turn.profile,
        origin_assumed=assumed,
        scenario=turn.scenario,
        force_alternatives=topic in ("ask_alternative", "ask_departure_time"),
    )


def _via(slots: dict[str, Any], tracker: Tracker, turn: UserTurn) -> Place | None:
    """The road or place that was said to lead there; of several places of one name the likeliest."""
    return place_of(slots["via"], tracker, turn) if slots.get("via") else None


def _origin(slots: dict[str, Any], tracker: Tracker, turn: UserTurn) -> tuple[Place, bool]:
    """Where it starts: said, else the live location, else home; the last two are assumptions and are told."""
    if slots.get("origin"):
        return place_of(require_unambiguous(slots["origin"], "origin"), tracker, turn), False
    if turn.location:
        return place_of({"deictic": "here"}, tracker, turn), True
    return place_of({"deictic": "home"}, tracker, turn) if tracker.get_slot("home") else default_home(), True
