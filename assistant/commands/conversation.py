"""Questions and answers in the terminal, by a running server or by a bot loaded here."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.text import Text

from assistant.commands.errors import CommandError
from assistant.commands.microphone import Voice, opened
from assistant.commands.options import scenario_now
from assistant.commands.show import show_reply
from assistant.commands.terminal import chosen, reader
from assistant.reply import Reply
from assistant.settings import settings

Answer = Callable[[str], Awaitable[Reply]]

_WELCOME = (
    "무엇이든 물어보세요. 예: 내일 부산 가는 길 안전해?  (이어 묻기: 번호나 Tab, 지난 말: ↑, 끝내기: Ctrl-D)"
)
_WELCOME_BY_VOICE = "엔터를 누르고 말씀하시거나 글로 물어보세요.  (끝내기: Ctrl-D)"


async def answer_once(text: str, at: datetime | None, scenario: str | None) -> Reply:
    """One answer. Raises `CommandError` with what to do."""
    answer = await (_local("ask", at, scenario) if at or scenario else _server_or_local("ask"))
    return await answer(text)


async def converse(
    at: datetime | None, scenario: str | None, *, history: Path | None = None, voice: bool = False
) -> None:
    """Answers line by line until the input ends; with `voice` an empty line means that one speaks.

    Raises `CommandError` where `voice` is wanted and this machine has none.
    """
    with ExitStack() as stack:
        speaking = stack.enter_context(opened()) if voice else None
        user = f"talk-{os.getpid()}"
        answer = await (_local(user, at, scenario) if at or scenario else _server_or_local(user))
        console = Console()
        console.print(Text(_WELCOME_BY_VOICE if voice else _WELCOME, style="dim"))
        if speaking is not None and (told := recorded(speaking, user)) is not None:
            console.print(Text(told, style="red"))
            await asyncio.to_thread(speaking.speak, told)
        read, offered = reader(history), tuple[str, ...]()
        listening = False
        while True:
            line = "" if listening else await read(offered)
            if line is None:
                return
            text = chosen(line, offered)
            try:
                if not text and speaking is not None:
                    text = await _heard(speaking, console)
                if not text:
                    listening = False
                    continue
                with (
                    console.status("알아보고 있어요", spinner="dots")
                    if console.is_terminal
                    else nullcontext()
                ):
                    reply = await answer(text)
                show_reply(console, reply)
                offered = tuple(reply.quick_replies)
                if speaking is not None:
                    await asyncio.to_thread(speaking.speak, reply.speech)
                listening = speaking is not None and reply.expects_reply
            except CommandError as error:
                console.print(Text(str(error), style="red"))
                listening = False


def recorded(speaking: Voice, user: str) -> str | None:
    """While debug recording is on, what is said is kept; the words that tell so, or None."""
    from assistant.commands.me import stores
    from assistant.recorder import Recorder, notice
    from assistant.store import LOCAL

    try:
        recorder = Recorder.of(stores(), settings())
    except CommandError:  # without a database there is no switch either
        return None
    until = recorder.until()
    if until is None:
        return None
    speaking.record(lambda sound, text: recorder.keep(LOCAL, user, sound, text))
    return notice(until)


async def _heard(speaking: Voice, console: Console) -> str:
    """One spoken utterance, with its words while they come."""
    with console.status("듣고 있어요", spinner="dots") as status:
        text = await asyncio.to_thread(
            speaking.listen, lambda words: status.update(Text(f"듣고 있어요: {words}"))
        )
    console.print(Text(f"나> {text}" if text else "말소리를 듣지 못했어요.", style="bold" if text else "dim"))
    return text


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
