"""`gilbeot listen`: recordings are recognised and answered."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.commands.errors import CommandError
from assistant.commands.options import AsJson, Now, ScenarioName, moment, scenario_now
from assistant.reply import Reply
from assistant.speech.errors import SpeechError
from assistant.speech.meaning import choose
from assistant.speech.plausible import possible
from assistant.speech.sound_in import SoundIn, read_sound
from assistant.speech.stt import NOTHING, Recognizer, Transcript, recognize

_UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class _Heard:
    """What became of one file."""

    file: str
    text: str = ""
    transcript: Transcript = NOTHING
    flaws: tuple[str, ...] = ()
    seconds: float = 0.0
    reply: Reply | None = None
    error: str | None = None


def listen(
    files: Annotated[list[Path], typer.Argument(help="소리 파일 (WAV, FLAC, OGG, MP3)")],
    as_json: AsJson = False,
    transcript: Annotated[bool, typer.Option("--transcript", help="알아듣기만 하고 답하지 않아요.")] = False,
    now: Now = None,
    scenario: ScenarioName = None,
) -> None:
    """소리 파일을 듣고 답해요."""
    at = scenario_now(scenario, moment(now))
    recognizer = configured_recognizer()
    sys.exit(asyncio.run(_all(files, recognizer, as_json, transcript, at, scenario)))


def configured_recognizer() -> Recognizer:
    """The recogniser of the settings. Raises `CommandError` with what to do."""
    from assistant.settings import settings
    from assistant.speech.recognizers import open_recognizer

    config = settings()
    try:
        return open_recognizer(config.stt_engine, config.stt_model, config.stt_spacing)
    except SpeechError as error:
        raise CommandError(f"{error.user_message} ({error})") from error


async def _all(
    files: list[Path],
    recognizer: Recognizer,
    as_json: bool,
    only_text: bool,
    at: datetime | None,
    scenario: str | None,
) -> int:
    """One file after the other; one that cannot be read does not keep the rest from being heard."""
    answerer = None if only_text else _Answerer(at, scenario)
    failed = 0
    for path in files:
        heard = _hear(path, recognizer)
        if heard.error is None and answerer is not None:
            heard = await answerer.answer(heard)
        failed += heard.error is not None
        print(json.dumps(_document(heard, only_text), ensure_ascii=False) if as_json else _line(heard))
    return 2 if failed else 0


def _hear(path: Path, recognizer: Recognizer) -> _Heard:
    try:
        sound: SoundIn = read_sound(path)
        found = recognize(recognizer, sound.pcm16)
    except OSError as error:
        return _Heard(str(path), error=f"파일을 읽을 수 없어요: {error.strerror or error}")
    except SpeechError as error:
        return _Heard(str(path), error=f"{error.user_message} ({error})")
    flaws = tuple(sorted(sound.flaws))
    return _Heard(str(path), found.text, found, flaws, round(sound.audio.duration_s, 2))


class _Answerer:
    """Answers what was heard, each file as a conversation of its own."""

    def __init__(self, at: datetime | None, scenario: str | None) -> None:
        from assistant.clock import Clock
        from assistant.commands.bot import load_bot
        from assistant.settings import settings

        self._bot = load_bot()
        self._scenario = scenario or settings().scenario
        self._clock, self._at = Clock(at), at
        self._count = 0

    async def answer(self, heard: _Heard) -> _Heard:
        from assistant.dialogue import BotError, Turn

        if self._count == 0 and self._at is None and self._scenario is None:
            from assistant.feeds.connect import live_sources
            from assistant.settings import settings

            await live_sources().refresh(settings().timeout_s)
        now = self._at or self._clock.now()
        choice = await choose(
            heard.transcript,
            lambda text: self._bot.understand(text, now),
            plausible=lambda text: possible(text, now),
        )
        self._count += 1
        user = f"listen-{self._count}"
        turn = Turn(user_id=user, text=choice.text, now=now, scenario=self._scenario)
        try:
            reply = await self._bot.handle(turn)
            await self._bot.forget(user)
        except BotError as error:
            return replace(heard, text=choice.text, error=str(error))
        return replace(heard, text=choice.text, reply=reply)


def _document(heard: _Heard, only_text: bool) -> dict[str, Any]:
    """The JSON of DESIGN §4: file, text, confidence, reply; and what else is known."""
    if heard.error is not None:
        return {"file": heard.file, "error": heard.error}
    document: dict[str, Any] = {
        "file": heard.file,
        "text": heard.text,
        "confidence": heard.transcript.confidence,
        "seconds": heard.seconds,
        "flaws": list(heard.flaws),
        "words": [
            {"text": word.text, "start": word.start_s, "end": word.end_s, "confidence": word.confidence}
            for word in heard.transcript.words
        ],
        "alternatives": [reading.text for reading in heard.transcript.alternatives[1:]],
    }
    if only_text:
        return document
    from assistant.dialogue import REPLY

    reply = REPLY.dump_python(heard.reply, mode="json", by_alias=True) if heard.reply else None
    return {**document, "reply": reply}


def _line(heard: _Heard) -> str:
    if heard.error is not None:
        return f"{heard.file}: {heard.error}"
    said = f"{heard.file}: {heard.text or '(말소리를 듣지 못했어요)'}"
    if heard.text and heard.transcript.confidence < _UNSURE:
        said += "  (자신 없음)"
    return f"{said}\n길벗> {heard.reply.text}" if heard.reply else said
