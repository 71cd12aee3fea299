"""Yes and no to what was asked back about stored trips and data: the `confirm` in the slot `pending`.

"add"; "delete" or "move" with the id of a `trip`; what `actions.consent` asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import adding, change, consent
from actions.errors import words_for
from actions.say import Event, say
from actions.stored import Unusable, asked_back, forgotten, stored, whose
from actions.turn import UserTurn
from assistant.answers import trips as told
from assistant.answers.say import phrase, reply
from assistant.journeys import Trip

if TYPE_CHECKING:
    from assistant.store.personal_data import PersonalData


async def confirmed(
    dispatcher: CollectingDispatcher, tracker: Tracker, pending: Mapping[str, Any]
) -> list[Event]:
    """ "응": keeps or deletes what was asked back."""
    try:
        if pending["confirm"] == "add":
            return await adding.keep(dispatcher, tracker, pending["draft"])
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


async def _delete(dispatcher: CollectingDispatcher, tracker: Tracker, number: str) -> list[Event]:
    owner, _ = whose(tracker)

    def delete(stores: PersonalData) -> tuple[Trip, ...]:
        from assistant.journeys.keeping import call_off

        return call_off(stores, owner, number)

    gone, now = await stored(delete), UserTurn.of(tracker).now
    said = told.deleted([trip.plan for trip in gone], now) if gone else told.no_such_trip()
    about = forgotten() if gone and number == tracker.get_slot("trip") else []
    return [*say(dispatcher, tracker, said), SlotSet("pending", None), *about]


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
