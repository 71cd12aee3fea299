"""What was meant by what was heard, as a voice session finds it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from assistant.commands.bot import load_bot
from assistant.speech.meaning import choose
from assistant.speech.plausible import possible
from assistant.speech.stt import Transcript


class Sense:
    """The dialogue model of this checkout."""

    def __init__(self) -> None:
        self._bot = load_bot()
        self._loop = asyncio.new_event_loop()

    def intent(self, transcript: Transcript) -> str:
        """The intent of the reading that makes most sense."""
        return self._loop.run_until_complete(self._intent(transcript))

    async def _intent(self, transcript: Transcript) -> str:
        now = datetime.now(UTC)
        choice = await choose(transcript, self._bot.understand, plausible=lambda text: possible(text, now))
        meaning = choice.meaning or await self._bot.understand(choice.text)
        return meaning.intent
