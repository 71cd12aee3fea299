"""The protocol of speech synthesis; engines stand behind it, and callers know nothing else of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from assistant.speech.audio import Audio
from assistant.speech.tts.markup import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice that can be chosen."""

    id: str
    """What settings and requests name it by."""
    label: str
    """What people are told, in Korean."""
    language: str = "ko"
    gender: str = "neutral"
    """female, male or neutral."""


@runtime_checkable
class Synthesizer(Protocol):
    """Text to speech. Implementations may be used from several threads; requests then take turns.

    Text is normalised with `assistant.korean.spoken.spoken` inside, so display text may be passed as it is; a
    `Script` (of `markup.script`) carries pauses and emphasis as well. Text with nothing to say (empty, emoji
    only) gives empty sound, not an error. All raise SpeechError.
    """

    @property
    def sample_rate(self) -> int:
        """Rate of all sound it gives, in samples a second."""
        ...

    def synthesize(self, text: str | Script) -> Audio:
        """The whole text as one sound."""
        ...

    def stream(self, text: str | Script) -> Iterator[Audio]:
        """The same piece by piece (sentences), each made when it is asked for, the pause after it included;
        closing the iterator stops the work."""
        ...

    def voices(self) -> tuple[Voice, ...]:
        """The voices of this engine, the default first."""
        ...

    def close(self) -> None:
        """Free what it holds; a later request may start it again. May be called twice."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
