"""A trip that is put together in words: what is missing is asked, then it is asked back, then kept.

Until then it is the `draft` in the slot `pending`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.errors import words_for
from actions.places import AmbiguousPlace
from actions.safety import trip_request
from actions.say import Event, say
from actions.stored import DRAFT, ask_back, spoken_about, stored, whose
from actions.turn import UserTurn, risk_client
from assistant.answers import trips as told
from assistant.answers.say import phrase, reply
from assistant.journeys import Provenance, Rated, Trip, TripPlan
from assistant.nlu.kiwi_tokenizer import kiwi
from assistant.risk.model import Assessment
from assistant.riskclient import RiskError

if TYPE_CHECKING:
    from assistant.store.personal_data import PersonalData

_NO_TITLE = frozenset(
    "일정 여정 스케줄 스케쥴 예정 계획 캘린더 달력 저장 등록 추가 예약 기억 취소 삭제".split()
    + "출발 도착 다음 이번 기차 자동차 버스 시간 때 것 거".split()
)
"""Nouns of such sentences that say nothing of what the trip is for."""
_LONGEST_TITLE = 10


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


async def keep(dispatcher: CollectingDispatcher, tracker: Tracker, draft: dict[str, Any]) -> list[Event]:
    """ "응": keeps it, judged. Raises `Unusable` and what `words_for` words."""
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
