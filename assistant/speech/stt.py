"""The protocol of speech recognition; engines stand behind it, and callers know nothing else of them.

with recognizer.stream() as stream:
    for block in blocks:                     # 16-bit mono little-endian bytes, 16 kHz
        show(stream.accept(block))           # what is understood so far
    answer(stream.finish().text)             # and the stream is ready for the next utterance
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from assistant.speech.errors import BadAudio

SAMPLE_RATE = 16_000
"""All recognisers take this rate; `assistant.speech.resample` makes it of any other."""


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word."""

    text: str
    start_s: float
    """From the beginning of the utterance's stream."""
    end_s: float
    confidence: float = 1.0
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One way to read the sound."""

    text: str
    score: float
    """How much less likely than the best reading, as a logarithm: 0.0 for the best, below it for others."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. Nothing recognised: an empty text, no words, confidence 0."""

    text: str = ""
    words: tuple[Word, ...] = ()
    confidence: float = 0.0
    """Mean of the words' confidences, weighted by their length, 0 to 1."""
    alternatives: tuple[Hypothesis, ...] = field(default=())
    """The best readings, the best first; only one, or none, when the engine is sure of itself."""


NOTHING = Transcript()
"""Nothing was said."""


@runtime_checkable
class RecognitionStream(Protocol):
    """One speaker's sound, piece by piece. Used by one thread at a time. Raises SpeechError."""

    def accept(self, pcm16: bytes) -> str:
        """Takes more sound (any length) and gives what is understood so far; it may still change."""
        ...

    def finish(self) -> Transcript:
        """The utterance is over: what was said. The stream starts anew with the next sound."""
        ...

    def reset(self) -> None:
        """Forget what was heard."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Begun:
    """An utterance that goes on."""

    sound: bytes = b""
    """What was said so far, 16 kHz."""
    stream: RecognitionStream | None = None
    """It has heard that sound, if it is there."""


@runtime_checkable
class Recognizer(Protocol):
    """A loaded model. Streams of it may run in several threads at once."""

    @property
    def name(self) -> str:
        """Engine and model, for people."""
        ...

    def stream(self) -> RecognitionStream:
        """A new stream."""
        ...


def whole_samples(data: bytes) -> tuple[bytes, bytes]:
    """Samples of two bytes, and half a one that waits for its other half. Raises BadAudio."""
    if not isinstance(data, bytes):
        raise BadAudio("sound must be bytes")
    return (data[:-1], data[-1:]) if len(data) % 2 else (data, b"")


def mean_confidence(words: Iterable[Word]) -> float:
    """Confidence of an utterance: that of its words, weighted by their length; 0.0 without words."""
    lengths = [(max(word.end_s - word.start_s, 0.01), word.confidence) for word in words]
    total = sum(length for length, _ in lengths)
    return round(sum(length * sure for length, sure in lengths) / total, 4) if total else 0.0


def recognize(recognizer: Recognizer, pcm16: bytes, *, block_s: float = 0.25) -> Transcript:
    """All of the sound at once."""
    step = int(SAMPLE_RATE * block_s) * 2
    with recognizer.stream() as stream:
        for start in range(0, len(pcm16), step):
            stream.accept(pcm16[start : start + step])
        return stream.finish()
