"""Of the ways in which speech can be read, the one that makes sense."""

from __future__ import annotations

from contextlib import suppress

from assistant.channels.voice.services import Services
from assistant.dialogue import BotError
from assistant.speech.meaning import choose
from assistant.speech.plausible import possible
from assistant.speech.stt import Transcript


async def sensible(services: Services, transcript: Transcript) -> str:
    """That reading; the likeliest one while the dialogue cannot be asked."""
    text, bot = transcript.text, services.bot()
    if text and bot is not None:
        now = services.now()
        with suppress(BotError):
            choice = await choose(
                transcript,
                lambda said: bot.understand(said, now),
                plausible=lambda said: possible(said, now),
            )
            text = choice.text
    return text
