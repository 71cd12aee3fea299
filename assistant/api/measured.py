"""The bot, with its turns counted and timed (`metrics`)."""

from __future__ import annotations

from datetime import datetime

from assistant import metrics
from assistant.dialogue import Bot, BotError, Turn, Understanding
from assistant.reply import Reply


class Measured:
    """A `Bot` that passes everything on to another."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def handle(self, turn: Turn) -> Reply:
        """See `Bot`."""
        try:
            reply = await self._bot.handle(turn)
        except BotError as error:
            metrics.TURN_FAILURES.labels(type(error).__name__).inc()
            raise
        metrics.turn(reply.intent, reply.timings_ms)
        return reply

    async def understand(self, text: str, now: datetime | None = None) -> Understanding:
        """See `Bot`."""
        return await self._bot.understand(text, now)

    async def forget(self, conversation: str) -> None:
        """See `Bot`."""
        await self._bot.forget(conversation)
