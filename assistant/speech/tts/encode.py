"""Sound as bytes for others: WAV, raw PCM, or Ogg Opus by libsndfile."""

from __future__ import annotations

import io
from enum import StrEnum

from assistant.speech.audio import Audio, wav_bytes
from assistant.speech.errors import BadAudio

OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)


class Container(StrEnum):
    """How sound is wrapped."""

    WAV = "wav"
    """16-bit PCM with a header."""
    PCM = "pcm"
    """16-bit little-endian mono samples, nothing else."""
    OPUS = "opus"
    """Opus in Ogg, a tenth of the size."""


MEDIA_TYPES = {Container.WAV: "audio/wav", Container.PCM: "audio/pcm", Container.OPUS: "audio/ogg"}


def encode(audio: Audio, container: Container) -> bytes:
    """The bytes of the sound. Raises BadAudio where the container does not take the sample rate."""
    if container is Container.WAV:
        return wav_bytes(audio)
    if container is Container.PCM:
        return audio.to_int16().astype("<i2").tobytes()
    if audio.sample_rate not in OPUS_RATES:
        rates = ", ".join(map(str, OPUS_RATES))
        raise BadAudio(f"Opus takes {rates} samples a second, not {audio.sample_rate}")
    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, audio.samples, audio.sample_rate, format="OGG", subtype="OPUS")
    return buffer.getvalue()
