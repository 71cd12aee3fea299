"""The real bot, loaded once: Rasa agent, our components, our actions, the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.dialogue import RasaBot
from tests.bots import Conversation

SEOUL = ZoneInfo("Asia/Seoul")
Talk = Callable[..., Conversation]


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def bot(loop: asyncio.AbstractEventLoop) -> RasaBot:
    """Fails, not skips, without a model: `make test` trains it first."""
    return RasaBot.load()


@pytest.fixture
def talk(bot: RasaBot, loop: asyncio.AbstractEventLoop) -> Talk:
    def start(now: str = "2023-08-09T18:00", scenario: str | None = "khanun-2023") -> Conversation:
        return Conversation(bot, loop, datetime.fromisoformat(now).replace(tzinfo=SEOUL), scenario)

    return start
