"""Trains a compact Korean encoder: `python -m tools.encoder.train --out assistant/nlu/data/encoder`.

1. A WordPiece vocabulary over letters: a piece may end inside a syllable.
2. Masked pieces are filled in, on all sentences of the corpus.
3. Sentences of one group are drawn together and pushed away from the others of the batch (multiple
   negatives, temperature 0.05 as in SimCSE), by the mean over their pieces: what the featurizer gives.

Seeded, one thread; some twenty minutes. `--small` makes the toy encoder of the tests in seconds.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tools.encoder import corpus
from tools.encoder.files import save
from tools.encoder.vocabulary import PAD, SPECIAL, train_tokenizer

FORMAT = argparse.RawDescriptionHelpFormatter
LICENCE = {
    False: "Apache-2.0: trained on the project's own sentences only",
    True: "CC BY-SA 4.0: trained on ParaKQC and 3i4K (Cho et al., CC BY-SA 4.0) besides the project's own "
    "sentences; the weights hold no sentence of them",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Sizes and lengths of a training."""

    vocabulary: int = 8000
    width: int = 192
    layers: int = 4
    heads: int = 4
    fill_steps: int = 1300
    pair_steps: int = 450
    batch: int = 64
    longest: int = 64
    seed: int = corpus.SEED


SMALL = Plan(vocabulary=500, width=32, layers=1, heads=2, fill_steps=20, pair_steps=20, batch=16)


def batch_of(tokenizer: Any, texts: Sequence[str], longest: int) -> tuple[Any, Any]:
    """Ids and mask, padded to the longest."""
    import torch

    tokenizer.enable_truncation(longest)
    tokenizer.enable_padding(pad_id=0, pad_token=PAD)
    pieces = tokenizer.encode_batch(list(texts))
    return (
        torch.tensor([each.ids for each in pieces]),
        torch.tensor([each.attention_mask for each in pieces]),
    )


def fill(model: Any, tokenizer: Any, sentences: Sequence[str], plan: Plan, rng: random.Random) -> float:
    """Masked language modelling; returns the mean loss of the last tenth."""
    import torch

    special = len(SPECIAL)
    mask = tokenizer.token_to_id("[MASK]")
    optimizer, schedule = _optimizer(model, 1e-3, plan.fill_steps)
    losses: list[float] = []
    began = time.monotonic()
    for step in range(plan.fill_steps):
        ids, attention = batch_of(tokenizer, rng.sample(sentences, plan.batch), plan.longest)
        chosen = (torch.rand(ids.shape) < 0.2) & (ids >= special)
        if not chosen.any():
            continue
        fate = torch.rand(ids.shape)
        given = torch.where(chosen & (fate < 0.8), mask, ids)
        other = torch.randint(special, tokenizer.get_vocab_size(), ids.shape)
        given = torch.where(chosen & (fate > 0.9), other, given)
        with torch.autocast("cpu", torch.bfloat16):
            states = model.bert(input_ids=given, attention_mask=attention).last_hidden_state
            loss = torch.nn.functional.cross_entropy(model.cls(states[chosen]).float(), ids[chosen])
        _step(loss, model, optimizer, schedule)
        losses.append(loss.item())
        _report("fill", step, plan.fill_steps, losses, began)
    tail = losses[-max(1, len(losses) // 10) :]
    return sum(tail) / max(1, len(tail))


def pair(
    encoder: Any, tokenizer: Any, groups: Sequence[Sequence[str]], plan: Plan, rng: random.Random
) -> float:
    """Contrastive learning on pairs of a group; returns the mean loss of the last tenth."""
    import torch

    optimizer, schedule = _optimizer(encoder, 3e-4, plan.pair_steps)
    weights = [len(group) ** 2 for group in groups]  # a set of ten has more to tell than a noisy twin
    losses: list[float] = []
    began = time.monotonic()
    for step in range(plan.pair_steps):
        picked = {id(group): group for group in rng.choices(groups, weights, k=plan.batch)}.values()
        one, two = zip(*(rng.sample(list(group), 2) for group in picked), strict=True)
        ids, attention = batch_of(tokenizer, [*one, *two], plan.longest)
        with torch.autocast("cpu", torch.bfloat16):
            states = encoder(input_ids=ids, attention_mask=attention).last_hidden_state.float()
        share = attention.unsqueeze(-1).float()
        means = torch.nn.functional.normalize((states * share).sum(1) / share.sum(1), dim=-1)
        left, right = means.chunk(2)
        scores = left @ right.T / 0.05
        target = torch.arange(len(left))
        entropy = torch.nn.functional.cross_entropy
        _step((entropy(scores, target) + entropy(scores.T, target)) / 2, encoder, optimizer, schedule)
        losses.append(entropy(scores.detach(), target).item())
        _report("pair", step, plan.pair_steps, losses, began)
    tail = losses[-max(1, len(losses) // 10) :]
    return sum(tail) / max(1, len(tail))


def _optimizer(model: Any, rate: float, steps: int) -> tuple[Any, Any]:
    import torch

    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=max(steps, 2), pct_start=0.1)
    return optimizer, schedule


def _step(loss: Any, model: Any, optimizer: Any, schedule: Any) -> None:
    import torch

    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    optimizer.zero_grad()


def _report(name: str, step: int, steps: int, losses: list[float], began: float) -> None:
    if step % 100 == 99:
        recent = sum(losses[-100:]) / len(losses[-100:])
        print(f"{name} {step + 1}/{steps}: loss {recent:.3f}, {time.monotonic() - began:.0f} s", flush=True)


def train(plan: Plan, out: Path, *, own_only: bool = False) -> dict[str, Any]:
    """Trains and writes an encoder; returns its card."""
    import torch
    from transformers import BertConfig, BertForMaskedLM

    torch.set_num_threads(1)
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)
    began = time.monotonic()
    learned = corpus.load(own_only=own_only)
    tokenizer = train_tokenizer(learned.sentences, plan.vocabulary)
    size = tokenizer.get_vocab_size()
    print(f"{len(learned.sentences)} sentences, {len(learned.groups)} groups, {size} pieces", flush=True)
    model = BertForMaskedLM(
        BertConfig(
            vocab_size=size,
            hidden_size=plan.width,
            num_hidden_layers=plan.layers,
            num_attention_heads=plan.heads,
            intermediate_size=4 * plan.width,
            max_position_embeddings=128,
            type_vocab_size=1,
            attn_implementation="eager",
        )
    )
    model.train()
    results = {
        "fill_loss": fill(model, tokenizer, learned.sentences, plan, rng),
        "pair_loss": pair(model.bert, tokenizer, learned.groups, plan, rng),
    }
    card = {
        "model": "gilbeot compact encoder",
        "dimension": plan.width,
        "licence": LICENCE["ParaKQC" in learned.sources],
        "sentences": learned.sources,
        "plan": asdict(plan),
        **{name: round(value, 3) for name, value in results.items()},
        "minutes": round((time.monotonic() - began) / 60, 1),
    }
    return save(model.bert, tokenizer, out, card)


def main() -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--small", action="store_true", help="the toy encoder of the tests")
    parser.add_argument("--own-only", action="store_true", help="the project's own sentences only")
    options = parser.parse_args()
    card = train(SMALL if options.small else Plan(), options.out, own_only=options.own_only or options.small)
    print("\n".join(f"{key}: {value}" for key, value in card.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
