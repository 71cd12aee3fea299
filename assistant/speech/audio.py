"""Sound in memory and on disk: mono float32 samples in -1..1 with their sample rate."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.speech.errors import AudioNotWritten, BadAudio
from assistant.speech.resample import resample

RATES_HZ = (16_000, 22_050, 48_000)
"""Rates asked for in practice: recognisers and telephony, espeak-ng's own, browsers and sound cards."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A piece of mono sound. Raises BadAudio if the samples are not one row of finite float32."""

    samples: NDArray[np.float32]
    """Shape (n,), -1.0 to 1.0."""
    sample_rate: int
    """Samples a second."""

    def __post_init__(self) -> None:
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            shape, kind = self.samples.shape, self.samples.dtype
            raise BadAudio(f"samples must be one row of float32, not {shape} of {kind}")
        if self.sample_rate <= 0:
            raise BadAudio(f"the sample rate must be positive, not {self.sample_rate}")

    @classmethod
    def from_int16(cls, samples: NDArray[np.int16], sample_rate: int) -> Audio:
        """Sound from 16-bit samples."""
        return cls(samples.astype(np.float32) / np.float32(32768), sample_rate)

    @classmethod
    def silence(cls, seconds: float, sample_rate: int) -> Audio:
        """Nothing to hear, for so long."""
        return cls(np.zeros(round(seconds * sample_rate), np.float32), sample_rate)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.samples.size / self.sample_rate

    @property
    def peak(self) -> float:
        """The largest absolute sample, 0.0 for no sound; 1.0 is full scale."""
        return float(np.abs(self.samples).max()) if self.samples.size else 0.0

    @property
    def rms(self) -> float:
        """Root mean square, the usual measure of loudness; 0.0 for no sound."""
        return (
            float(np.sqrt(np.mean(np.square(self.samples, dtype=np.float64)))) if self.samples.size else 0.0
        )

    def at(self, sample_rate: int) -> Audio:
        """The same sound at another sample rate."""
        if sample_rate <= 0:
            raise BadAudio(f"the sample rate must be positive, not {sample_rate}")
        return Audio(resample(self.samples, self.sample_rate, sample_rate), sample_rate)

    def to_int16(self) -> NDArray[np.int16]:
        """16-bit samples; what is beyond full scale is held at it."""
        scaled: NDArray[np.float32] = np.clip(np.rint(self.samples * 32767.0), -32768, 32767)
        return scaled.astype(np.int16)


def join(pieces: Iterable[Audio], *, pause_s: float = 0.0) -> Audio | None:
    """One sound of several at the same rate, with a pause between them; None when there are none."""
    found = [piece for piece in pieces if piece.samples.size]
    if not found:
        return None
    rate = found[0].sample_rate
    if any(piece.sample_rate != rate for piece in found):
        raise BadAudio("pieces of sound with different sample rates cannot be joined; resample them first")
    gap = Audio.silence(pause_s, rate).samples
    parts = [found[0].samples]
    for piece in found[1:]:
        parts += [gap, piece.samples]
    return Audio(np.concatenate(parts), rate)


def wav_bytes(audio: Audio) -> bytes:
    """The sound as a WAV file (16-bit PCM) in memory."""
    import soundfile  # Loads a library; whoever only needs samples should not pay for it.

    buffer = io.BytesIO()
    soundfile.write(buffer, audio.to_int16(), audio.sample_rate, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def save_wav(path: Path | str, audio: Audio) -> Path:
    """Write the sound as a WAV file (16-bit PCM), whole or not at all, and give its path.

    Raises AudioNotWritten when the folder is missing or may not be written.
    """
    target = Path(path)
    # Written beside its place and moved there, so that a full disk leaves no half a file behind.
    partial = target.with_name(target.name + ".part")
    try:
        partial.write_bytes(wav_bytes(audio))
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True) if partial.parent.is_dir() else None
        raise AudioNotWritten(
            f"cannot write {target}: {error.strerror or error}. "
            "Check that the folder exists and may be written, and that the disk has room."
        ) from error
    return target
