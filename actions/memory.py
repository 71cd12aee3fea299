"""What carries over from earlier turns: "그럼 모레는?" keeps the way, "강릉 가는 길은?" starts a new one.

The rules, in order:
1. what the utterance says itself always wins;
2. a bare fragment (`inform`), or a question that names no destination of its own, keeps everything else;
3. a question with its own destination keeps where one starts, and hour and mode only if it is put beside the
   one before it ("강릉 가는 길은?"); otherwise it is about now;
4. "한 시간 늦게" counts from the departure that the last answer was about;
5. "돌아오는 길은?" turns the journey round, after its arrival;
6. an hour without a day ("오후 세 시는?") is an hour of the day that was talked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.say import Event
from actions.turn import UserTurn
from assistant.korean.returns import speaks_of_return
from assistant.korean.shifts import find_shift

TRIP_TOPICS = frozenset({"ask_route_safety", "ask_directions", "ask_departure_time", "ask_alternative"})
FRAGMENTS = frozenset({"inform", "change_trip"})
"""Intents that go on with the journey that was talked about, unless a stored trip is meant."""
TRIP_SLOTS = ("origin", "destination", "time", "mode", "via")

_ENOUGH_OF_A_DAY = timedelta(hours=3)
_BESIDE = re.compile(r"[가-힣](?:은|는|도)요?\s*[?!.]*$")
"""The question ends in a particle that sets its topic beside the one before."""


def trip_slots(tracker: Tracker, turn: UserTurn, subject: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Origin, destination, time, mode and wished way of the journey that this turn is about.

    `subject`: the slots of a stored trip that is named, in place of what was talked about before."""
    said = {name: turn.slots.get(name) for name in TRIP_SLOTS}
    kept = {name: (subject or tracker.slots).get(name) for name in TRIP_SLOTS}
    if speaks_of_return(turn.text):
        back = _way_back(said, kept, turn, tracker)
        if back is not None:
            return back
    if (
        subject is None
        and turn.intent not in FRAGMENTS
        and said["destination"]
        and not _BESIDE.search(turn.text)
    ):
        return {**said, "origin": said["origin"] or kept["origin"]}
    merged = {name: said[name] or kept[name] for name in TRIP_SLOTS}
    merged["time"] = _time(said["time"], kept["time"], turn, _told(tracker))
    return merged


def _way_back(
    said: Mapping[str, Any], kept: Mapping[str, Any], turn: UserTurn, tracker: Tracker
) -> dict[str, Any] | None:
    """The journey the other way round, after its arrival where no time is said; None if it is another one."""
    far, goal = said["origin"] or kept["destination"], said["destination"]
    if far is None or (goal is not None and goal.get("name") != far.get("name")):
        return None
    same = kept["destination"] is not None and far.get("name") == kept["destination"].get("name")
    near = (kept["origin"] if same else None) or {"text": "집", "deictic": "home"}
    time = said["time"]
    if time is None and same and kept["time"]:
        time = _after(datetime.fromisoformat(kept["time"]["start"]), tracker)
    return {
        "origin": far,
        "destination": near,
        "time": time,
        "mode": said["mode"] or kept["mode"],
        "via": None,
    }


def _after(start: datetime, tracker: Tracker) -> dict[str, Any]:
    """The rest of the day of the arrival, or the next day if little is left of it."""
    last = tracker.get_slot("last_assessment")
    told = last["trip"] if last else {}
    arrive = datetime.fromisoformat(told["arrive"]) if told else start
    begin = max(arrive, start) if arrive.date() - start.date() <= timedelta(days=1) else start
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if midnight - begin < _ENOUGH_OF_A_DAY:
        begin, midnight = midnight, midnight + timedelta(days=1)
    span = {"start": begin.isoformat(), "end": midnight.isoformat(), "grain": "day"}
    return {
        "text": "",
        **span,
        "has_hour": False,
        "has_date": True,
        "part_of_day": None,
        "role": "at",
        "assumed": True,
    }


def place_slots(tracker: Tracker, turn: UserTurn) -> dict[str, Any]:
    """Place and time of a question about one place; a journey's destination serves where none is named."""
    said_place = turn.slots.get("place") or turn.slots.get("destination")
    kept_place = tracker.get_slot("place") or tracker.get_slot("destination")
    same_topic = turn.intent == "inform" or not said_place
    return {
        "place": said_place or kept_place,
        "time": _time(turn.slots.get("time"), tracker.get_slot("time") if same_topic else None, turn),
    }


def remember(slots: Mapping[str, Any], topic: str) -> list[Event]:
    """Events that keep the slots and the topic for the turns after this one."""
    return [*(SlotSet(name, value) for name, value in slots.items()), SlotSet("topic", topic)]


def topic_of(tracker: Tracker, turn: UserTurn) -> str:
    """What the user wants to know: the intent itself, or for a fragment the topic it continues."""
    if turn.intent in (*FRAGMENTS, "nlu_fallback"):
        return tracker.get_slot("topic") or "ask_route_safety"
    return turn.intent


def _told(tracker: Tracker) -> datetime | None:
    """The departure that the last answer was about."""
    last = tracker.get_slot("last_assessment")
    return datetime.fromisoformat(last["trip"]["depart"]) if last else None


def _time(said: Any, kept: Any, turn: UserTurn, told: datetime | None = None) -> Any:
    if said and kept and not said.get("has_date"):
        return _on_day(said, datetime.fromisoformat(kept["start"]), turn.now)
    if said:
        return said
    shift = find_shift(turn.text)
    if shift is not None:
        start = told or (datetime.fromisoformat(kept["start"]) if kept else turn.now)
        return _moment(turn.text, start + shift)
    return kept


def _on_day(said: Mapping[str, Any], day: datetime, now: datetime) -> dict[str, Any]:
    """The said hours on the day that was talked about, unless that is over."""
    start, end = datetime.fromisoformat(said["start"]), datetime.fromisoformat(said["end"])
    moved = start.replace(year=day.year, month=day.month, day=day.day)
    if moved < now:
        return dict(said)
    return {**said, "start": moved.isoformat(), "end": (moved + (end - start)).isoformat()}


def _moment(text: str, start: datetime) -> dict[str, Any]:
    return {
        "text": text,
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=1)).isoformat(),
        "grain": "minute",
        "has_hour": True,
        "has_date": True,
        "part_of_day": None,
        "role": "at",
    }
