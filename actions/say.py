"""Uttering a `Reply` through Rasa, and finding again what was said."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from assistant.reply import Reply
from assistant.risk.model import Assessment

REPLY = TypeAdapter(Reply)
ASSESSMENT = TypeAdapter(Assessment)

Event = dict[str, Any]


def say(dispatcher: CollectingDispatcher, tracker: Tracker, reply: Reply) -> list[Event]:
    """Utters the reply. The events keep its assessment for "왜?" and "자세히 알려줘".

    In `rasa shell` a person reads: they get the text. Every other channel gets the whole reply.
    """
    document = REPLY.dump_python(reply, mode="json", by_alias=True)
    if tracker.get_latest_input_channel() == "cmdline":
        dispatcher.utter_message(text=reply.text)
    else:
        dispatcher.utter_message(json_message={"reply": document})
    if reply.assessment is None:
        return []
    return [SlotSet("last_assessment", document["assessment"]), SlotSet("detail_page", 0)]


def leave_form(tracker: Tracker) -> list[Event]:
    """Another subject ends the form, so that its question is not asked again after the answer."""
    if not tracker.active_loop:
        return []
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def last_assessment(tracker: Tracker) -> Assessment | None:
    """The assessment that was told last."""
    value = tracker.get_slot("last_assessment")
    return ASSESSMENT.validate_python(value) if value else None


def last_reply(tracker: Tracker) -> Reply | None:
    """What the bot said last."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            custom = (event.get("data") or {}).get("custom") or {}
            if "reply" in custom:
                return REPLY.validate_python(custom["reply"])
            if event.get("text"):
                return Reply(text=event["text"], speech=event["text"])
    return None
