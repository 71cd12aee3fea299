"""Making clean synthetic sound like a room: tone, echo, noise, babble, level. All seeded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.fft import next_fast_len
from scipy.signal import fftconvolve

from tools.vosk_model.features import FRAME_S, STRIDE, Floats, mfcc
from tools.vosk_model.phones import INDEX
from tools.vosk_model.synthesis import RATE, Utterance

Sound = NDArray[np.float64]
Rng = np.random.Generator
_MIDDLE_S = 0.0125
"""The middle of the window of an output frame's first input frame."""


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


def toned(sound: Sound, rng: Rng) -> Sound:
    """Through some microphone."""
    size = next_fast_len(len(sound))
    spectrum = np.fft.rfft(sound, size)
    points = np.sort(np.r_[0, rng.random(6), 1])
    gain = np.interp(np.linspace(0, 1, len(spectrum)), points, rng.uniform(-9, 6, 8))
    return np.asarray(np.fft.irfft(spectrum * 10 ** (gain / 20), size)[: len(sound)])


def echoed(sound: Sound, rng: Rng) -> Sound:
    """In some room, near or far."""
    tail = int(rng.uniform(0.1, 0.7) * RATE)
    response = rng.standard_normal(tail) * np.exp(-6.9 * np.arange(tail) / tail)
    response *= 10 ** (rng.uniform(-14, 1) / 20) / np.sqrt((response**2).sum())
    response[0] = 1
    return np.asarray(fftconvolve(sound, response)[: len(sound)])


def example(
    utterances: Sequence[Utterance], others: Sequence[NDArray[np.int16]], rng: Rng
) -> tuple[Floats, NDArray[np.int64]]:
    """Utterances one after another somewhere: MFCC (frames, 40) and a phone for every third frame."""
    pieces: list[Sound] = []
    marks: list[tuple[int, float, float]] = []
    at = rng.uniform(0.15, 0.8)
    pieces.append(np.zeros(int(at * RATE)))
    marks.append((0, 0.0, at))
    for utterance in utterances:
        sound = utterance.sound.astype(np.float64)
        pieces.append(sound / (np.sqrt((sound**2).mean()) + 1e-9) * rng.uniform(0.7, 1.3))
        marks += [(INDEX[each.phone], at + each.start_s, at + each.end_s) for each in utterance.segments]
        at += len(sound) / RATE
        pause = rng.uniform(0.2, 0.9)
        pieces.append(np.zeros(int(pause * RATE)))
        marks.append((0, at, at + pause))
        at += pause
    sound = worse(np.concatenate(pieces), others, rng)
    frames = mfcc(sound)
    length = len(frames) // STRIDE
    labels = np.zeros(length, np.int64)
    middles = np.arange(length) * STRIDE * FRAME_S + _MIDDLE_S
    for phone, start, end in marks:
        first, last = np.searchsorted(middles, [start, end])
        labels[first:last] = phone
    return frames[: length * STRIDE].astype(np.float16), labels


def worse(sound: Sound, others: Sequence[NDArray[np.int16]], rng: Rng) -> Sound:
    """The sound in some room with some noise at some level; one in ten is left clean."""
    quiet = rng.random() < 0.1
    if not quiet:
        if rng.random() < 0.7:
            sound = toned(sound, rng)
        if rng.random() < 0.4:
            sound = echoed(sound, rng)
        if rng.random() < 0.85:
            many = rng.random() < 0.3
            noise = (
                babble(len(sound), others, rng)
                if many
                else coloured(len(sound), rng.choice([0, 0.5, 1, 1, 1.5, 2]), rng)
            )
            sound = sound / (sound.std() + 1e-9) + noise * 10 ** (-rng.uniform(3, 30) / 20)
    level = 10 ** (rng.uniform(-42, -12) / 20) * 32768
    return np.clip(np.round(sound / (sound.std() + 1e-9) * level), -32768, 32767)
