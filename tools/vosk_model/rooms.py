"""Many clean sounds at once into rooms, each another: tone, echo, noise, babble, level.

Synthetic voices lack what a microphone in a home hears, so no sound is heard twice in the same way.
"""

from __future__ import annotations

import torch
from torch import Tensor

from tools.vosk_model.synthesis import RATE

_SLOPES = (0.0, 0.5, 1.0, 1.0, 1.5, 2.0)
"""How the power of noise falls with the frequency: white, pink, brown."""
_ECHO_S = 0.7
_CLEAN, _TONED, _ECHOED = 0.1, 0.7, 0.4
_STEADY, _BABBLE = 0.5, 0.45
TALKERS = 7
"""At most, of a babble."""


def worse(sound: Tensor, voices: Tensor) -> Tensor:
    """(sounds, samples) to the same in the range of 16-bit numbers; `voices` (sounds, 7, samples) are the
    people of the babble. A tenth is left clean."""
    count, length = sound.shape
    device = sound.device
    spoiled = _chance(count, 1 - _CLEAN, device)
    size = _fast(length + int(_ECHO_S * RATE))
    spectrum = torch.fft.rfft(sound, size)
    bins = spectrum.shape[1]
    toned = spoiled & _chance(count, _TONED, device)
    spectrum = spectrum * torch.where(toned, _tone(count, bins, device), 1.0)
    echoed = spoiled & _chance(count, _ECHOED, device)
    spectrum = spectrum * torch.where(echoed, torch.fft.rfft(_echo(count, device), size), 1.0)
    sound = _unit(torch.fft.irfft(spectrum, size)[:, :length])
    steady = spoiled & _chance(count, _STEADY, device)
    people = spoiled & ~steady & _chance(count, _BABBLE / (1 - _STEADY), device)
    noise = torch.where(steady, _coloured(count, length, device), _babble(voices))
    loud = 10 ** (-_uniform((count, 1), 3, 30, device) / 20)
    sound = _unit(sound + noise * loud * (steady | people))
    level = 10 ** (_uniform((count, 1), -42, -12, device) / 20) * 32768
    return (sound * level).round().clamp(-32768, 32767)


def _tone(count: int, bins: int, device: torch.device) -> Tensor:
    points = int(torch.randint(4, 12, ()).item())
    gains = _uniform((count, 1, points), -9, 6, device)
    return 10 ** (torch.nn.functional.interpolate(gains, bins, mode="linear", align_corners=True)[:, 0] / 20)


def _echo(count: int, device: torch.device) -> Tensor:
    samples = int(_ECHO_S * RATE)
    tail = _uniform((count, 1), 0.1, _ECHO_S, device) * RATE
    at = torch.arange(samples, device=device)
    response = torch.randn(count, samples, device=device) * torch.exp(-6.9 * at / tail) * (at < tail)
    loud = 10 ** (_uniform((count, 1), -14, 1, device) / 20)
    response = response * loud / response.square().sum(1, keepdim=True).sqrt()
    response[:, 0] = 1
    return response


def _coloured(count: int, length: int, device: torch.device) -> Tensor:
    size = _fast(length)
    hertz = torch.linspace(0, RATE / 2, size // 2 + 1, device=device).clamp(min=30)
    slope = torch.tensor(_SLOPES, device=device)[torch.randint(len(_SLOPES), (count, 1), device=device)]
    spectrum = torch.randn(count, len(hertz), 2, device=device) * hertz[None, :, None] ** (
        -slope[:, :, None] / 2
    )
    return _unit(torch.fft.irfft(torch.view_as_complex(spectrum), size)[:, :length])


def _babble(voices: Tensor) -> Tensor:
    voices = voices / (voices.std(2, keepdim=True) + 1e-3)
    many = torch.randint(3, TALKERS + 1, (len(voices), 1), device=voices.device)
    heard = torch.arange(TALKERS, device=voices.device) < many
    return _unit((voices * heard[:, :, None]).sum(1))


def _unit(sound: Tensor) -> Tensor:
    return sound / (sound.std(1, keepdim=True) + 1e-6)


def _chance(count: int, share: float, device: torch.device) -> Tensor:
    return torch.rand(count, 1, device=device) < share


def _uniform(shape: tuple[int, ...], low: float, high: float, device: torch.device) -> Tensor:
    return torch.rand(shape, device=device) * (high - low) + low


def _fast(length: int) -> int:
    """The next length whose Fourier transform is quick: 2**n or 3 * 2**n or 5 * 2**n."""
    sizes = (odd << power for power in range(24) for odd in (1, 3, 5))
    return min(size for size in sizes if size >= length)
