"""One question and one text without a connection: recognised, answered, spoken."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from assistant.channels.voice.sense import sensible
from assistant.channels.voice.services import Services
from assistant.speech.audio import Audio
from assistant.speech.errors import EngineMissing, RecognizerMissing
from assistant.speech.sound_in import read_sound
from assistant.speech.stt import Transcript, recognize
from assistant.speech.tts.markup import Script

LONGEST_S = 60.0
"""Sound of one question."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said in a recording; an empty text if nothing was."""

    text: str
    confidence: float


async def hear(services: Services, file: bytes) -> Heard:
    """What was said in a sound file. Raises SpeechError."""
    transcript = await asyncio.to_thread(_recognize, services, file)
    return Heard(await sensible(services, transcript), transcript.confidence)


def _recognize(services: Services, file: bytes) -> Transcript:
    if services.recognizer is None:
        raise RecognizerMissing(services.stt_missing or "no recogniser")
    return recognize(services.recognizer, read_sound(file, longest_s=LONGEST_S).pcm16)


async def speak(
    services: Services,
    text: str | Script,
    *,
    sample_rate: int,
    voice: str | None,
    user: str | None,
    owner: str,
) -> Audio:
    """The text as sound, in that voice, else in the user's. Raises SpeechError."""
    voices = services.voices
    if voices is None:
        raise EngineMissing("no voice can be used; the log says why (GILBEOT_VOICES_FILE, GILBEOT_TTS_VOICE)")
    return await asyncio.to_thread(
        lambda: voices.synthesizer(voice=voice, user=user, owner=owner, sample_rate=sample_rate).synthesize(
            text
        )
    )
