"""The network: convolutions over half a second of MFCC, one row of phone scores for each 30 ms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tools.vosk_model.features import CEPSTRA, STRIDE
from tools.vosk_model.phones import CLASSES

FIRST_KERNEL, KERNEL = 7, 3


@dataclass(frozen=True, slots=True)
class Affine:
    """One layer as nnet3 has it: weights (out, in * offsets), bias (out), time offsets in input frames."""

    offsets: tuple[int, ...]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]


def context(depth: int) -> int:
    """Input frames on each side of an output's first one."""
    return FIRST_KERNEL // 2 + depth * STRIDE * (KERNEL // 2)


class Network(nn.Module):
    """Input (batch, 40, frames + 2 * context - 2), output (batch, phones, frames / 3)."""

    def __init__(self, width: int, depth: int, dropout: float = 0.05) -> None:
        super().__init__()
        self.width, self.depth = width, depth
        first = nn.Conv1d(CEPSTRA, width, FIRST_KERNEL, stride=STRIDE)
        self.layers = nn.ModuleList([first, *(nn.Conv1d(width, width, KERNEL) for _ in range(depth))])
        self.norms = nn.ModuleList([nn.BatchNorm1d(width, momentum=0.05) for _ in range(depth + 1)])
        self.last = nn.Conv1d(width, CLASSES, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, frames: Tensor) -> Tensor:
        """Scores before the softmax."""
        for layer, norm in zip(self.layers, self.norms, strict=True):
            frames = self.dropout(norm(torch.relu(layer(frames))))
        return torch.as_tensor(self.last(frames))

    def affines(self) -> list[Affine]:
        """The layers without batch norm: each norm stands after a ReLU, so it folds into the next layer."""
        found: list[Affine] = []
        scale = shift = None
        for index, layer in enumerate([*self.layers, self.last]):
            weights = _array(layer.weight)
            bias = _array(layer.bias)
            if scale is not None and shift is not None:
                bias = bias + (weights * shift[None, :, None]).sum((1, 2))
                weights = weights * scale[None, :, None]
            size = weights.shape[2]
            offsets = {FIRST_KERNEL: tuple(range(-3, 4)), KERNEL: (-3, 0, 3), 1: (0,)}[size]
            found.append(Affine(offsets, weights.transpose(0, 2, 1).reshape(weights.shape[0], -1), bias))
            if index < len(self.norms):
                norm = self.norms[index]
                spread = np.sqrt(_array(norm.running_var) + float(norm.eps))  # type: ignore[arg-type]
                scale = _array(norm.weight) / spread
                shift = _array(norm.bias) - _array(norm.running_mean) * scale
        return found


def _array(values: object) -> NDArray[np.float64]:
    assert isinstance(values, Tensor)
    return np.asarray(values.detach().double().numpy())
