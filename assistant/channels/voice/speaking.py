"""One answer on its way to the ear: sentence by sentence, a second ahead of it, to be paused or stopped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import suppress

from assistant.speech.audio import Audio
from assistant.speech.tts.ahead import ahead
from assistant.speech.tts.protocol import Synthesizer
from assistant.speech.turns import BargeIn

AHEAD_S = 1.0
"""Sound is sent this much before it is heard."""
CHUNK_S = 0.1
GRACE_S = 0.3
"""So long after the last sound it counts as heard, unless the client says when it was."""

Sound = Callable[[bytes], Awaitable[None]]


class Speaking:
    """One answer on its way to a loudspeaker."""

    def __init__(self, number: str) -> None:
        self.id = number
        self.barge = BargeIn()
        self._going = asyncio.Event()
        self._going.set()
        self._played = asyncio.Event()
        self._sent_s = 0.0
        self._began = 0.0
        self._paused_at = 0.0
        self._away_s = 0.0

    def pause(self) -> None:
        """No more sound for now."""
        self._paused_at = time.monotonic()
        self._going.clear()

    def resume(self) -> None:
        """On with it."""
        if not self._going.is_set():
            self._away_s += time.monotonic() - self._paused_at
            self._going.set()

    def played(self) -> None:
        """The client says that all of it was heard."""
        self._played.set()

    async def say(self, voice: Synthesizer, text: str, send: Sound, first: Callable[[], None]) -> None:
        """Until all of it was heard. Raises SpeechError. Cancelling stops the synthesis too."""
        pieces = ahead(voice.stream(text))
        try:
            while (piece := await asyncio.to_thread(_next, pieces)) is not None:
                if not self._began:
                    self._began = time.monotonic()
                    first()
                await self._send(piece, send)
        finally:
            # Not in a thread that may still be in the generator.
            with suppress(ValueError):
                pieces.close()
        left = self._sent_s - self._heard_s() + GRACE_S
        with suppress(TimeoutError):
            await asyncio.wait_for(self._played.wait(), max(0.0, left))

    async def _send(self, piece: Audio, send: Sound) -> None:
        samples, size = piece.to_int16(), max(1, round(CHUNK_S * piece.sample_rate))
        for start in range(0, len(samples), size):
            chunk = samples[start : start + size]
            await self._going.wait()
            while (early := self._sent_s - self._heard_s() - AHEAD_S) > 0:
                await asyncio.sleep(early)
                await self._going.wait()
            await send(chunk.astype("<i2").tobytes())
            self._sent_s += len(chunk) / piece.sample_rate

    def _heard_s(self) -> float:
        now = time.monotonic() if self._going.is_set() else self._paused_at
        return now - self._began - self._away_s if self._began else 0.0


def _next(pieces: Generator[Audio]) -> Audio | None:
    return next(pieces, None)
