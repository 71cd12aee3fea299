""" "그 출장 하루 미루면?", "부산 출장 기차로 가면?": a stored trip at another time or by another means.

It is judged anew beside the trip as it is stored; then moving it is offered, and done after a yes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.errors import words_for
from actions.say import Event, leave_form, say
from actions.stored import Unusable, ahead, ask_back, asked_back, found, slots_of, spoken_about, stored, whose
from actions.turn import UserTurn, risk_client
from actions.window import PastTime
from assistant.answers import changes as told
from assistant.answers import trips as told_trips
from assistant.answers.say import phrase, reply
from assistant.journeys import Provenance, Rated, Trip, TripPlan
from assistant.korean.returns import speaks_of_return
from assistant.korean.shifts import find_shift
from assistant.risk.model import Mode

if TYPE_CHECKING:
    from assistant.store.personal_data import PersonalData

_GOAL = re.compile(r"\s*(?:으?로(?![가-힣])|에\s*(?:가[면는]|출발|떠나)|\s*(?:가면|출발하면|떠나면))")
"""What follows a time that the trip is to move to; other times say which trip is meant."""
TRIP_NOUN = re.compile(r"출장|여행|일정|여정|세미나|학회|면접|결혼식|휴가|캠핑|답사")
_RELATIVE = {"다음날": 1, "그다음날": 1, "이튿날": 1, "전날": -1, "다음주": 7}


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different. All None: that was not said."""

    days: int | None = None
    minutes: int | None = None
    time: Mapping[str, Any] | None = None
    mode: str | None = None

    def __bool__(self) -> bool:
        return any((self.days, self.minutes, self.time, self.mode))


async def asked(dispatcher: CollectingDispatcher, tracker: Tracker, turn: UserTurn) -> list[Event] | None:
    """Finds the trip that is meant, compares, offers to move it; None if it is about no stored trip.

    Asks which trip, or what is to be different, where that was not said."""
    pending = asked_back(tracker)
    change, which = read(tracker, turn)
    try:
        if pending.get("confirm") == "move" and not change:
            return await move(dispatcher, tracker, pending)
        trips = await ahead(tracker, turn)
        spoken = tracker.get_slot("trip") or TRIP_NOUN.search(turn.text)
        if tracker.get_slot("destination") and not (trips and spoken):
            return None
        if not trips:
            return [*say(dispatcher, tracker, told_trips.no_trips()), *leave_form(tracker)]
        meant = found(trips, tracker, turn, which)
        if not meant:
            return [*say(dispatcher, tracker, told_trips.no_such_trip()), *leave_form(tracker)]
        return [*await chosen(dispatcher, tracker, turn, meant, change), *leave_form(tracker)]
    except Unusable:
        return [*say(dispatcher, tracker, reply([phrase("trips.unusable")])), *leave_form(tracker)]


async def follow_up(dispatcher: CollectingDispatcher, tracker: Tracker, turn: UserTurn) -> list[Event] | None:
    """ "하루 미루면?" and "기차로 가면?" after a stored trip was the subject; None if it is another."""
    pending = asked_back(tracker)
    waiting = pending.get("change")
    named = bool(TRIP_NOUN.search(turn.text))
    if waiting is None and (speaks_of_return(turn.text) or not (named or tracker.get_slot("trip"))):
        return None
    try:
        trips = await ahead(tracker, turn)
    except Unusable:
        return None
    time = turn.slots.get("time")
    if waiting is not None:
        meant = found(trips, tracker, turn, [time] if time else [])
        return await chosen(dispatcher, tracker, turn, meant, Change(**waiting)) if meant else None
    change, which = read(tracker, turn)
    if named and change:
        meant = found(trips, tracker, turn, which)
        return await chosen(dispatcher, tracker, turn, meant, change) if meant else None
    trip = next((trip for trip in trips if trip.id == tracker.get_slot("trip")), None)
    place = turn.slots.get("destination") or turn.slots.get("place")
    own = {trip.plan.destination.name, *trip.plan.destination.aliases} if trip else set()
    if trip is None or turn.slots.get("origin") or (place and place.get("name") not in own):
        return None
    change = _relative(turn.text, time) or Change(time=time)
    change = replace(change, mode=turn.slots.get("mode"))
    return await chosen(dispatcher, tracker, turn, [trip], change) if change else None


async def named(tracker: Tracker, turn: UserTurn) -> dict[str, Any] | None:
    """The slots of the one stored trip that the words name ("부산 출장에서 돌아오는 길은?"); None if none.

    A ticket is named by where it leads and by what: "제주 비행기 괜찮아?"."""
    noun = TRIP_NOUN.search(turn.text)
    place = turn.slots.get("destination") or turn.slots.get("place")
    ticket = bool(turn.slots.get("mode") and place and not turn.slots.get("origin"))
    if not (noun or ticket):
        return None
    try:
        trips = await ahead(tracker, turn)
    except Unusable:
        return None
    if not noun:
        mode = turn.slots.get("mode")
        trips = [t for t in trips if t.plan.provenance is Provenance.BOOKING and t.plan.mode == mode]
    time = turn.slots.get("time")
    meant = found(trips, tracker, turn, [time] if time else [])
    return slots_of(meant[0]) if len(meant) == 1 else None


def read(tracker: Tracker, turn: UserTurn) -> tuple[Change, list[Mapping[str, Any]]]:
    """What is to be different, and the times that only say which trip is meant."""
    goal: Mapping[str, Any] | None = None
    which: list[Mapping[str, Any]] = []
    for entity in tracker.latest_message.get("entities") or []:
        if entity.get("entity") != "time":
            continue
        if _GOAL.match(turn.text, entity["end"]):
            goal = entity["value"]
        else:
            which.append(entity["value"])
    change = _relative(turn.text, goal) or Change(time=goal)
    if not change.time and change:
        which = [time for time in which if time["text"].replace(" ", "") not in _RELATIVE]
    return replace(change, mode=turn.slots.get("mode")), which


def _relative(text: str, time: Mapping[str, Any] | None) -> Change | None:
    """A change that counts from the trip itself: two hours later, the next day, the next week."""
    shift = find_shift(text)
    if shift is not None:
        minutes = int(shift.total_seconds() // 60)
        return Change(days=minutes // 1440) if minutes % 1440 == 0 else Change(minutes=minutes)
    bare = text.replace(" ", "")
    if time is not None and time["grain"] != "week":
        return None
    said = [days for words, days in _RELATIVE.items() if words in bare]
    return Change(days=said[-1]) if said else None


async def chosen(
    dispatcher: CollectingDispatcher, tracker: Tracker, turn: UserTurn, meant: list[Trip], change: Change
) -> list[Event]:
    """The comparison, if it is clear which trip and what change. Raises `Unusable`."""
    if len(meant) > 1:
        waiting = {"days": change.days, "minutes": change.minutes, "time": change.time, "mode": change.mode}
        return ask_back(dispatcher, tracker, told_trips.which_trip(meant, turn.now), change=waiting)
    trip = meant[0]
    if not change:
        asked = say(dispatcher, tracker, told.ask_what(trip.plan, turn.now))
        return [*asked, *spoken_about(trip), SlotSet("pending", None)]
    try:
        plan = changed(trip.plan, change, turn.now)
        before, after = await asyncio.gather(
            *(risk_client().assess_route(each.request(turn.now)) for each in (trip.plan, plan))
        )
    except Exception as error:  # noqa: BLE001 (a user never sees a stack trace)
        return [*say(dispatcher, tracker, words_for(error)), *spoken_about(trip), SlotSet("pending", None)]
    said = told.compared(trip.plan, plan, before, after, turn.now)
    if not said.expects_reply:
        return [*say(dispatcher, tracker, said), *spoken_about(trip), SlotSet("pending", None)]
    new = {
        "depart": plan.depart.isoformat() if plan.depart else None,
        "window": [moment.isoformat() for moment in plan.window] if plan.window else None,
        "mode": plan.mode.value if plan.mode else None,
    }
    return [*ask_back(dispatcher, tracker, said, confirm="move", trip=trip.id, move=new), *spoken_about(trip)]


def changed(plan: TripPlan, change: Change, now: datetime) -> TripPlan:
    """The plan with the change. Raises `PastTime`."""
    depart, window = plan.depart, plan.window
    shift = timedelta(days=change.days or 0, minutes=change.minutes or 0)
    depart = depart + shift if depart else None
    window = (window[0] + shift, window[1] + shift) if window else None
    if change.time is not None:
        start, end = (datetime.fromisoformat(change.time[key]) for key in ("start", "end"))
        if change.time.get("has_hour"):
            day = start if change.time.get("has_date") else plan.first
            depart, window = start.replace(year=day.year, month=day.month, day=day.day), None
        elif depart is not None:
            depart = depart.replace(year=start.year, month=start.month, day=start.day)
        else:
            window = (start, end)
    if (depart or (window[1] if window else now)) <= now:
        raise PastTime
    if window is not None:
        window = (max(window[0], now), window[1])
    return replace(plan, depart=depart, window=window, mode=Mode(change.mode) if change.mode else plan.mode)


async def move(dispatcher: CollectingDispatcher, tracker: Tracker, pending: Mapping[str, Any]) -> list[Event]:
    """ "응": the stored trip is moved, and watched from there on. Raises `Unusable`."""
    turn, (owner, _) = UserTurn.of(tracker), whose(tracker)
    new = pending["move"]
    found_trip = await stored(lambda stores: stores.trips.get(owner, pending["trip"]))
    if found_trip is None:
        return [*say(dispatcher, tracker, told_trips.no_such_trip()), SlotSet("pending", None)]
    window = new["window"]
    plan = replace(
        found_trip.plan,
        depart=datetime.fromisoformat(new["depart"]) if new["depart"] else None,
        window=(datetime.fromisoformat(window[0]), datetime.fromisoformat(window[1])) if window else None,
        mode=Mode(new["mode"]) if new["mode"] else None,
    )
    assessment = await risk_client().assess_route(plan.request(turn.now))

    def keep(stores: PersonalData) -> Trip | None:
        return stores.move_trip(owner, found_trip.id, plan, Rated.of(assessment), turn.now)

    moved = await stored(keep)
    if moved is None:
        return [*say(dispatcher, tracker, told_trips.no_such_trip()), SlotSet("pending", None)]
    said = say(dispatcher, tracker, told.moved(plan, assessment, turn.now))
    return [*said, SlotSet("pending", None), *spoken_about(moved)]
