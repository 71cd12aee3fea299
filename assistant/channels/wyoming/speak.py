"""Sound for a client: a whole text, or one that comes in pieces and is spoken sentence by sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event

from assistant.speech.audio import Audio
from assistant.speech.errors import SpeechError
from assistant.speech.sentences import sentences
from assistant.speech.tts.protocol import Synthesizer

MAX_TEXT = 4_000
"""Characters of one text."""
_CHUNK = 2_048
"""Samples of a chunk."""

Send = Callable[[Event], Awaitable[None]]


class TextTooLong(SpeechError):
    """More text than is spoken."""

    code = "text-too-long"
    user_message = f"{MAX_TEXT}자까지 읽어 드릴 수 있어요."


class Speaker:
    """One text."""

    def __init__(self, voice: Synthesizer, send: Send) -> None:
        self._voice, self._send = voice, send
        self._buffer = ""
        self._length = 0
        self._started = False

    async def add(self, text: str) -> None:
        """More of the text: sentences that are complete are spoken. Raises SpeechError."""
        self._length += len(text)
        if self._length > MAX_TEXT:
            raise TextTooLong(f"at most {MAX_TEXT} characters")
        self._buffer += text
        found = list(sentences(self._buffer))
        for sentence in found[:-1]:
            await self._say(sentence)
        if len(found) > 1:
            self._buffer = self._buffer[self._buffer.rindex(found[-1]) :]

    async def finish(self) -> None:
        """The text is complete: what is left is spoken. Sound has a beginning and an end in any case."""
        if self._buffer.strip():
            await self._say(self._buffer)
        if not self._started:
            await self._start()
        await self._send(AudioStop().event())

    async def _say(self, text: str) -> None:
        pieces = self._voice.stream(text)
        while (piece := await asyncio.to_thread(_next, pieces)) is not None:
            await self._sound(piece)

    async def _sound(self, piece: Audio) -> None:
        if not self._started:
            await self._start()
        samples = piece.to_int16().astype("<i2")
        for start in range(0, len(samples), _CHUNK):
            data = samples[start : start + _CHUNK].tobytes()
            chunk = AudioChunk(rate=piece.sample_rate, width=2, channels=1, audio=data)
            await self._send(chunk.event())

    async def _start(self) -> None:
        self._started = True
        await self._send(AudioStart(rate=self._voice.sample_rate, width=2, channels=1).event())


def _next(pieces: Iterator[Audio]) -> Audio | None:
    return next(pieces, None)
