"""Control of the conversation: help, cancel, going on with a fragment, and not having understood."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import change, memory
from actions.adding import go_on
from actions.info import HANDLERS, answer_topic
from actions.safety import answer_trip
from actions.say import Event, leave_form, say
from actions.stored import asked_back
from actions.turn import UserTurn
from assistant import answers
from assistant.reply import Reply


class ActionHelp(Action):
    """What one can ask."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_help"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Says it."""
        return say(dispatcher, tracker, answers.help_reply())


class ActionCancel(Action):
    """Stops asking."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_cancel"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Ends the form."""
        text = "네, 그만할게요. 필요하시면 다시 불러 주세요."
        return [
            *say(dispatcher, tracker, Reply(text=text, speech=text)),
            SlotSet("pending", None),
            *leave_form(tracker),
        ]


class ActionFollowUp(Action):
    """A fragment ("그럼 모레는?", "기차로 가면?"): the topic before it goes on with what is new."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_follow_up"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Dispatches by topic; without one, a fragment is a question about the way."""
        return await go_on_with(dispatcher, tracker)


class ActionChangeTrip(Action):
    """ "그 출장 하루 미루면?": a stored trip, else the journey that was talked about."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_change_trip"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Compares and offers to move it, or goes on as after any question about the way."""
        compared = await change.asked(dispatcher, tracker, UserTurn.of(tracker))
        return await go_on_with(dispatcher, tracker) if compared is None else compared


async def go_on_with(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
    """The topic before a fragment, with what is new in it."""
    turn = UserTurn.of(tracker)
    draft = asked_back(tracker).get("draft")
    if draft and any(turn.slots.values()):
        return go_on(dispatcher, tracker, turn, draft)
    if asked_back(tracker).get("change") or change.TRIP_NOUN.search(turn.text):
        compared = await change.follow_up(dispatcher, tracker, turn)
        if compared is not None:
            return compared
    topic = memory.topic_of(tracker, turn)
    if topic in HANDLERS:
        return await answer_topic(dispatcher, tracker, topic)
    slots = memory.trip_slots(tracker, turn)
    events = memory.remember(slots, topic)
    if not slots["destination"]:
        if tracker.active_loop:
            return []
        return [*events, FollowupAction("trip_form")]
    return [*events, *await answer_trip(dispatcher, tracker, slots, topic), *leave_form(tracker)]


class ActionFallback(Action):
    """Not understood: says so and what can be asked."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_fallback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """An open form words its own question after this one."""
        return [] if tracker.active_loop else say(dispatcher, tracker, answers.fallback())
