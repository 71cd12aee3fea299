"""Whole rows of phones against each other: the network's second teacher (MMI without lattices).

The network's scores, less the phones' shares, are what the decoder sums. What was said, each phone near
its time, should be likelier than all rows of phones that a trigram of phones knows
(Povey et al., "Purely sequence-trained neural networks for ASR based on lattice-free MMI", 2016).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tools.vosk_model.kaldi import STAY, STAY_NOISE, STAY_SILENT
from tools.vosk_model.phones import CLASSES, INDEX, NOISE
from tools.vosk_model.stock import Batch

_DISCOUNT = 0.5
_FLOOR = -30.0
_NEVER = -1e4
_RENEWED = 4
"""Frames after which the sums are brought back to one."""


class Order:
    """How likely a phone follows two others. A phone never follows itself: staying is the topology's."""

    def __init__(self, rows: Iterable[Sequence[int]], device: torch.device) -> None:
        triples = np.zeros((CLASSES,) * 3)
        for row in rows:
            phones = np.asarray(row)
            np.add.at(triples, (phones[:-2], phones[1:-1], phones[2:]), 1)
        pairs = triples.sum(0)
        single = pairs.sum(0) + 1e-3
        single[INDEX[NOISE]] = single.sum() * 1e-3
        single /= single.sum()
        below = _smoothed(pairs, np.broadcast_to(single, pairs.shape))
        table = _smoothed(triples, np.broadcast_to(below, triples.shape))
        same = np.arange(CLASSES)
        table[:, same, same] = 0
        table /= table.sum(-1, keepdims=True)
        stay = np.full(CLASSES, STAY)
        stay[0], stay[INDEX[NOISE]] = STAY_SILENT, STAY_NOISE
        after = table.transpose(1, 0, 2) * (1 - stay)[:, None, None]
        self._stay = torch.from_numpy(stay).float().to(device)
        self._single = torch.from_numpy(single).float().to(device)
        self._after = torch.from_numpy(after).float().to(device).contiguous()
        """(middle, first, third phone), as a product of matrices takes it."""

    def all_rows(self, scores: Tensor) -> Tensor:
        """Log likelihood of any row of phones, (batch,); scores (batch, phones, frames) are logarithms."""
        top = scores.amax(1, keepdim=True)
        likely = (scores - top).exp().permute(2, 1, 0)[..., None].contiguous()  # (frame, last, batch, 1)
        stay = self._stay[:, None, None]
        # (last phone, batch, the one before)
        state = self._single[:, None, None] * likely[0] * self._single
        logs = top[:, 0].sum(-1)
        for at in range(1, scores.shape[2]):
            moved = torch.bmm(state, self._after)  # (middle, batch, next)
            state = (state * stay + moved.transpose(0, 2)) * likely[at]
            if at % _RENEWED == 0:
                total = state.sum((0, 2)) + 1e-30
                state = state / total[None, :, None]
                logs = logs + total.log()
        return logs + (state.sum((0, 2)) + 1e-30).log()

    def this_row(self, scores: Tensor, batch: Batch) -> Tensor:
        """Log likelihood of what was said, near its times, (batch,)."""
        frames = scores.shape[2]
        names = batch.phones
        own = torch.gather(scores, 1, names[:, :, None].expand(-1, -1, frames))
        when = torch.arange(frames, device=scores.device)
        near = (when >= batch.begins[..., None]) & (when < batch.ends[..., None])
        own = own.masked_fill(~near, _FLOOR).permute(2, 0, 1).contiguous()
        before = torch.cat([names[:, :1], names[:, :1], names[:, :-2]], 1)
        last = torch.cat([names[:, :1], names[:, :-1]], 1)
        enter = (self._after[last, before, names] + 1e-12).log()
        enter[:, 0] = _NEVER
        stay = self._stay[names].log()
        state = torch.full_like(enter, _NEVER)
        state[:, 0] = self._single[names[:, 0]].log()
        state = state + own[0]
        for at in range(1, frames):
            came = torch.nn.functional.pad(state[:, :-1], (1, 0), value=_NEVER) + enter
            state = torch.logaddexp(state + stay, came) + own[at]
        return state.gather(1, batch.count[:, None] - 1)[:, 0]


def _smoothed(counts: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    total = counts.sum(-1, keepdims=True)
    kinds = (counts > 0).sum(-1, keepdims=True)
    taken = np.maximum(counts - _DISCOUNT, 0) / np.maximum(total, 1)
    left = np.where(total > 0, _DISCOUNT * kinds / np.maximum(total, 1), 1.0)
    return np.asarray(taken + left * below)
