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

from assistant.channels.kakao import build, words
from assistant.channels.kakao.callback import VALID_S, Callbacks
from assistant.channels.kakao.cards import Look
from assistant.channels.kakao.request import SkillRequest
from assistant.channels.kakao.response import SkillResponse, WaitResponse
from assistant.channels.pseudonyms import Pseudonyms
from assistant.channels.talk import World, begin
from assistant.channels.turns import TooMany, Turns
from assistant.dialogue import Bot, Turn
from assistant.reply import Reply
from assistant.settings import Settings

log = logging.getLogger(__name__)


class ReplayedError(Exception):
    """The one-time callbackUrl of the request was used before."""


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
            task = await begin(self._turns, bot, turn, _failed())
        except TooMany:
            return self._said("busy", user)
        done, _ = await asyncio.wait({task}, timeout=self._deadline_s - (time.monotonic() - began))
        if done:
            return self._worded(task.result(), user)
        self._later(user, task, callback, began)
        return build.waiting() if callback else self._said("holding", user, owed=True)

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


def _failed() -> Reply:
    said = words.say("failed")
    return Reply(text=said, speech=said, quick_replies=(words.label("retry"),))
