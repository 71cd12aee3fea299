"""What every engine shares: spoken forms, sentences, pauses, emphasis, the rate that is asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator
from types import TracebackType
from typing import Self

import numpy as np

from assistant.korean.spoken import spoken
from assistant.speech.audio import Audio, join
from assistant.speech.errors import BadAudio
from assistant.speech.tts.cache import SoundCache
from assistant.speech.tts.engine_process import EngineProcess
from assistant.speech.tts.markup import Piece, Script, plain
from assistant.speech.tts.protocol import Voice

_CACHED_CHARACTERS = 60
"""Longer sentences are rarely said twice."""
_GAIN = {-1: 0.7, 0: 1.0, 1: 1.2, 2: 1.4}
_CEILING = 0.95
"""Peak that emphasis may reach."""
_PACE = {-1: 1.0, 0: 1.0, 1: 0.92, 2: 0.85}


class SentenceWise(ABC):
    """A `Synthesizer` of an engine that speaks one piece. Raises BadAudio and ValueError for bad settings."""

    def __init__(
        self, process: EngineProcess, *, sample_rate: int, speed: float, cache: SoundCache | None
    ) -> None:
        if not 8_000 <= sample_rate <= 192_000:
            raise BadAudio(f"a sample rate of {sample_rate} is of no use; take 16000, 22050 or 48000")
        if not 0.5 <= speed <= 2.0:
            raise ValueError(f"speed runs from 0.5 to 2.0, not {speed}")
        self._process = process
        self._sample_rate = sample_rate
        self._speed = speed
        self._cache = cache

    @abstractmethod
    def _speak(self, text: str, emphasis: int, speed: float, *, later: bool) -> Audio:
        """Sound of one piece at any rate. `later`: another is heard before it."""

    @property
    @abstractmethod
    def _key(self) -> Hashable:
        """What tells this voice from all others."""

    @abstractmethod
    def voices(self) -> tuple[Voice, ...]:
        """See `Synthesizer`."""

    @property
    def sample_rate(self) -> int:
        """Rate of all sound it gives, in samples a second."""
        return self._sample_rate

    def synthesize(self, text: str | Script) -> Audio:
        """The whole text as one sound, with short pauses between the sentences; empty for nothing to say."""
        return join(self.stream(text)) or Audio.silence(0, self._sample_rate)

    def stream(self, text: str | Script) -> Iterator[Audio]:
        """Piece by piece, each made when it is asked for, with the pause that follows it."""
        pieces = _said(text)
        for index, piece in enumerate(pieces):
            sound = self._piece(piece, later=index > 0)
            if index + 1 == len(pieces):
                yield sound
            else:
                gap = Audio.silence(piece.pause_s, self._sample_rate)
                yield join([sound, gap]) or gap

    def close(self) -> None:
        """End the process behind it."""
        self._process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _piece(self, piece: Piece, *, later: bool) -> Audio:
        speed = min(2.0, max(0.5, self._speed * piece.speed * _PACE[piece.emphasis]))

        def make() -> Audio:
            sound = self._speak(piece.text, piece.emphasis, speed, later=later).at(self._sample_rate)
            return louder(sound, _GAIN[piece.emphasis])

        if self._cache is None or len(piece.text) > _CACHED_CHARACTERS:
            return make()
        key = (self._key, self._sample_rate, round(speed, 3), piece.emphasis, piece.text)
        return self._cache.get(key, make)


def _said(text: str | Script) -> list[Piece]:
    """Pieces in spoken form; what has nothing to say leaves its pause to the piece before."""
    if isinstance(text, str):
        return list(plain(spoken(text)).pieces)
    said: list[Piece] = []
    for piece in text.pieces:
        words = spoken(piece.text)
        if any("가" <= char <= "힣" for char in words):
            said.append(Piece(words, piece.pause_s, piece.emphasis, piece.speed))
    return said


def louder(sound: Audio, gain: float) -> Audio:
    """The same sound times `gain`, less where it would clip."""
    if gain == 1.0 or not sound.samples.size:
        return sound
    gain = min(gain, max(1.0, _CEILING / sound.peak)) if sound.peak else gain
    return Audio((sound.samples * np.float32(gain)).astype(np.float32), sound.sample_rate)
