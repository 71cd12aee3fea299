"""What the user tells about themselves: home and work for this conversation."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.ask import ask_where
from actions.errors import words_for
from actions.places import AmbiguousPlace, require_unambiguous
from actions.say import Event, leave_form, say
from actions.turn import UserTurn, here
from assistant.korean.josa import josa
from assistant.korean.spoken import spoken
from assistant.nlu.annotate import place_value
from assistant.reply import Reply


class ActionSetPlace(Action):
    """ "우리 집은 공덕동이야": remembered until the conversation ends; storing comes with consent later."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_set_place"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Keeps the place in the slot `home` or `work`."""
        turn = UserTurn.of(tracker)
        which = "work" if any(word in turn.text for word in ("회사", "직장", "사무실", "일터")) else "home"
        try:
            value = _said_place(tracker, turn)
        except AmbiguousPlace as error:
            return say(dispatcher, tracker, error.question())
        except Exception as error:  # noqa: BLE001 (a user never sees a stack trace)
            return say(dispatcher, tracker, words_for(error))
        if value is None:
            return say(dispatcher, tracker, ask_where(which))
        name = {"home": "집", "work": "회사"}[which]
        text = f"네, 이 대화를 하는 동안 {josa(name, '을')} {josa(value['short'], '으로')} 기억할게요."
        events = say(dispatcher, tracker, Reply(text=text, speech=spoken(text)))
        return [*events, SlotSet(which, value), *leave_form(tracker)]


def _said_place(tracker: Tracker, turn: UserTurn) -> dict[str, Any] | None:
    for entity in tracker.latest_message.get("entities") or []:
        if entity.get("entity") == "place" and "name" in entity["value"]:
            return dict(require_unambiguous(entity["value"], "home"))
    if any(
        entity.get("entity") == "place" and entity["value"].get("deictic") == "here"
        for entity in tracker.latest_message.get("entities") or []
    ):
        return place_value(here(turn), "여기")
    return None
