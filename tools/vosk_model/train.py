"""Teaches the network which phone each 30 ms is.

What synthetic voices lack is made up for with every chunk anew: speed, length of the vocal tract, tone,
level, noise and gaps. In a tenth of the chunks all speech is called noise, so that there is a class for
speech that is none of the words listened for (`[unk]`), as likely as the words themselves.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm import tqdm

from tools.vosk_model.corpus import Example
from tools.vosk_model.features import CEPSTRA, STRIDE, Floats, centred
from tools.vosk_model.network import CONTEXT, Network
from tools.vosk_model.phones import CLASSES, INDEX, NOISE

_CHUNK = 100
"""Output frames: 3 s."""
_BATCH = 48
_NOISE_SHARE = 0.1
_TRACTS = np.linspace(0.82, 1.2, 20)
_RAMP_STEPS = 100
_SMOOTHING = 0.05


@dataclass(frozen=True, slots=True)
class Trained:
    """A network and what it expects."""

    network: Network
    mean: NDArray[np.float32]
    """Of the MFCC, (40,)."""
    priors: NDArray[np.float64]
    """Share of each phone in the labels."""


def train(
    examples: Iterable[Example],
    steps: int,
    *,
    width: int,
    threads: int,
    keep: Path,
    rate: float = 2.5e-3,
    begin: Trained | None = None,
) -> Trained:
    """Trains on one machine's processors, from the beginning or from what was trained before.

    Progress is shown, and the state kept in `keep` every 500 steps."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    made = list(examples)
    mean = begin.mean if begin is not None else _mean(made)
    frames = np.concatenate([centred(each.astype(np.float32), mean) for each, _ in made]).astype(np.float16)
    labels = np.concatenate([row for _, row in made])
    network = begin.network.train() if begin is not None else Network(width)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-3)
    rng = np.random.default_rng(0)
    sounds, targets = torch.from_numpy(frames), torch.from_numpy(labels)
    tracts = torch.from_numpy(np.stack([tract_matrix(alpha) for alpha in _TRACTS])).float()
    began, loss_sum, right = time.monotonic(), 0.0, 0.0
    bar = tqdm(range(steps), "network")
    for step in bar:
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1.0, step / _RAMP_STEPS + 0.05) * (1 - step / steps) ** 1.2 + 1e-5
        inputs, wanted = _batch(sounds, targets, tracts, rng)
        scores = network(inputs)
        loss = nn.functional.cross_entropy(scores, wanted, label_smoothing=_SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        loss_sum += loss.item()
        right += (scores.argmax(1) == wanted).float().mean().item()
        if step % 100 == 99:
            bar.set_postfix_str(f"loss {loss_sum / 100:.3f}, right {right / 100:.3f}", refresh=False)
            loss_sum = right = 0.0
        if step % 500 == 499:
            save(Trained(network, mean, _priors(labels)), keep)
    print(f"network: {steps} steps in {time.monotonic() - began:.0f} s")
    trained = Trained(network, mean, _priors(labels))
    save(trained, keep)
    return trained


def _mean(examples: list[Example]) -> Floats:
    frames = np.concatenate([each.astype(np.float32) for each, _ in examples[::5]])
    return np.asarray(frames.mean(0), np.float32)


def _batch(
    sounds: torch.Tensor, targets: torch.Tensor, tracts: torch.Tensor, rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    span = STRIDE * _CHUNK + 2 * CONTEXT - 2
    speed = rng.uniform(0.85, 1.7) if rng.random() < 0.7 else 1.0
    before = round(CONTEXT * speed)
    width = int(np.ceil(span * speed)) + 2
    first = rng.integers(40, len(targets) - 2 * _CHUNK - 40, _BATCH)
    rows = [sounds[STRIDE * at - before : STRIDE * at - before + width] for at in first]
    inputs = torch.stack(rows).float().transpose(1, 2)
    places = np.clip(before + (np.arange(span) - CONTEXT) * speed, 0, width - 2)
    left = torch.from_numpy(places.astype(np.int64))
    part = _tensor(places - places.astype(np.int64))
    inputs = inputs[:, :, left] * (1 - part) + inputs[:, :, left + 1] * part
    inputs = torch.bmm(tracts[torch.from_numpy(rng.integers(len(tracts), size=_BATCH))], inputs)
    inputs = inputs * _tensor(rng.uniform(0.8, 1.2, (_BATCH, 1, 1)))
    inputs = inputs + _tensor(rng.normal(0, 1.0, (_BATCH, CEPSTRA, 1)))
    inputs = inputs + torch.randn_like(inputs) * _tensor(rng.uniform(0, 1.0, (_BATCH, 1, 1)))
    for row in np.flatnonzero(rng.random(_BATCH) < 0.4):
        gap = rng.integers(3, 15)
        at = rng.integers(0, inputs.shape[2] - gap)
        inputs[row, :, at : at + gap] = 0
    steps = torch.from_numpy(np.round(np.arange(_CHUNK) * speed).astype(np.int64))
    wanted = torch.stack([targets[int(at) + steps] for at in first])
    noise = torch.from_numpy(rng.random(_BATCH) < _NOISE_SHARE)[:, None] & (wanted > 0)
    return inputs, torch.where(noise, torch.full_like(wanted, INDEX[NOISE]), wanted)


def _tensor(values: NDArray[np.float64]) -> torch.Tensor:
    return torch.from_numpy(np.asarray(values)).float()


def _priors(labels: NDArray[np.int64]) -> NDArray[np.float64]:
    counts = np.bincount(labels, minlength=CLASSES).astype(np.float64)
    counts[1:-1] *= 1 - _NOISE_SHARE
    counts[-1] = counts[1:-1].sum() / (1 - _NOISE_SHARE) * _NOISE_SHARE
    return np.asarray(counts / counts.sum())


def tract_matrix(alpha: float, *, low: float = 40.0, high: float = 7600.0, lifter: float = 22.0) -> Floats:
    """(40, 40): MFCC of a voice to those with a vocal tract `alpha` times shorter, by way of the mel bins."""
    size = np.arange(CEPSTRA)
    cosine = np.sqrt(2 / CEPSTRA) * np.cos(np.pi / CEPSTRA * (size + 0.5) * size[:, None])
    cosine[0] = np.sqrt(1 / CEPSTRA)
    lift = 1 + 0.5 * lifter * np.sin(np.pi * size / lifter)
    lift = np.where(np.abs(lift) < 1e-3, 1e-3, lift)
    edges = _mel(low) + (_mel(high) - _mel(low)) * (size + 1) / (CEPSTRA + 1)
    moved = (_mel(_hertz(edges) * alpha) - _mel(low)) / (_mel(high) - _mel(low)) * (CEPSTRA + 1) - 1
    moved = np.clip(moved, 0, CEPSTRA - 1)
    below = np.floor(moved).astype(int)
    part = moved - below
    warp = np.zeros((CEPSTRA, CEPSTRA))
    warp[size, below] += 1 - part
    warp[size, np.minimum(below + 1, CEPSTRA - 1)] += part
    return np.asarray((lift[:, None] * cosine) @ warp @ (cosine.T / lift[None, :]), np.float32)


def _mel(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127 * np.log(1 + np.asarray(hertz) / 700))


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(700 * (np.exp(mel / 1127) - 1))


def save(trained: Trained, path: Path) -> None:
    """Writes what `load` reads."""
    width = trained.network.last.in_channels
    state = {
        "width": width,
        "mean": trained.mean,
        "priors": trained.priors,
        "network": trained.network.state_dict(),
    }
    torch.save(state, path)


def load(path: Path) -> Trained:
    """A network of this tool's own cache; nothing else is to be loaded."""
    state = torch.load(path, weights_only=False)
    network = Network(state["width"])
    network.load_state_dict(state["network"])
    network.eval()
    return Trained(network, state["mean"], state["priors"])
