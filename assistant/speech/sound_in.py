"""Reading sound that others made: any rate, channels, sample format and container that libsndfile knows."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from assistant.speech.audio import Audio
from assistant.speech.errors import NotSound, SoundTooLong
from assistant.speech.stt import SAMPLE_RATE

LONGEST_S = 900.0
_BLOCK_S = 10.0
_LEAST_RATE = 4_000
_CLIPPED = 0.001
"""Share of samples at full scale from which sound counts as clipped."""
_SILENT = 10 ** (-60 / 20)
"""Peak below which a recording counts as silent: -60 dBFS."""


class Flaw(StrEnum):
    """What is wrong with a recording, though it can be read."""

    CLIPPED = "clipped"
    """Too loud: recognition will be worse."""
    SILENT = "silent"
    """There is nothing to hear; the microphone may be off."""
    NARROW = "narrow"
    """Less than 16 kHz: telephone quality, recognition will be worse."""
    BROKEN_SAMPLES = "broken_samples"
    """Some samples were no numbers and count as silence."""


@dataclass(frozen=True, slots=True)
class SoundIn:
    """Sound as a recogniser takes it: mono, 16 kHz."""

    audio: Audio
    flaws: frozenset[Flaw]

    @property
    def pcm16(self) -> bytes:
        """16-bit little-endian samples."""
        return self.audio.to_int16().astype("<i2").tobytes()


def read_sound(source: Path | bytes, *, longest_s: float = LONGEST_S) -> SoundIn:
    """Reads a file, or the bytes of one. Raises NotSound and SoundTooLong, and OSError for a file's."""
    import soundfile  # Loads a library; whoever only speaks should not pay for it.

    data = source.read_bytes() if isinstance(source, Path) else source
    named = f"{source.name}: " if isinstance(source, Path) else ""
    if not data:
        raise NotSound(f"{named}it is empty")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.samplerate < _LEAST_RATE:
                raise NotSound(f"{named}{file.samplerate} samples a second are too few for speech")
            seconds = file.frames / file.samplerate
            if seconds > longest_s:
                raise SoundTooLong(f"{named}{seconds:.0f} s; at most {longest_s:.0f} s are taken")
            blocks = list(_blocks(file))
            rate = int(file.samplerate)
    except soundfile.LibsndfileError as error:
        raise NotSound(f"{named}{error.error_string}") from error
    if not blocks:
        raise NotSound(f"{named}it holds no sound")
    mono = np.concatenate(blocks)
    return _checked(mono, rate)


def _blocks(file: Any) -> Any:
    for block in file.blocks(blocksize=int(_BLOCK_S * file.samplerate), dtype="float32", always_2d=True):
        yield block.mean(axis=1) if block.shape[1] > 1 else block[:, 0]


def _checked(mono: Any, rate: int) -> SoundIn:
    flaws = set()
    good = np.isfinite(mono)
    if not good.all():
        flaws.add(Flaw.BROKEN_SAMPLES)
        mono = np.where(good, mono, np.float32(0))
    size = np.abs(mono)
    if np.count_nonzero(size >= 0.999) > _CLIPPED * mono.size:
        flaws.add(Flaw.CLIPPED)
    if float(size.max()) < _SILENT:
        flaws.add(Flaw.SILENT)
    if rate < SAMPLE_RATE:
        flaws.add(Flaw.NARROW)
    # Float files may go beyond full scale.
    audio = Audio(np.clip(mono, -1.0, 1.0).astype(np.float32), rate).at(SAMPLE_RATE)
    return SoundIn(audio, frozenset(flaws))
