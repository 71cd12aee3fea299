"""Alerts about stored trips, on and off by speech."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.say import Event, say
from actions.stored import OverTrips, ahead, stored, whose
from actions.turn import UserTurn
from assistant.answers import trips as told

if TYPE_CHECKING:
    from assistant.store.personal_data import PersonalData


class ActionAlerts(OverTrips, Action):
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
