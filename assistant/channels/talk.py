"""One turn as every door handles it: in its order, apart when somebody is in danger now, never an exception.

No utterance and no user id is ever logged.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.channels.turns import Turns
from assistant.dialogue import Bot, BotError, Turn
from assistant.reply import Reply

log = logging.getLogger(__name__)

EMERGENCY = "emergency"
_URGENT_MAX = 200
"""Longer utterances are not looked at out of their order: cries for help are short."""
_UNDERSTANDING_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The moment that is talked about."""

    now: datetime
    scenario: str | None = None


async def begin(turns: Turns, bot: Bot, turn: Turn, failed: Reply) -> asyncio.Task[Reply]:
    """Starts the turn, `failed` being what is said if the bot cannot answer. Raises `TooMany`."""
    if turns.busy(turn.user_id) and await _urgent(bot, turn):
        return asyncio.create_task(_apart(bot, turn, failed))
    return turns.start(turn.user_id, lambda: _handled(bot, turn, failed))


async def _urgent(bot: Bot, turn: Turn) -> bool:
    """Whether the speaker is in danger now: such a turn waits for no other."""
    if len(turn.text) > _URGENT_MAX:
        return False
    try:
        async with asyncio.timeout(_UNDERSTANDING_S):
            return (await bot.understand(turn.text, turn.now)).intent == EMERGENCY
    except Exception:  # noqa: BLE001 - then it is answered in its order
        return False


async def _apart(bot: Bot, turn: Turn, failed: Reply) -> Reply:
    """Answered as a conversation of its own, which does not wait for the user's other turns."""
    turn = replace(turn, user_id=f"{turn.user_id}-now")
    try:
        return await _handled(bot, turn, failed)
    finally:
        await bot.forget(turn.conversation)


async def _handled(bot: Bot, turn: Turn, failed: Reply) -> Reply:
    """The bot's reply, or words that say that there is none."""
    try:
        return await bot.handle(turn)
    except BotError as error:
        log.error("the dialogue failed: %s", type(error).__name__)
    except Exception as error:  # noqa: BLE001 - its message may hold what the user said
        log.error("unexpected %s", type(error).__name__)
    return failed
