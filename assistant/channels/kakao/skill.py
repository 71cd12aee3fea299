"""The door: a skill request in, an answer within the five seconds that KakaoTalk waits.

A turn that is not done by the deadline goes on. Its answer is posted to the callbackUrl if the request has
one; else, and if that fails, it is kept for the user, who is offered "결과 보기". Who is in danger now
does not wait for earlier turns.
No utterance and no user id is ever logged or kept.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.channels.kakao import build, words
from assistant.channels.kakao.callback import VALID_S, Callbacks
from assistant.channels.kakao.cards import Look
from assistant.channels.kakao.request import SkillRequest
from assistant.channels.kakao.response import SkillResponse, WaitResponse
from assistant.channels.kakao.turns import TooMany, Turns
from assistant.channels.pseudonyms import Pseudonyms
from assistant.dialogue import Bot, BotError, Turn
from assistant.reply import Reply
from assistant.settings import Settings

log = logging.getLogger(__name__)

_EMERGENCY = "emergency"
_URGENT_MAX = 200
"""Longer utterances are not looked at out of their order: cries for help are short."""
_UNDERSTANDING_S = 1.0


class ReplayedError(Exception):
    """The one-time callbackUrl of the request was used before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The moment that is talked about."""

    now: datetime
    scenario: str | None = None


class KakaoSkill:
    """One per process; use from one event loop."""

    def __init__(
        self,
        pseudonyms: Pseudonyms,
        callbacks: Callbacks,
        *,
        turns: Turns | None = None,
        look: Look | None = None,
        deadline_s: float = 4.0,
    ) -> None:
        self._pseudonyms, self._callbacks = pseudonyms, callbacks
        self._turns, self._look, self._deadline_s = turns or Turns(), look or Look(), deadline_s
        self._late: set[asyncio.Task[None]] = set()

    @classmethod
    def of(cls, config: Settings) -> KakaoSkill:
        """As the settings say."""
        return cls(
            Pseudonyms.of("kakao", config.kakao_user_key, config.state_dir),
            Callbacks(config.kakao_callback_origins),
            look=Look(map_url=config.kakao_map_url, thumbnail_url=config.kakao_thumbnail_url),
            deadline_s=config.kakao_deadline_s,
        )

    async def answer(
        self, request: SkillRequest, bot: Bot | None, world: World
    ) -> SkillResponse | WaitResponse:
        """Always an answer in words. Raises `ReplayedError`."""
        began = time.monotonic()
        asked = request.user_request
        callback = self._callback(asked.callback_url)
        if bot is None:
            return build.plain(words.say("starting"), [words.label("retry")])
        user = self._pseudonyms.of_user(request.bot.id, asked.user.id)
        if words.asks_for_result(asked.utterance):
            return await self._result(user)
        turn = Turn(user_id=user, text=asked.utterance, now=world.now, scenario=world.scenario)
        try:
            task = await self._start(user, bot, turn)
        except TooMany:
            return self._said("busy", user)
        done, _ = await asyncio.wait({task}, timeout=self._deadline_s - (time.monotonic() - began))
        if done:
            return self._worded(task.result(), user)
        self._later(user, task, callback, began)
        return build.waiting() if callback else self._said("holding", user, owed=True)

    async def _start(self, user: str, bot: Bot, turn: Turn) -> asyncio.Task[Reply]:
        """Raises `TooMany`."""
        if self._turns.busy(user) and await _urgent(bot, turn):
            return asyncio.create_task(_apart(bot, turn))
        return self._turns.start(user, lambda: _handled(bot, turn))

    async def close(self) -> None:
        """Ends what is still being answered, and the connections."""
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)
        await self._callbacks.close()

    def _callback(self, url: str | None) -> str | None:
        """The address if answers may go there. Raises `ReplayedError`."""
        if not url:
            return None
        if not self._callbacks.allowed(url):
            log.warning("kakao: a callbackUrl outside the allowed origins was refused")
            return None
        if self._callbacks.replayed(url):
            raise ReplayedError
        return url

    async def _result(self, user: str) -> SkillResponse:
        reply = await self._turns.result(user, self._deadline_s)
        if reply is not None:
            return self._worded(reply, user)
        return self._said("holding", user) if self._turns.owes(user) else self._said("no_result", user)

    def _worded(self, reply: Reply, user: str) -> SkillResponse:
        """The answer, with an offer of results that the user has not seen."""
        waits = self._turns.has_result(user) or self._turns.owes(user)
        return build.response(reply, self._look, first=[words.label("result")] if waits else [])

    def _said(self, key: str, user: str, *, owed: bool = False) -> SkillResponse:
        waits = owed or self._turns.has_result(user) or self._turns.owes(user)
        return build.plain(words.say(key), [words.label("result")] if waits else words.examples())

    def _later(self, user: str, task: asyncio.Task[Reply], callback: str | None, began: float) -> None:
        late = asyncio.create_task(self._deliver(user, task, callback, began))
        self._late.add(late)
        late.add_done_callback(self._late.discard)

    async def _deliver(
        self, user: str, task: asyncio.Task[Reply], callback: str | None, began: float
    ) -> None:
        """To the callbackUrl while it is good; else kept."""
        async with self._turns.owing(user):
            reply = await task
            left = VALID_S - (time.monotonic() - began)
            if callback and await self._callbacks.post(callback, build.response(reply, self._look), left):
                return
            await self._turns.keep(user, reply)


async def _urgent(bot: Bot, turn: Turn) -> bool:
    """Whether the speaker is in danger now: such a turn waits for no other."""
    if len(turn.text) > _URGENT_MAX:
        return False
    try:
        async with asyncio.timeout(_UNDERSTANDING_S):
            return (await bot.understand(turn.text, turn.now)).intent == _EMERGENCY
    except Exception:  # noqa: BLE001 - then it is answered in its order
        return False


async def _apart(bot: Bot, turn: Turn) -> Reply:
    """Answered as a conversation of its own, which does not wait for the user's other turns."""
    turn = replace(turn, user_id=f"{turn.user_id}-now")
    try:
        return await _handled(bot, turn)
    finally:
        await bot.forget(turn.user_id)


async def _handled(bot: Bot, turn: Turn) -> Reply:
    """The bot's reply, or words that say that there is none."""
    try:
        return await bot.handle(turn)
    except BotError as error:
        log.error("kakao: the dialogue failed: %s", type(error).__name__)
    except Exception as error:  # noqa: BLE001 - its message may hold what the user said
        log.error("kakao: unexpected %s", type(error).__name__)
    said = words.say("failed")
    return Reply(text=said, speech=said, quick_replies=(words.label("retry"),))
