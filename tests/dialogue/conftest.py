"""The real bot, loaded once: Rasa agent, our components, our actions, the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assistant.dialogue import RasaBot
from assistant.settings import Settings
from assistant.store.personal_data import PersonalData
from tests.bots import SEOUL, Conversation, Home

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


@pytest.fixture
def home(
    bot: RasaBot, loop: asyncio.AbstractEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Home]:
    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    monkeypatch.setattr("assistant.store.personal_data.personal_data", lambda: stores)
    yield Home(bot, stores, loop)
    for user in ("minsu", "yuna"):
        loop.run_until_complete(bot.forget(user))
