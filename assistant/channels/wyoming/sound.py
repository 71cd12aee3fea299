"""Sound that a client sends, and what listens to it: recognition of one utterance, or wake phrases."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from wyoming.audio import AudioChunk

from assistant.speech.audio import Audio
from assistant.speech.errors import BadAudio, SoundTooLong
from assistant.speech.stt import SAMPLE_RATE, RecognitionStream, Recognizer, Transcript
from assistant.speech.wake import Called, WakeListener, open_wake

LONGEST_S = 60.0
"""Sound of one utterance."""
_RATES = (8_000, 48_000)


def pcm_16k(chunk: AudioChunk) -> bytes:
    """A chunk as recognisers take it. Raises BadAudio."""
    if chunk.width != 2 or chunk.channels not in (1, 2) or not _RATES[0] <= chunk.rate <= _RATES[1]:
        raise BadAudio(
            f"{chunk.rate} Hz, {chunk.width} bytes, {chunk.channels} channels: "
            f"send 16-bit sound of one or two channels, {_RATES[0]} to {_RATES[1]} Hz"
        )
    if len(chunk.audio) % (2 * chunk.channels):
        raise BadAudio("a chunk must hold whole samples")
    if chunk.rate == SAMPLE_RATE and chunk.channels == 1:
        return bytes(chunk.audio)
    samples = np.frombuffer(chunk.audio, "<i2").reshape(-1, chunk.channels)
    mono = samples.mean(axis=1).astype(np.int16) if chunk.channels == 2 else samples[:, 0].astype(np.int16)
    return Audio.from_int16(mono, chunk.rate).at(SAMPLE_RATE).to_int16().astype("<i2").tobytes()


class Utterance:
    """What is said until the client says that it is over. Used by one thread at a time."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._stream: RecognitionStream = recognizer.stream()
        self._seconds = 0.0

    def hear(self, chunk: AudioChunk) -> None:
        """More of it. Raises SpeechError."""
        sound = pcm_16k(chunk)
        self._seconds += len(sound) / 2 / SAMPLE_RATE
        if self._seconds > LONGEST_S:
            raise SoundTooLong(f"at most {LONGEST_S:.0f} s are taken")
        self._stream.accept(sound)

    def finish(self) -> Transcript:
        """It is over."""
        return self._stream.finish()


class Waiting:
    """Waits for a wake phrase. Used by one thread at a time."""

    def __init__(self, recognizer: Recognizer, phrases: Iterable[str]) -> None:
        self._listener: WakeListener = open_wake(recognizer, phrases)

    def hear(self, chunk: AudioChunk) -> Called | None:
        """The phrase that was said, if one was. Raises SpeechError."""
        return self._listener.hear(pcm_16k(chunk))
