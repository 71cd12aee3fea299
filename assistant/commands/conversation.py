"""Questions and answers in the terminal, by a running server or by a bot loaded here."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from assistant.commands.errors import CommandError
from assistant.commands.options import scenario_now
from assistant.commands.show import show_reply
from assistant.reply import Reply
from assistant.settings import settings

Answer = Callable[[str], Awaitable[Reply]]


async def answer_once(text: str, at: datetime | None, scenario: str | None) -> Reply:
    """One answer. Raises `CommandError` with what to do."""
    answer = await (_local("ask", at, scenario) if at or scenario else _server_or_local("ask"))
    return await answer(text)


async def converse(at: datetime | None, scenario: str | None) -> None:
    """Answers line by line until the input ends."""
    user = f"talk-{os.getpid()}"
    answer = await (_local(user, at, scenario) if at or scenario else _server_or_local(user))
    console = Console()
    console.print("[dim]무엇이든 물어보세요. 예: 내일 부산 가는 길 안전해?  (끝내기: Ctrl-D)[/dim]")
    read = _reader()
    while (line := await read()) is not None:
        if line.strip():
            try:
                show_reply(console, await answer(line))
            except CommandError as error:
                console.print(f"[red]{error}[/red]")


def _reader() -> Callable[[], Awaitable[str | None]]:
    """Lines with editing and history at a terminal, plain lines from a pipe; None at the end."""
    if not sys.stdin.isatty():

        async def plain() -> str | None:
            line = await asyncio.to_thread(sys.stdin.readline)
            return line.rstrip("\n") if line else None

        return plain
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import InMemoryHistory

    session: PromptSession[str] = PromptSession(history=InMemoryHistory())

    async def edited() -> str | None:
        try:
            return await session.prompt_async("나> ")
        except (EOFError, KeyboardInterrupt):
            return None

    return edited


async def _server_or_local(user: str) -> Answer:
    """A running server answers at once; without one the bot is loaded here."""
    url = f"http://127.0.0.1:{settings().port}"
    try:
        async with httpx.AsyncClient(timeout=1.0) as http:
            (await http.get(f"{url}/health/ready")).raise_for_status()
    except httpx.HTTPError:
        return await _local(user, None, None)

    async def answer(text: str) -> Reply:
        from assistant.dialogue import REPLY

        async with httpx.AsyncClient(timeout=settings().turn_timeout_s + 5) as http:
            response = await http.post(f"{url}/v1/messages", json={"user_id": user, "text": text})
        if response.status_code != httpx.codes.OK:
            raise CommandError(_explain(response))
        return REPLY.validate_json(response.content)

    return answer


def _explain(response: httpx.Response) -> str:
    try:
        document: dict[str, Any] = response.json()
    except ValueError:
        return f"서버가 {response.status_code}(으)로 답했어요."
    return f"{document.get('title', '')}: {document.get('detail', '')}"


async def _local(user: str, at: datetime | None, scenario: str | None) -> Answer:
    from assistant.clock import Clock
    from assistant.commands.bot import load_bot
    from assistant.dialogue import BotError, Turn
    from assistant.feeds.connect import live_sources

    scenario = scenario or settings().scenario
    bot = load_bot()
    clock = Clock(scenario_now(scenario, at))

    async def answer(text: str) -> Reply:
        try:
            if at is None and scenario is None:
                await live_sources().refresh(settings().timeout_s)
            # A given moment stands still, so that the same question gets the same answer.
            return await bot.handle(Turn(user_id=user, text=text, now=at or clock.now(), scenario=scenario))
        except BotError as error:
            raise CommandError(str(error)) from error

    return answer


def save_speech(speech: str, path: Path) -> None:
    """Speaks into a WAV file. Raises `CommandError` with what to do."""
    from assistant.speech import SpeechError, default_synthesizer, save_wav

    try:
        with default_synthesizer() as synthesizer:
            save_wav(path, synthesizer.synthesize(speech))
    except SpeechError as error:
        raise CommandError(error.user_message) from error
