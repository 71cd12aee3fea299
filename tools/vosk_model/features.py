"""MFCC as Vosk computes them (conf/mfcc.conf says the same) and their running mean; many sounds at once."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tools.vosk_model.synthesis import RATE

Floats = NDArray[np.float32]

CEPSTRA = 40
LOW_HZ, HIGH_HZ = 40.0, -400.0
"""The second below half the rate, as Kaldi writes it."""
FRAME_S = 0.01
STRIDE = 3
"""The network gives one output for three frames."""
LIFTER = 22.0
_WINDOW, _SHIFT, _FFT = 400, 160, 512
_LEAST = 1.1920929e-07
CONF = f"""\
--use-energy=false
--sample-frequency=16000
--num-mel-bins={CEPSTRA}
--num-ceps={CEPSTRA}
--low-freq={LOW_HZ:g}
--high-freq={HIGH_HZ:g}
--dither=0.0
"""


class Mfcc:
    """Kaldi's MFCC (feat/feature-window.cc, feature-mfcc.cc) with the settings of CONF."""

    def __init__(self, device: torch.device) -> None:
        points = np.arange(_WINDOW) / (_WINDOW - 1)
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * points)
        self._window = _tensor(hann**0.85, device)  # Kaldi's "povey"
        self._mel = _tensor(_mel_bins(), device)
        self._cosine = _tensor(cosine() * lift()[:, None], device)

    def __call__(self, sound: Tensor) -> Tensor:
        """(sounds, samples) in the range of 16-bit numbers to (sounds, frames, 40); a frame each 10 ms."""
        frames = sound.unfold(1, _WINDOW, _SHIFT)
        frames = frames - frames.mean(-1, keepdim=True)
        before = torch.cat([frames[..., :1], frames[..., :-1]], -1)
        frames = (frames - 0.97 * before) * self._window
        power = torch.fft.rfft(frames, _FFT).abs().square()
        energy = power[..., : _FFT // 2] @ self._mel
        return energy.clamp(min=_LEAST).log() @ self._cosine.T


def cosine() -> NDArray[np.float64]:
    """The cosine transform, (cepstra, mel bins)."""
    size = np.arange(CEPSTRA)
    matrix = np.sqrt(2 / CEPSTRA) * np.cos(np.pi / CEPSTRA * (size + 0.5) * size[:, None])
    matrix[0] = np.sqrt(1 / CEPSTRA)
    return np.asarray(matrix)


def lift() -> NDArray[np.float64]:
    """What the cepstra are multiplied by, (40,)."""
    return np.asarray(1 + 0.5 * LIFTER * np.sin(np.pi * np.arange(CEPSTRA) / LIFTER))


def mel(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Hertz to mel."""
    return np.asarray(1127 * np.log(1 + np.asarray(hertz) / 700))


def mel_edges() -> NDArray[np.float64]:
    """Where the mel bins begin, have their middles and end, (bins + 2,), mel."""
    return np.linspace(mel(LOW_HZ), mel(RATE / 2 + HIGH_HZ), CEPSTRA + 2)


def _mel_bins() -> NDArray[np.float64]:
    """Triangles, (FFT bins, mel bins)."""
    edges = mel_edges()
    at = mel(np.arange(_FFT // 2) * RATE / _FFT)[:, None]
    left, middle, right = edges[:-2], edges[1:-1], edges[2:]
    return np.asarray(
        np.maximum(0, np.minimum((at - left) / (middle - left), (right - at) / (right - middle)))
    )


def centred(frames: Tensor, mean: Tensor, *, window: int = 600, prior: int = 200) -> Tensor:
    """Minus the mean of the last `window` frames, which begins as `prior` frames of the usual mean:
    what Kaldi's online CMVN does. (sounds, frames, 40)."""
    sums = torch.nn.functional.pad(frames.cumsum(1), (0, 0, 1, 0))
    last = torch.arange(1, frames.shape[1] + 1, device=frames.device)
    first = (last - window).clamp(min=0)
    count = (last - first)[:, None]
    weight = (window - count).clamp(max=prior)
    return frames - (sums[:, last] - sums[:, first] + weight * mean) / (count + weight)


def _tensor(values: NDArray[np.float64], device: torch.device) -> Tensor:
    return torch.from_numpy(values).float().to(device)
