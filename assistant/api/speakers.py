"""What the routes of smart speakers share."""

from __future__ import annotations

import asyncio

from fastapi import Request

from assistant.api.routes_messages import bot_of
from assistant.channels.speaker import Heard, SpeakerDoor
from assistant.speech.tts.voices import voices_of


async def forget(request: Request, door: SpeakerDoor, heard: Heard) -> None:
    """The user has switched the skill off: the conversation and everything stored is deleted."""
    user = door.user_of(heard)
    bot = bot_of(request)
    if bot is not None:
        await bot.forget(user)
    await asyncio.to_thread(request.app.state.personal.delete, user)
    await asyncio.to_thread(lambda: voices_of(request.app.state.config).forget(user))
