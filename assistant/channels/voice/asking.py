"""A question of a connection on its way through the dialogue."""

from __future__ import annotations

from assistant.channels.voice.client import Client
from assistant.channels.voice.services import Services
from assistant.dialogue import BotError, Turn, TurnTimeout
from assistant.reply import Reply


async def ask(services: Services, client: Client, text: str) -> Reply | None:
    """The answer; None if there is none, and the client was told why."""
    bot, place = services.bot(), client.wants.location
    if bot is None:
        await client.trouble(
            "not-ready", "길벗이 아직 준비하고 있어요. 몇 초 뒤에 다시 물어봐 주세요.", "starting"
        )
        return None
    turn = Turn(
        user_id=client.user_id,
        text=text,
        now=services.now(),
        scenario=services.scenario,
        location=place.model_dump(exclude_none=True) if place else None,
        owner=client.owner,
    )
    try:
        return await bot.handle(turn)
    except TurnTimeout:
        await client.trouble(
            "dialogue-timeout", "답이 늦어지고 있어요. 다시 물어봐 주세요.", "the turn took too long"
        )
    except BotError as error:
        await client.trouble(
            "dialogue-failed", "지금은 답할 수 없어요. 잠시 뒤에 다시 물어봐 주세요.", str(error)
        )
    return None
