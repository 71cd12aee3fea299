"""A conversation with the real bot, for tests that need one."""

from __future__ import annotations

import asyncio
import itertools
from datetime import datetime

from assistant.dialogue import RasaBot, Turn
from assistant.reply import Reply

_users = itertools.count()


class Conversation:
    """One user talking at a fixed moment of a scenario (or of the present)."""

    def __init__(
        self, bot: RasaBot, loop: asyncio.AbstractEventLoop, now: datetime, scenario: str | None
    ) -> None:
        self._bot, self._loop, self._now, self._scenario = bot, loop, now, scenario
        self.user = f"test-{next(_users)}"

    def say(self, text: str, **more: object) -> Reply:
        """One turn."""
        turn = Turn(user_id=self.user, text=text, now=self._now, scenario=self._scenario, **more)  # type: ignore[arg-type]
        return self._loop.run_until_complete(self._bot.handle(turn))
