"""Loading the bot for a command, with a word about what takes so long."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from assistant.commands.errors import CommandError

if TYPE_CHECKING:
    from assistant.dialogue import Bot


def load_bot() -> Bot:
    """The bot in this process (or the remote Rasa server of the settings)."""
    from assistant.settings import settings

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    if settings().rasa_url:
        from assistant.dialogue import RemoteBot

        return RemoteBot(settings().rasa_url or "")
    from assistant.dialogue import BotError, RasaBot

    if sys.stderr.isatty():
        print("길벗을 깨우고 있어요 (몇 초 걸려요)…", file=sys.stderr)
    try:
        return RasaBot.load()
    except BotError as error:
        raise CommandError(str(error)) from error
    except ImportError as error:
        raise CommandError(
            f"The dialogue is not installed ({error}). Run: make run, or uv sync --extra bot"
        ) from error
