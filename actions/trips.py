"""Trips by speech: asked back before they are kept or deleted, listed, looked over; alerts on and off.

What is being asked back lies in the slot `pending`: `draft` (a trip that is being put together) and
`confirm` ("add"; "delete" or "move" with the id of a `trip`; what `actions.consent` asks).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import change, consent
from actions.errors import words_for
from actions.places import AmbiguousPlace
from actions.safety import trip_request
from actions.say import Event, leave_form, say
from actions.stored import (
    Unusable,
    ahead,
    ask_back,
    asked_back,
    found,
    is_meant,
    out_of_papers,
    spoken_about,
    stored,
    whose,
)
from actions.turn import UserTurn, risk_client
from assistant.answers import trips as told
from assistant.answers.say import phrase, reply
from assistant.journeys import Provenance, Rated, Trip, TripPlan
from assistant.nlu.kiwi_tokenizer import kiwi
from assistant.risk.model import Assessment
from assistant.riskclient import RiskError

if TYPE_CHECKING:
    from assistant.store.personal_data import PersonalData

DRAFT = ("origin", "destination", "time", "mode", "title")
LOOKED_OVER = 8
"""Trips that one question judges, the next ones first."""

_NO_TITLE = frozenset(
    "일정 여정 스케줄 스케쥴 예정 계획 캘린더 달력 저장 등록 추가 예약 기억 취소 삭제".split()
    + "출발 도착 다음 이번 기차 자동차 버스 시간 때 것 거".split()
)
"""Nouns of such sentences that say nothing of what the trip is for."""
_LONGEST_TITLE = 10


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


def go_on(
    dispatcher: CollectingDispatcher, tracker: Tracker, turn: UserTurn, draft: Mapping[str, Any]
) -> list[Event]:
    """The next question about a draft with what this turn adds, or the question whether it is right."""
    said = {name: turn.slots.get(name) for name in DRAFT if turn.slots.get(name)}
    said.setdefault("destination", turn.slots.get("place"))
    merged = {name: said.get(name) or draft.get(name) for name in DRAFT}
    merged["title"] = draft.get("title") or title_of(tracker, turn)
    try:
        if not merged["destination"]:
            return ask_back(dispatcher, tracker, told.ask_where(), draft=merged)
        plan = plan_of(tracker, turn, merged)
        if plan is None:
            dest = merged["destination"].get("short") or merged["destination"]["text"]
            return ask_back(dispatcher, tracker, told.ask_when(dest), draft=merged)
    except AmbiguousPlace as error:
        draft = {**merged, error.value["slot"]: None}
        return ask_back(dispatcher, tracker, error.question(), **error.value, draft=draft)
    except Exception as error:  # noqa: BLE001 (a user never sees a stack trace)
        return [*say(dispatcher, tracker, words_for(error)), SlotSet("pending", None)]
    return ask_back(dispatcher, tracker, told.confirm_add(plan, turn.now), draft=merged, confirm="add")


def plan_of(tracker: Tracker, turn: UserTurn, draft: dict[str, Any]) -> TripPlan | None:
    """The trip of a draft; None without a time. Raises what `words_for` words, `AmbiguousPlace`."""
    if not draft.get("time"):
        trip_request(tracker, turn, {**draft, "time": None}, "ask_route_safety")
        return None
    asked = trip_request(tracker, turn, draft, "ask_route_safety")
    title = draft.get("title") or ""
    return TripPlan(
        origin=asked.origin,
        destination=asked.destination,
        depart=asked.depart,
        window=asked.window,
        mode=asked.mode,
        profile=asked.profile,
        title=f"{asked.destination.short} {title}" if title else "",
        origin_assumed=asked.origin_assumed,
        provenance=Provenance.SPEECH,
        scenario=asked.scenario,
    )


def title_of(tracker: Tracker, turn: UserTurn) -> str:
    """What the trip is for: the last nouns that are neither place, time nor mode ("출장"); "" if none."""
    rest = turn.text
    spans = [(e["start"], e["end"]) for e in tracker.latest_message.get("entities") or [] if "start" in e]
    for start, end in sorted(spans, reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    title: list[str] = []
    last = -1
    for number, token in enumerate(kiwi().tokenize(rest)):
        if token.tag in ("NNG", "NNP") and len(token.form) > 1 and token.form not in _NO_TITLE:
            title = [*title, token.form] if number == last + 1 else [token.form]
            last = number
    said = " ".join(title[-2:])
    return said if len(said) <= _LONGEST_TITLE else ""


async def confirmed(
    dispatcher: CollectingDispatcher, tracker: Tracker, pending: Mapping[str, Any]
) -> list[Event]:
    """ "응": keeps or deletes what was asked back."""
    try:
        if pending["confirm"] == "add":
            return await _keep(dispatcher, tracker, pending["draft"])
        if pending["confirm"] == "move":
            return await change.move(dispatcher, tracker, pending)
        if pending["confirm"] in consent.CONFIRMED:
            return await consent.confirmed(dispatcher, tracker, pending)
        return await _delete(dispatcher, tracker, pending["trip"])
    except Unusable:
        return [*say(dispatcher, tracker, reply([phrase("trips.unusable")])), SlotSet("pending", None)]
    except Exception as error:  # noqa: BLE001 (a user never sees a stack trace)
        return [*say(dispatcher, tracker, words_for(error)), SlotSet("pending", None)]


def refused(dispatcher: CollectingDispatcher, tracker: Tracker, pending: Mapping[str, Any]) -> list[Event]:
    """ "아니": nothing is changed."""
    said = consent.refused(pending) or told.kept_as_it_is(deleting=pending["confirm"] != "add")
    return [*say(dispatcher, tracker, said), SlotSet("pending", None)]


async def _keep(dispatcher: CollectingDispatcher, tracker: Tracker, draft: dict[str, Any]) -> list[Event]:
    turn = UserTurn.of(tracker)
    plan = plan_of(tracker, turn, draft)
    assert plan is not None
    assessment: Assessment | None = None
    try:
        assessment = await risk_client().assess_route(plan.request(turn.now))
    except RiskError as error:
        if error.code != "unavailable":
            raise
    owner, user = whose(tracker)
    rated = Rated.of(assessment) if assessment else None

    def keep(stores: PersonalData) -> tuple[Trip | None, bool]:
        from assistant.store.trips import TooManyTrips

        try:
            trip, _ = stores.trips.add(owner, user, plan, turn.now, rated=rated)
        except TooManyTrips:
            return None, False
        return trip, stores.preferences.of(owner, user).alerts

    kept, alerts = await stored(keep)
    if kept is None:
        return [*say(dispatcher, tracker, reply([phrase("trips.too_many")])), SlotSet("pending", None)]
    said = say(dispatcher, tracker, told.added(plan, assessment, turn.now, alerts=alerts))
    return [*said, SlotSet("pending", None), *spoken_about(kept)]


async def _delete(dispatcher: CollectingDispatcher, tracker: Tracker, number: str) -> list[Event]:
    owner, _ = whose(tracker)

    def delete(stores: PersonalData) -> tuple[Trip, ...]:
        from assistant.journeys.keeping import call_off

        return call_off(stores, owner, number)

    gone, now = await stored(delete), UserTurn.of(tracker).now
    said = told.deleted([trip.plan for trip in gone], now) if gone else told.no_such_trip()
    return [*say(dispatcher, tracker, said), SlotSet("pending", None)]


class _OverTrips:
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


class ActionListTrips(_OverTrips, Action):
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


class ActionDeleteTrip(_OverTrips, Action):
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


class ActionTripsSafety(_OverTrips, Action):
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


class ActionAlerts(_OverTrips, Action):
    """ "위험하면 미리 알려줘", "알림 꺼줘"."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_alerts"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: UserTurn) -> list[Event]:
        """Keeps the choice."""
        on = turn.intent == "alerts_on"
        owner, user = whose(tracker)

        def keep(stores: PersonalData) -> None:
            from assistant.store.preferences import Preferences

            stores.preferences.keep(owner, user, Preferences(alerts=on))

        await stored(keep)
        trips = len(await ahead(tracker, turn)) if on else 0
        return say(dispatcher, tracker, told.alerts_choice(on=on, trips=trips))


class ActionDeny(Action):
    """ "아니": nothing is done that was asked back; else a word."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_deny"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Drops what was pending."""
        pending = asked_back(tracker)
        if pending.get("confirm"):
            return refused(dispatcher, tracker, pending)
        dispatcher.utter_message(response="utter_ok")
        return []
