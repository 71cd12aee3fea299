"""Everything that was spoken, where the network learns, and examples made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tools.vosk_model.features import CEPSTRA, FRAME_S, STRIDE, Mfcc, centred, cosine, lift, mel, mel_edges
from tools.vosk_model.phones import CLASSES, INDEX, NOISE
from tools.vosk_model.rooms import TALKERS, worse
from tools.vosk_model.synthesis import RATE, Utterance

OUTPUTS = 128
"""Of an example: 3.8 s."""
NOISE_SHARE = 0.1
"""In these examples all speech is called noise, so that there is a class for speech that is none of the
words listened for (`[unk]`), as likely as the words themselves."""
_PHONES = 72
_MIDDLE_S = 0.0125
"""The middle of the window of an output frame's first input frame."""
_SPEEDS = np.round(np.arange(0.85, 1.7, 0.05), 2)
_TRACTS = np.linspace(0.82, 1.2, 20)
_SLACK_S = 0.06


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples. `phones` are what is said in a row; `begins` and `ends` say in which outputs each may be."""

    inputs: Tensor
    """(examples, 40, frames)."""
    labels: Tensor
    """(examples, outputs)."""
    phones: Tensor
    """(examples, 72)."""
    begins: Tensor
    ends: Tensor
    """(examples, 72), outputs; a phone that is not there begins after the end."""
    count: Tensor
    """Phones of each."""
    whole: Tensor
    """1.0 where nothing of the row is cut off, or called noise."""


class Stock:
    """All utterances, on the device."""

    def __init__(self, speech: Sequence[Utterance], context: int, device: torch.device) -> None:
        self._context = context
        usable = [each for each in speech if 2 < len(each.segments) < _PHONES - 2]
        sizes = np.array([len(each.sound) for each in usable])
        self.device = device
        self.rows, begins = _rows(usable)
        self.sound = torch.from_numpy(np.concatenate([each.sound for each in usable])).to(device)
        self.first = torch.from_numpy(np.r_[0, sizes.cumsum()[:-1]]).to(device)
        self.samples = torch.from_numpy(sizes).to(device)
        loud = [float(np.sqrt((each.sound.astype(np.float64) ** 2).mean())) for each in usable]
        self._loud = torch.tensor(loud, device=device)
        self._often = self.samples.float().clamp(max=4.0 * RATE)
        self._count = torch.tensor([len(row) for row in self.rows], device=device)
        self._phones = torch.from_numpy(_padded(self.rows, 0)).to(device)
        self._begins = torch.from_numpy(_padded(begins, 1e6)).float().to(device)
        self._mfcc = Mfcc(device)
        self._tracts = torch.from_numpy(np.stack([tract_matrix(alpha) for alpha in _TRACTS])).to(device)
        self._rng = np.random.default_rng(0)
        self.mean = torch.zeros(CEPSTRA, device=device)

    def measure(self, size: int, batches: int = 12) -> None:
        """Sets the usual mean of the features."""
        means = [self._frames(size, 1.0)[0].mean((0, 1)) for _ in range(batches)]
        self.mean = torch.stack(means).mean(0)

    def priors(self, batches: Sequence[Tensor]) -> NDArray[np.float64]:
        """Share of each phone in labels."""
        counts = sum(np.bincount(labels.flatten().cpu().numpy(), minlength=CLASSES) for labels in batches)
        return np.asarray(counts / np.sum(counts), np.float64)

    def batch(self, size: int) -> Batch:
        """Examples, all at one speed; the phones' times go with it."""
        rng, device = self._rng, self.device
        speed = float(rng.choice(_SPEEDS)) if rng.random() < 0.7 else 1.0
        frames, chosen, lead = self._frames(size, speed)
        frames = centred(frames, self.mean)
        inputs = _varied(_resampled(frames, speed, self._context), self._tracts)
        phones, count = self._phones[chosen], self._count[chosen]
        begins = (self._begins[chosen] + lead) / speed
        begins[:, 0] = -1e6
        after = torch.arange(_PHONES, device=device) >= count[:, None]
        begins = torch.where(after, 1e6, begins)
        ends = torch.cat([begins[:, 1:], torch.full_like(begins[:, :1], 1e6)], 1)
        middles = torch.arange(OUTPUTS, device=device) * STRIDE * FRAME_S + _MIDDLE_S
        place = (torch.searchsorted(begins, middles.expand(size, -1).contiguous(), right=True) - 1).clamp(
            min=0
        )
        labels = phones.gather(1, place)
        noise = (torch.rand(size, 1, device=device) < NOISE_SHARE) & (labels > 0)
        length = self.samples[chosen] / RATE
        whole = (lead[:, 0] >= 0) & ((lead[:, 0] + length) / speed <= OUTPUTS * STRIDE * FRAME_S - 0.1)
        labels = torch.where(noise, INDEX[NOISE], labels)
        step = STRIDE * FRAME_S
        first = ((begins - _SLACK_S - _MIDDLE_S) / step).ceil()
        last = ((ends + _SLACK_S - _MIDDLE_S) / step).ceil()
        return Batch(inputs, labels, phones, first, last, count, (whole & ~noise.any(1)).float())

    def _frames(self, size: int, speed: float) -> tuple[Tensor, Tensor, Tensor]:
        """MFCC (size, frames, 40), which utterances, and where each begins in seconds (size, 1)."""
        device = self.device
        seconds = OUTPUTS * STRIDE * FRAME_S * speed
        samples = int((seconds + 0.06) * RATE)
        chosen = self._often.multinomial(size, replacement=True)
        length = self.samples[chosen] / RATE
        # Room before and after; a long utterance begins or ends outside.
        spare = seconds - length - 0.15
        part = torch.rand(size, device=device)
        lead = torch.where(
            spare > 0.15, 0.15 + part * (spare - 0.15).clamp(max=1.2), spare + part * (0.15 - spare)
        )
        at = torch.arange(samples, device=device) - (lead * RATE).long()[:, None]
        inside = (at >= 0) & (at < self.samples[chosen][:, None])
        index = (self.first[chosen][:, None] + at).clamp(0, len(self.sound) - 1)
        sound = self.sound[index].float() * inside / (self._loud[chosen][:, None] + 1e-3)
        start = torch.randint(len(self.sound), (size, TALKERS, 1), device=device)
        voices = self.sound[(start + torch.arange(samples, device=device)) % len(self.sound)].float()
        return self._mfcc(worse(sound, voices)), chosen, lead[:, None]


def _rows(speech: Sequence[Utterance]) -> tuple[list[list[int]], list[list[float]]]:
    """Phones of each utterance with silence around, and when they begin; a phone never follows itself."""
    rows, begins = [], []
    for utterance in speech:
        row, times = [0], [0.0]
        for each in utterance.segments:
            if INDEX[each.phone] != row[-1]:
                row.append(INDEX[each.phone])
                times.append(each.start_s)
        if row[-1] != 0:
            row.append(0)
            times.append(utterance.segments[-1].end_s)
        rows.append(row)
        begins.append(times)
    return rows, begins


def _padded(rows: Sequence[Sequence[float]], filler: float) -> NDArray[np.generic]:
    found = np.full((len(rows), _PHONES), filler, np.int64 if filler == 0 else np.float64)
    for index, row in enumerate(rows):
        found[index, : len(row)] = row
    return found


def _resampled(frames: Tensor, speed: float, context: int) -> Tensor:
    """(sounds, 40, frames of the network's input), heard `speed` times faster."""
    span = STRIDE * OUTPUTS + 2 * context - 2
    place = ((torch.arange(span, device=frames.device) - context) * speed).clamp(0, frames.shape[1] - 1.001)
    left = place.long()
    part = (place - left)[:, None]
    return (frames[:, left] * (1 - part) + frames[:, left + 1] * part).transpose(1, 2)


def _varied(inputs: Tensor, tracts: Tensor) -> Tensor:
    """Other vocal tracts, scales, offsets, noise, and gaps."""
    size, _, span = inputs.shape
    device = inputs.device
    inputs = torch.bmm(tracts[torch.randint(len(tracts), (size,), device=device)], inputs)
    inputs = inputs * (0.8 + 0.4 * torch.rand(size, 1, 1, device=device))
    inputs = inputs + torch.randn(size, CEPSTRA, 1, device=device)
    inputs = inputs + torch.randn_like(inputs) * torch.rand(size, 1, 1, device=device)
    begin = torch.randint(0, span, (size, 1), device=device)
    gap = torch.randint(3, 15, (size, 1), device=device) * (torch.rand(size, 1, device=device) < 0.4)
    at = torch.arange(span, device=device)
    return inputs * ~((at >= begin) & (at < begin + gap))[:, None]


def tract_matrix(alpha: float) -> NDArray[np.float32]:
    """(40, 40): MFCC of a voice to those with a vocal tract `alpha` times shorter, by way of the mel bins."""
    size = np.arange(CEPSTRA)
    edges = mel_edges()
    low, middles, high = edges[0], edges[1:-1], edges[-1]
    lifted = lift()
    lifted = np.where(np.abs(lifted) < 1e-3, 1e-3, lifted)
    hertz = 700 * (np.exp(middles / 1127) - 1)
    moved = (mel(hertz * alpha) - low) / (high - low) * (CEPSTRA + 1) - 1
    moved = np.clip(moved, 0, CEPSTRA - 1)
    below = np.floor(moved).astype(int)
    part = moved - below
    warp = np.zeros((CEPSTRA, CEPSTRA))
    warp[size, below] += 1 - part
    warp[size, np.minimum(below + 1, CEPSTRA - 1)] += part
    table = cosine()
    return np.asarray((lifted[:, None] * table) @ warp @ (table.T / lifted[None, :]), np.float32)
