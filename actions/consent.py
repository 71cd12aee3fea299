"""What the user allows and what is kept of them, in words: asked, given, taken back, told, deleted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, Restarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.say import Event, leave_form, say
from actions.stored import Unusable, ask_back, asked_back, stored, whose
from actions.turn import UserTurn
from assistant.answers import privacy as told
from assistant.reply import Reply

if TYPE_CHECKING:
    from assistant.store.personal_data import PersonalData

CONFIRMED = frozenset({"consent", "forget_habits", "delete_all"})
"""What is asked back here (`pending["confirm"]`)."""

_HISTORY = re.compile(r"습관|패턴|동선|다니는|자주|(?:위치|이동)\s*(?:기록|이력|내역)")
_LIVE = re.compile(r"위치|어디\s*있는지|따라다니")
_EVERYTHING = re.compile(r"개인\s*정보|모든|내\s*정보|데이터|나에 대|저에 대")


def kind_of(text: str) -> str | None:
    """The kind of data that a sentence is about; None if it names none."""
    if _HISTORY.search(text):
        return "location_history"
    return "live_location" if _LIVE.search(text) else None


class ActionConsent(Action):
    """ "내 위치 써도 돼", "위치 쓰지 마", "내 습관 배워도 돼"."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_consent"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Asks the question of docs/privacy.md before anything is taken; taking back needs none."""
        turn, pending = UserTurn.of(tracker), asked_back(tracker)
        allow, kind = turn.intent == "allow_data", kind_of(turn.text)
        try:
            if pending.get("confirm") == "consent" and kind in (None, pending["kind"]):
                said = None if allow else refused(pending)
                if said is not None:
                    return [*say(dispatcher, tracker, said), SlotSet("pending", None)]
                return await confirmed(dispatcher, tracker, pending)
            if kind is None:
                return [*say(dispatcher, tracker, told.which_kind()), *leave_form(tracker)]
            given, habits = await stored(lambda stores: _known(stores, tracker, kind))
            if allow:
                if given:
                    return [*say(dispatcher, tracker, told.allowed(kind)), *leave_form(tracker)]
                return ask_back(dispatcher, tracker, told.question(kind), confirm="consent", kind=kind)
            if kind == "location_history" and habits:
                return ask_back(dispatcher, tracker, told.confirm_forget(), confirm="forget_habits")
            await stored(lambda stores: _withdraw(stores, tracker, kind))
            return [*say(dispatcher, tracker, told.withdrawn(kind)), *leave_form(tracker)]
        except Unusable:
            return [*say(dispatcher, tracker, told.unusable()), *leave_form(tracker)]


class ActionMyData(Action):
    """ "나에 대해 뭘 알고 있어?", "내 습관 알려줘"."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_my_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Counts by kind; the usual ways if those are asked about."""
        owner, user = whose(tracker)

        def read(stores: PersonalData) -> Reply:
            habits = stores.habits.get(owner, user)
            if _HISTORY.search(UserTurn.of(tracker).text):
                return told.habits(habits)
            return told.overview(stores.count(user, owner), _given(stores, owner, user), habits)

        try:
            said = await stored(read)
        except Unusable:
            said = told.unusable()
        return [*say(dispatcher, tracker, said), *leave_form(tracker)]


class ActionDeleteMyData(Action):
    """ "내 정보 다 지워줘", "내 이동 습관 지워줘": asked back, then deleted for real."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_delete_my_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Event]:
        """Asks, or does it at once where nothing but the conversation is there."""
        text, (owner, user), pending = UserTurn.of(tracker).text, whose(tracker), asked_back(tracker)
        if pending.get("confirm") in ("delete_all", "forget_habits"):
            return await confirmed(dispatcher, tracker, pending)
        try:
            if kind_of(text) is not None and not _EVERYTHING.search(text):
                _, habits = await stored(lambda stores: _known(stores, tracker, "location_history"))
                if habits:
                    return ask_back(dispatcher, tracker, told.confirm_forget(), confirm="forget_habits")
                await stored(lambda stores: _forget_location(stores, tracker))
                return [*say(dispatcher, tracker, told.no_habits()), *leave_form(tracker)]
            rows = await stored(lambda stores: stores.count(user, owner))
        except Unusable:
            return [*say(dispatcher, tracker, told.not_deleted()), AllSlotsReset(), Restarted()]
        if any(count for name, count in rows.items() if name != "conversations"):
            return ask_back(dispatcher, tracker, told.confirm_delete(rows), confirm="delete_all")
        return await confirmed(dispatcher, tracker, {"confirm": "delete_all"})


async def confirmed(
    dispatcher: CollectingDispatcher, tracker: Tracker, pending: Mapping[str, Any]
) -> list[Event]:
    """ "응": what was asked back is done. Raises `Unusable`; deleting everything says so itself."""
    owner, user = whose(tracker)
    if pending["confirm"] == "delete_all":
        try:
            said = told.deleted(await stored(lambda stores: _delete(stores, owner, user)))
        except Unusable:
            said = told.not_deleted()
        return [*say(dispatcher, tracker, said), AllSlotsReset(), Restarted()]
    if pending["confirm"] == "forget_habits":
        await stored(lambda stores: _forget_location(stores, tracker))
        return [*say(dispatcher, tracker, told.forgotten()), SlotSet("pending", None)]
    kind = pending["kind"]
    await stored(lambda stores: _give(stores, tracker, kind))
    return [*say(dispatcher, tracker, told.given(kind)), SlotSet("pending", None)]


def refused(pending: Mapping[str, Any]) -> Reply | None:
    """ "아니" to a question of this file; None if it was another one's."""
    if pending.get("confirm") == "consent":
        return told.declined(pending["kind"])
    return told.kept() if pending.get("confirm") in CONFIRMED else None


def _known(stores: PersonalData, tracker: Tracker, kind: str) -> tuple[bool, bool]:
    """Whether a kind is allowed, and whether habits are kept."""
    from assistant.store.consents import DataKind

    owner, user = whose(tracker)
    return stores.consents.has(owner, user, DataKind(kind)), stores.habits.get(owner, user) is not None


def _given(stores: PersonalData, owner: str, user: str) -> frozenset[str]:
    from assistant.store.consents import DataKind

    return frozenset(kind.value for kind in DataKind if stores.consents.has(owner, user, kind))


def _give(stores: PersonalData, tracker: Tracker, kind: str) -> None:
    from assistant.store.consents import DataKind

    stores.consents.give(*whose(tracker), DataKind(kind), UserTurn.of(tracker).now)


def _withdraw(stores: PersonalData, tracker: Tracker, kind: str) -> None:
    from assistant.journeys.home import withdraw
    from assistant.settings import settings
    from assistant.store.consents import DataKind

    withdraw(stores, settings(), *whose(tracker), DataKind(kind))


def _forget_location(stores: PersonalData, tracker: Tracker) -> None:
    """The habits, and both consents that they and the live location rest on."""
    for kind in ("location_history", "live_location"):
        _withdraw(stores, tracker, kind)


def _delete(stores: PersonalData, owner: str, user: str) -> Mapping[str, int]:
    """Rows deleted by kind, and the chosen voice. Raises `StoreError`."""
    from assistant.settings import settings
    from assistant.speech.errors import SpeechError
    from assistant.speech.tts.voices import voices_of
    from assistant.store.database import StoreError

    rows = stores.delete(user, owner)
    try:
        voices_of(settings()).forget(user, owner)
    except SpeechError as error:
        raise StoreError(error.user_message) from error
    return rows
