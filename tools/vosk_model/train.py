"""Teaches the network which phone each 30 ms is: first each by itself, then whole rows of them.

On a graphics card where there is one, else on the processors; each step makes new examples (`stock`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from tools.vosk_model.network import Network, context
from tools.vosk_model.sequences import Order
from tools.vosk_model.stock import Batch, Stock
from tools.vosk_model.synthesis import Utterance

_SMOOTHING = 0.05
_RAMP_STEPS = 300
_SHOWN = 100
_ALONE = 0.35
"""Share of the steps in which phones are learnt one by one."""
_STEADYING = 0.2
"""Weight of the single phones afterwards."""
_WORST = 3.0
"""No row counts more than this (a frame)."""
_LEAST_SHARE = 3e-4


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is learnt."""

    steps: int
    minutes: float
    """Whichever ends first."""
    width: int
    depth: int
    examples: int
    """Of a step."""
    rate: float = 2.5e-3
    threads: int = 2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Trained:
    """A network and what it expects."""

    network: Network
    mean: NDArray[np.float32]
    """Of the MFCC, (40,)."""
    priors: NDArray[np.float64]
    """Share of each phone in the labels."""


def train(
    speech: Sequence[Utterance], settings: Settings, keep: Path, begin: Trained | None = None
) -> Trained:
    """From the beginning, or on from a network that knows the phones already. Shows progress, and keeps the
    state in `keep` every 100 steps."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    stock = Stock(speech, context(settings.depth), device)
    if begin is None:
        stock.measure(settings.examples)
        priors = stock.priors([stock.batch(settings.examples).labels for _ in range(20)])
    else:
        stock.mean, priors = torch.from_numpy(begin.mean).to(device), begin.priors
    shares_log = torch.from_numpy(np.log(shares_of(priors))).float().to(device)[None, :, None]
    order = Order(stock.rows, device)
    network = (begin.network if begin else Network(settings.width, settings.depth)).to(device).train()
    rate = torch.zeros((), device=device)
    optimiser = torch.optim.AdamW(
        network.parameters(), rate, weight_decay=1e-3, capturable=device.type == "cuda"
    )

    def learn(batch: Batch, rows: bool) -> Tensor:
        scores = network(batch.inputs)
        single = nn.functional.cross_entropy(scores, batch.labels, label_smoothing=_SMOOTHING)
        loss, lost = single, torch.zeros_like(single)
        if rows:
            likely = scores.log_softmax(1) - shares_log
            missed = order.all_rows(likely) - order.this_row(likely, batch)
            lost = (missed / scores.shape[2]).clamp(max=_WORST).mul(batch.whole).mean()
            loss = _STEADYING * single + lost
        optimiser.zero_grad(set_to_none=False)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0, foreach=True)
        optimiser.step()
        right = (scores.argmax(1) == batch.labels).float().mean()
        return torch.stack([single.detach(), lost.detach(), right])

    def saved() -> Trained:
        trained = Trained(network, stock.mean.cpu().numpy(), priors)
        save(trained, keep)
        return trained

    step = _Step(learn, stock, settings.examples)
    began, sums = time.monotonic(), torch.zeros(3, device=device)
    bar = tqdm(range(settings.steps), "network", mininterval=5)
    for number in bar:
        passed = max(number / settings.steps, (time.monotonic() - began) / 60 / settings.minutes)
        if passed >= 1:
            break
        rate.fill_(settings.rate * min(1.0, number / _RAMP_STEPS + 0.03) * (1 - passed) ** 1.2 + 1e-5)
        sums += step(begin is not None or passed >= _ALONE)
        if number % _SHOWN == _SHOWN - 1:
            single, lost, right = (sums / _SHOWN).tolist()
            bar.set_postfix_str(f"phones {single:.3f}, rows {lost:.4f}, right {right:.3f}", refresh=False)
            sums.zero_()
            saved()
    return saved()


def shares_of(priors: NDArray[np.float64]) -> NDArray[np.float64]:
    """The priors with none too small to divide by."""
    shares = np.maximum(priors, _LEAST_SHARE)
    return np.asarray(shares / shares.sum())


class _Step:
    """One step. On a graphics card its thousands of small operations are recorded once and played."""

    def __init__(self, learn: Callable[[Batch, bool], Tensor], stock: Stock, size: int) -> None:
        self._learn, self._stock, self._size = learn, stock, size
        self._played: dict[bool, tuple[torch.cuda.CUDAGraph, Batch, Tensor]] = {}
        self._warm: dict[bool, int] = {True: 0, False: 0}

    def __call__(self, rows: bool) -> Tensor:
        batch = self._stock.batch(self._size)
        if self._stock.device.type != "cuda":
            return self._learn(batch, rows)
        if self._warm[rows] < 4:
            self._warm[rows] += 1
            side = torch.cuda.Stream()
            side.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(side):
                shown = self._learn(batch, rows)
            torch.cuda.current_stream().wait_stream(side)
            return shown
        if rows not in self._played:
            self._record(batch, rows)
        graph, inputs, shown = self._played[rows]
        for name in Batch.__slots__:
            getattr(inputs, name).copy_(getattr(batch, name))
        graph.replay()
        return shown

    def _record(self, batch: Batch, rows: bool) -> None:
        kept = Batch(*(getattr(batch, name).clone() for name in Batch.__slots__))
        graph = torch.cuda.CUDAGraph()
        torch.cuda.synchronize()
        with torch.cuda.graph(graph):
            shown = self._learn(kept, rows)
        self._played[rows] = graph, kept, shown


def save(trained: Trained, path: Path) -> None:
    """Writes what `load` reads."""
    state = {
        "width": trained.network.width,
        "depth": trained.network.depth,
        "mean": trained.mean,
        "priors": trained.priors,
        "network": {name: value.cpu() for name, value in trained.network.state_dict().items()},
    }
    torch.save(state, path)


def load(path: Path) -> Trained:
    """A network of this tool's own cache; nothing else is to be loaded."""
    state = torch.load(path, weights_only=False, map_location="cpu")
    network = Network(state["width"], state["depth"])
    network.load_state_dict(state["network"])
    network.eval()
    return Trained(network, state["mean"], state["priors"])
