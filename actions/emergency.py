"""In danger now: fixed, vetted wording with 119 first. Nothing may come before it."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.places import require_unambiguous
from actions.say import Event, leave_form, say
from actions.turn import NeedsLocation, NeedsSavedPlace, UserTurn, here, place_of
from assistant import answers
from assistant.answers.emergency import emergency_kind
from assistant.places.model import Place


class ActionEmergency(Action):
    """Fixed wording by the kind of danger; ends whatever form is open."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_emergency"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Speaks at once; asks no engine."""
        text = tracker.latest_message.get("text") or ""
        say(dispatcher, tracker, answers.emergency_answer(emergency_kind(text)))
        return leave_form(tracker)


class ActionFindShelter(Action):
    """The nearest shelter, honest where no shelter data is connected."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_find_shelter"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Where it is safe to go."""
        say(dispatcher, tracker, answers.shelter_answer(_place(tracker)))
        return leave_form(tracker)


def _place(tracker: Tracker) -> Place | None:
    turn = UserTurn.of(tracker)
    value = turn.slots.get("place") or turn.slots.get("destination")
    try:
        if value:
            return place_of(require_unambiguous(value, "place"), tracker, turn)
        return here(turn) if turn.location else None
    except Exception as error:
        if isinstance(error, (NeedsLocation, NeedsSavedPlace)) or value:
            return None
        raise
