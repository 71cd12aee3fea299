"""Noise of unit level for judging: coloured, and people who talk. All seeded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.fft import next_fast_len

from tools.vosk_model.synthesis import RATE

Sound = NDArray[np.float64]
Rng = np.random.Generator


def coloured(length: int, slope: float, rng: Rng) -> Sound:
    """Noise of unit level; its power falls with the frequency: `slope` 0 is white, 1 pink, 2 brown."""
    size = next_fast_len(length)
    spectrum = np.fft.rfft(rng.standard_normal(size))
    spectrum /= np.maximum(np.fft.rfftfreq(size, 1 / RATE), 30) ** (slope / 2)
    noise = np.fft.irfft(spectrum, size)[:length]
    return np.asarray(noise / (noise.std() + 1e-9))


def babble(length: int, others: Sequence[NDArray[np.int16]], rng: Rng) -> Sound:
    """Three to seven people at once, at unit level."""
    noise = np.zeros(length)
    for _ in range(rng.integers(3, 8)):
        voice = others[rng.integers(len(others))].astype(np.float64)
        noise += np.roll(np.tile(voice, length // len(voice) + 1)[:length], rng.integers(length)) / (
            voice.std() + 1e-9
        )
    return noise / (noise.std() + 1e-9)
