"""Questions about the last answer: why, more of it, again."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.confirming import confirmed
from actions.say import Event, last_assessment, last_reply, leave_form, say
from actions.stored import asked_back
from actions.turn import UserTurn
from assistant import answers


class ActionReason(Action):
    """ "왜?": the drivers of the last answer with source, issue time and validity."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_reason"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Explains, or asks what to explain."""
        assessment = last_assessment(tracker)
        if assessment is None:
            return [*say(dispatcher, tracker, answers.ask_destination()), *leave_form(tracker)]
        say(dispatcher, tracker, answers.reason_answer(assessment, UserTurn.of(tracker).now))
        return leave_form(tracker)


class ActionMoreDetail(Action):
    """ "자세히 알려줘": the last answer in full, three sentences at a time."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_more_detail"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """The next page."""
        return [*next_page(dispatcher, tracker), *leave_form(tracker)]


def next_page(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
    """The next page of details about the last answer."""
    assessment = last_assessment(tracker)
    if assessment is None:
        return say(dispatcher, tracker, answers.ask_destination())
    page = int(tracker.get_slot("detail_page") or 0)
    say(dispatcher, tracker, answers.detail_answer(assessment, UserTurn.of(tracker).now, page))
    return [SlotSet("detail_page", page + 1)]


class ActionAffirm(Action):
    """ "네": goes on where the last answer offered more, else takes note."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_affirm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Does what was asked back; more details if they were just offered."""
        pending = asked_back(tracker)
        if pending.get("confirm"):
            return await confirmed(dispatcher, tracker, pending)
        last = last_reply(tracker)
        if last is not None and last.expects_reply and tracker.get_slot("detail_page"):
            return next_page(dispatcher, tracker)
        dispatcher.utter_message(response="utter_ok")
        return []


class ActionRepeat(Action):
    """ "뭐라고?": the last thing said, again."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_repeat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Says it again."""
        say(dispatcher, tracker, last_reply(tracker) or answers.help_reply())
        return []
