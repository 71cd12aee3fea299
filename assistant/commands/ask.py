"""`gilbeot ask` and `gilbeot talk`: a question, or a conversation, in the terminal."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from assistant.commands.errors import CommandError
from assistant.commands.options import AsJson, Now, ScenarioName, moment, scenario_now
from assistant.commands.show import show_reply
from assistant.reply import Reply
from assistant.settings import settings

Answer = Callable[[str], Awaitable[Reply]]


def ask(
    text: Annotated[str, typer.Argument(help="물어볼 말")],
    now: Now = None,
    scenario: ScenarioName = None,
    speak: Annotated[Path | None, typer.Option("--speak", help="답을 소리(WAV)로도 저장해요.")] = None,
    as_json: AsJson = False,
) -> None:
    """한 번 묻고 답을 들어요. 서버가 떠 있으면 서버가, 아니면 바로 여기서 답해요."""
    at = scenario_now(scenario, moment(now))
    if speak is not None and not speak.parent.is_dir():
        raise CommandError(f"{speak.parent} 폴더가 없어요. 먼저 만들어 주세요.", status=2)
    reply = asyncio.run(_ask(text, at, scenario))
    if as_json:
        from assistant.dialogue import REPLY

        print(json.dumps(REPLY.dump_python(reply, mode="json", by_alias=True), ensure_ascii=False, indent=2))
    else:
        show_reply(Console(), reply)
    if speak is not None:
        save_speech(reply.speech, speak)
        typer.echo(f"{speak} 에 저장했어요.", err=True)


async def _ask(text: str, at: datetime | None, scenario: str | None) -> Reply:
    answer = await (_local("ask", at, scenario) if at or scenario else _server_or_local("ask"))
    return await answer(text)


def talk(now: Now = None, scenario: ScenarioName = None) -> None:
    """터미널에서 이야기해요. 끝내려면 Ctrl-D를 눌러요."""
    at = scenario_now(scenario, moment(now))
    asyncio.run(_talk(at, scenario))


async def _talk(at: datetime | None, scenario: str | None) -> None:
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

    scenario = scenario or settings().scenario
    bot = load_bot()
    clock = Clock(scenario_now(scenario, at))

    async def answer(text: str) -> Reply:
        try:
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
