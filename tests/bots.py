"""A conversation with the real bot, for tests that need one."""

from __future__ import annotations

import asyncio
import itertools
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.dialogue import RasaBot, Turn
from assistant.reply import Reply
from assistant.store import LOCAL
from assistant.store.personal_data import PersonalData

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2023, 8, 9, 18, 0, tzinfo=SEOUL)
"""The evening before the typhoon of the scenario khanun-2023."""
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


class Home:
    """A household that talks to one bot and keeps its trips in one database."""

    def __init__(self, bot: RasaBot, stores: PersonalData, loop: asyncio.AbstractEventLoop) -> None:
        self.bot, self.stores, self.loop = bot, stores, loop

    def say(self, text: str, user: str = "minsu") -> Reply:
        turn = Turn(user_id=user, text=text, now=NOW, scenario="khanun-2023")
        return self.loop.run_until_complete(self.bot.handle(turn))

    def trips(self, user: str = "minsu") -> list[str]:
        return [trip.plan.title or trip.plan.destination.short for trip in self.stores.trips.of(LOCAL, user)]
