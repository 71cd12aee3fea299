"""Is what was understood so far a whole question? Found out beside the listening, once there is a pause."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from assistant.channels.voice.services import Services
from assistant.dialogue import BotError
from assistant.speech.ears import Ears, Heard

_UNSURE = ("out_of_scope", "nlu_fallback", "inform")
_SURE = 0.7


class Weighing:
    """Of one connection. Only the newest words count."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._text = ""
        self.task: asyncio.Task[None] | None = None

    def words(self, text: str, ears: Ears) -> None:
        """Other words than before ("": none): whether they are a whole question is not known yet."""
        self._text = text
        if self.task is not None:
            self.task.cancel()
        ears.complete = False

    def pause(self, heard: Heard, ears: Ears) -> None:
        """Tells the ears whether the words are a whole question, if nobody speaks just now."""
        bot, text = self._services.bot(), self._text
        if bot is None or not text or not heard.frames or heard.frames[-1]:
            return
        self._text = ""

        async def weigh() -> None:
            with suppress(BotError):
                meaning = await bot.understand(text, self._services.now())
                ears.complete = meaning.intent not in _UNSURE and meaning.confidence >= _SURE

        self.task = asyncio.create_task(weigh())
