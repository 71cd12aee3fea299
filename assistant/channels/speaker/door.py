"""A turn of a smart speaker: within the time that platforms wait, in order, with sessions and reprompts.

A turn that is not done by the deadline goes on; its answer is kept for the user, who asks "결과 알려줘".
Who is in danger now does not wait for earlier turns. No utterance and no user id is ever logged or kept.
"""

from __future__ import annotations

import asyncio
import time

from assistant.channels.pseudonyms import Pseudonyms
from assistant.channels.speaker.model import GIVE_UP_AFTER, Heard, Kind, Memory, Spoken
from assistant.channels.speaker.tables import asks_for_result, say
from assistant.channels.talk import EMERGENCY, World, begin
from assistant.channels.turns import TooMany, Turns
from assistant.dialogue import Bot, Turn
from assistant.reply import Reply
from assistant.settings import Settings

_LAST_WORDS = ("goodbye",)
"""Intents after which a session ends."""
_NOT_UNDERSTOOD = ("out_of_scope", "nlu_fallback", None)


class SpeakerDoor:
    """One for a platform in a process; use from one event loop."""

    def __init__(
        self, pseudonyms: Pseudonyms, *, turns: Turns | None = None, deadline_s: float = 4.0
    ) -> None:
        self._pseudonyms, self._turns, self._deadline_s = pseudonyms, turns or Turns(), deadline_s
        self._late: set[asyncio.Task[None]] = set()

    @classmethod
    def of(cls, platform: str, config: Settings) -> SpeakerDoor:
        """As the settings say."""
        names = Pseudonyms.of(platform, config.speaker_user_key, config.state_dir)
        return cls(names, deadline_s=config.speaker_deadline_s)

    async def answer(self, heard: Heard, bot: Bot | None, world: World) -> Spoken:
        """Always something to say, within the deadline."""
        began = time.monotonic()
        memory = heard.memory
        match heard.kind:
            case Kind.ENDED | Kind.STOP:
                return Spoken(reply=_own("bye"), end=True)
            case Kind.LAUNCH:
                return _open("launch", Memory(open=True))
            case Kind.HELP:
                return _open("help", Memory(open=True))
            case Kind.UNHEARD:
                return _missed(memory)
        if bot is None:
            return Spoken(reply=_own("starting"), end=True)
        user = self.user_of(heard)
        if asks_for_result(heard.text):
            reply = await self._turns.result(user, self._deadline_s)
            return _worded(reply, memory) if reply else _open(self._none(user), memory)
        turn = Turn(user_id=user, text=heard.text, now=world.now, scenario=world.scenario)
        try:
            task = await begin(self._turns, bot, turn, _own("failed"))
        except TooMany:
            return _open("busy", memory)
        done, _ = await asyncio.wait({task}, timeout=self._deadline_s - (time.monotonic() - began))
        if done:
            return _worded(task.result(), memory)
        late = asyncio.create_task(self._keep(user, task))
        self._late.add(late)
        late.add_done_callback(self._late.discard)
        return _open("holding", memory)

    def user_of(self, heard: Heard) -> str:
        """The name that the user has inside: a pseudonym."""
        return self._pseudonyms.of_user(heard.app, heard.user)

    async def close(self) -> None:
        """Ends what is still being answered."""
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)

    async def _keep(self, user: str, task: asyncio.Task[Reply]) -> None:
        async with self._turns.owing(user):
            await self._turns.keep(user, await task)

    def _none(self, user: str) -> str:
        return "holding" if self._turns.owes(user) else "no_result"


def _own(key: str) -> Reply:
    said = say(key)
    return Reply(text=said, speech=said)


def _open(key: str, memory: Memory) -> Spoken:
    """A sentence of our own after which the user may speak."""
    reply = Reply(text=say(key), speech=say(key), expects_reply=True)
    return Spoken(reply=reply, ask=say("again"), memory=memory)


def _missed(memory: Memory) -> Spoken:
    """Asked again, and given up after some tries."""
    misses = memory.misses + 1
    if misses >= GIVE_UP_AFTER:
        return Spoken(reply=_own("give_up"), end=True)
    return _open("unheard", Memory(open=memory.open, misses=misses))


def _worded(reply: Reply, memory: Memory) -> Spoken:
    """The bot's answer: the session stays open for who opened it, for a question back, and in danger."""
    if not reply.text.strip():
        reply = _own("nothing")
    if reply.intent == EMERGENCY:
        return Spoken(reply=reply, ask=say("ask_emergency"), memory=Memory(open=True))
    if reply.expects_reply:
        lost = reply.intent in _NOT_UNDERSTOOD
        misses = min(memory.misses + 1, GIVE_UP_AFTER - 1) if lost else 0
        return Spoken(reply=reply, ask=say("again"), memory=Memory(open=memory.open, misses=misses))
    if memory.open and reply.intent not in _LAST_WORDS:
        return Spoken(reply=reply, ask=say("ask"), memory=Memory(open=True))
    return Spoken(reply=reply, end=True)
