"""What a voice session needs of the server, and how it reaches its client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from assistant.dialogue import Bot
from assistant.partners.ducking import Ducking
from assistant.speech.stt import Recognizer
from assistant.speech.tts.protocol import Synthesizer, Voice
from assistant.store import LOCAL

US = "gilbeot"


class Link(Protocol):
    """The client at the other end. Both raise `ConnectionError` when it is gone or does not read."""

    async def event(self, document: Mapping[str, Any]) -> None:
        """An event as JSON."""

    async def sound(self, pcm16: bytes) -> None:
        """A piece of sound."""


class Voices(Protocol):
    """See `speech.tts.voices.Voices`."""

    def voices(self) -> tuple[Voice, ...]:
        """All that can be chosen, the default first."""

    def synthesizer(
        self,
        *,
        voice: str | None = None,
        user: str | None = None,
        owner: str = LOCAL,
        sample_rate: int = 22_050,
    ) -> Synthesizer:
        """The voice of a user of that API key."""


class Recorder(Protocol):
    """See `assistant.recorder.Recorder`. Both may block; neither raises."""

    def until(self) -> datetime | None:
        """Until when what is said is recorded; None: it is not."""

    def keep(
        self,
        owner: str,
        user: str,
        sound: bytes,
        text: str,
        confidence: float = 0.0,
        alternatives: tuple[str, ...] = (),
    ) -> None:
        """An utterance, 16 kHz PCM16, and what was understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of the server."""

    bot: Callable[[], Bot | None]
    now: Callable[[], datetime]
    scenario: str | None
    recognizer: Recognizer | None
    stt_missing: str = ""
    """Why there is no recogniser: Korean, for people."""
    voices: Voices | None
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Wake phrases by assistant: ours is `US`."""
    ducking: Ducking
    patience: float = 1.0
    """Of those who connect and do not say."""
    recorder: Recorder | None = None
    recording_notice: Callable[[datetime], str] = str
    """What those who speak are told of a recording until then."""
