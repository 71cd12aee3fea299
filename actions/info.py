"""Questions about one place or the country: danger there, roads, weather, warnings, infection, guidance."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import memory
from actions.ask import ask_where
from actions.errors import words_for
from actions.places import AmbiguousPlace, require_unambiguous
from actions.say import Event, leave_form, say
from actions.turn import UserTurn, default_home, here, place_of, risk_client
from actions.window import stay
from assistant import answers
from assistant.korean.unknown_place import unknown_place_in
from assistant.places.model import Place
from assistant.reply import Reply
from assistant.risk.model import Assessment, Hazard
from assistant.riskclient import PlaceRequest, SignalQuery

Handler = Callable[[Tracker, UserTurn, dict[str, Any]], Awaitable[Reply]]


async def place_risk(tracker: Tracker, turn: UserTurn, slots: dict[str, Any]) -> Reply:
    """Is this place all right?"""
    place = _place(tracker, turn, slots)
    if place is None:
        return _unknown_or_ask(turn)
    assessment, _ = await _assess(place, turn, slots)
    return replace(answers.place_answer(assessment, turn.now), assessment=assessment)


async def weather(tracker: Tracker, turn: UserTurn, slots: dict[str, Any]) -> Reply:
    """Warnings in force there and what the season usually brings; no forecast is invented."""
    place = _place(tracker, turn, slots) or _nearby(tracker, turn)
    assessment, (start, end) = await _assess(place, turn, slots)
    regions = frozenset({place.region} if place.region else set())
    signals = await risk_client().signals(SignalQuery(now=turn.now, regions=regions, scenario=turn.scenario))
    valid = [s for s in signals if s.onset < end and (s.expires is None or s.expires > start)]
    feeds = await risk_client().feeds(turn.now, turn.scenario)
    said = turn.slots.get("hazard")
    return answers.weather_answer(
        valid, assessment.usual, place, start, end, turn.now, feeds, hazard=Hazard(said) if said else None
    )


async def warning(tracker: Tracker, turn: UserTurn, slots: dict[str, Any]) -> Reply:
    """All official warnings in force or announced, everywhere or at one place."""
    said = turn.slots.get("place") or turn.slots.get("destination")
    place = _place(tracker, turn, {"place": said}) if said else None
    hazard = turn.slots.get("hazard")
    query = SignalQuery(
        now=turn.now,
        hazards=frozenset({Hazard(hazard)} if hazard else set()),
        regions=frozenset({place.region} if place and place.region else set()),
        scenario=turn.scenario,
    )
    signals = await risk_client().signals(query)
    feeds = await risk_client().feeds(turn.now, turn.scenario)
    return answers.warnings_answer(
        signals, turn.now, place, hazard=Hazard(hazard) if hazard else None, feeds=feeds
    )


async def infection(tracker: Tracker, turn: UserTurn, slots: dict[str, Any]) -> Reply:
    """Infection level: honest that no case feed is connected, with what can be done."""
    place = _place(tracker, turn, slots) or _nearby(tracker, turn)
    assessment, _ = await _assess(place, turn, slots)
    return answers.infection_answer(turn.now, place=place, assessment=assessment)


async def road_status(tracker: Tracker, turn: UserTurn, slots: dict[str, Any]) -> Reply:
    """State of a road or area: warnings there, and that live traffic is not connected."""
    place = _place(tracker, turn, {"place": turn.slots.get("place") or turn.slots.get("destination")})
    feeds = await risk_client().feeds(turn.now, turn.scenario)
    if place is None:
        return answers.road_status_answer(road_name(turn.text), turn.now, feeds=feeds)
    assessment, _ = await _assess(place, turn, slots)
    return answers.road_status_answer(place.short, turn.now, assessment=assessment, feeds=feeds)


async def guidance(tracker: Tracker, turn: UserTurn, slots: dict[str, Any]) -> Reply:
    """What to do in a hazard: the one named, else the one that was talked about."""
    said = turn.slots.get("hazard")
    if said is None and turn.intent != "ask_guidance":
        said = tracker.get_slot("hazard")
    return answers.guidance_answer(Hazard(said) if said else None)


HANDLERS: dict[str, Handler] = {
    "ask_place_risk": place_risk,
    "ask_weather": weather,
    "ask_warning": warning,
    "ask_infection": infection,
    "ask_road_status": road_status,
    "ask_guidance": guidance,
}
"""Topics that a fragment ("내일은?") can continue."""


async def answer_topic(dispatcher: CollectingDispatcher, tracker: Tracker, topic: str) -> list[Event]:
    """One answer of `HANDLERS`, its memory, and words for whatever can go wrong."""
    turn = UserTurn.of(tracker)
    slots = memory.place_slots(tracker, turn)
    kept = {name: value for name, value in slots.items() if value and not value.get("ambiguous")}
    events = [*memory.remember(kept, topic), SlotSet("pending", None), *leave_form(tracker)]
    if turn.slots.get("hazard"):
        events.append(SlotSet("hazard", turn.slots["hazard"]))
    try:
        reply = await HANDLERS[topic](tracker, turn, slots)
    except AmbiguousPlace as error:
        return [*events, *say(dispatcher, tracker, error.question()), SlotSet("pending", error.value)]
    except Exception as error:  # noqa: BLE001 (a user never sees a stack trace)
        return [*events, *say(dispatcher, tracker, words_for(error))]
    return [*events, *say(dispatcher, tracker, reply)]


async def _assess(
    place: Place, turn: UserTurn, slots: dict[str, Any]
) -> tuple[Assessment, tuple[datetime, datetime]]:
    start, end = stay(slots.get("time"), turn.now)
    request = PlaceRequest(
        place=place, start=start, end=end, now=turn.now, profile=turn.profile, scenario=turn.scenario
    )
    return await risk_client().assess_place(request), (start, end)


def _place(tracker: Tracker, turn: UserTurn, slots: dict[str, Any]) -> Place | None:
    value = slots.get("place")
    if not value:
        return None
    return place_of(require_unambiguous(value, "place"), tracker, turn)


def _nearby(tracker: Tracker, turn: UserTurn) -> Place:
    """Where a question without a place is about: the live location, else home."""
    if turn.location:
        return here(turn)
    return place_of({"deictic": "home"}, tracker, turn) if tracker.get_slot("home") else default_home()


def _unknown_or_ask(turn: UserTurn) -> Reply:
    unknown = unknown_place_in(turn.text)
    return answers.unknown_place(unknown) if unknown else ask_where("here")


def road_name(text: str) -> str:
    """The word that names a road in a text ("경부고속도로"), else "그 길"."""
    for word in text.split():
        for end in ("고속도로", "대로", "대교", "터널", "국도", "도로", "지하차도", "교"):
            at = word.find(end)
            if at > 0:
                return word[: at + len(end)]
    return "그 길"


def _topic_action(action: str, topic: str) -> type[Action]:
    """A Rasa action class that answers one topic."""

    class TopicAction(Action):
        def name(self) -> str:
            return action

        async def run(
            self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
        ) -> list[Event]:
            return await answer_topic(dispatcher, tracker, topic)

    TopicAction.__name__ = TopicAction.__qualname__ = "".join(part.title() for part in action.split("_"))
    TopicAction.__doc__ = f"Answers {topic}."
    return TopicAction


ActionPlaceRisk = _topic_action("action_place_risk", "ask_place_risk")
ActionWeather = _topic_action("action_weather", "ask_weather")
ActionWarning = _topic_action("action_warning", "ask_warning")
ActionInfection = _topic_action("action_infection", "ask_infection")
ActionRoadStatus = _topic_action("action_road_status", "ask_road_status")
ActionGuidance = _topic_action("action_guidance", "ask_guidance")
