"""A back-off n-gram model: interpolated Kneser-Ney, one discount for each order (Chen & Goodman 1999, §3)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BEGIN, END = "<s>", "</s>"
Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ngram:
    """Costs are natural logarithms with the sign changed."""

    order: int
    cost: dict[Gram, float]
    """Of the last word after those before it."""
    backoff: dict[Gram, float]
    """Of leaving these words for a shorter history."""

    def sentence_cost(self, words: Sequence[str]) -> float:
        """Cost of the words and the end; unknown words cost 20."""
        history: Gram = (BEGIN,)
        total = 0.0
        for word in (*words, END):
            total += self.word_cost(history, word)
            history = (*history, word)[-(self.order - 1) :]
        return total

    def word_cost(self, history: Gram, word: str) -> float:
        """Cost of one word after a history."""
        while True:
            found = self.cost.get((*history, word))
            if found is not None:
                return found
            if not history:
                return 20.0
            return self.backoff.get(history, 0.0) + self.word_cost(history[1:], word)


def learn(
    sentences: Iterable[tuple[Sequence[str], float]],
    vocabulary: Iterable[str],
    *,
    order: int = 3,
    least: Sequence[float] = (0, 0, 1.5),
    uniform: float = 0.02,
) -> Ngram:
    """`least` is the weight that an n-gram of each order must have, else it is left to the shorter history;
    `uniform` of all probability is shared by the whole vocabulary."""
    counts: list[dict[Gram, float]] = [defaultdict(float) for _ in range(order)]
    for words, weight in sentences:
        row = (BEGIN, *words, END)
        for last in range(1, len(row)):
            for size in range(1, min(order, last + 1) + 1):
                counts[size - 1][row[last - size + 1 : last + 1]] += weight
    # Lower orders count the words before, not the words themselves, but for what begins a sentence.
    for size in range(order - 1):
        kinds: dict[Gram, float] = defaultdict(float)
        for gram in counts[size + 1]:
            kinds[gram[1:]] += 1.0
        counts[size] = {
            gram: (count if gram[0] == BEGIN else kinds[gram]) for gram, count in counts[size].items()
        }
    words_known = sorted({*vocabulary, END})
    probability: dict[Gram, float] = {}
    left: dict[Gram, float] = {}
    total = sum(counts[0].values())
    for word in words_known:
        seen = counts[0].get((word,), 0.0) / total
        probability[(word,)] = (1 - uniform) * seen + uniform / len(words_known)
    for size in range(2, order + 1):
        _order(counts[size - 1], size, least[size - 1], probability, left)
    costs = {gram: -math.log(chance) for gram, chance in probability.items()}
    return Ngram(order, costs, {history: -math.log(max(share, 1e-9)) for history, share in left.items()})


def _order(
    counts: dict[Gram, float],
    size: int,
    least: float,
    probability: dict[Gram, float],
    left: dict[Gram, float],
) -> None:
    """Adds one order. A history whose own n-gram was left out is left out as well."""
    once = sum(1 for count in counts.values() if count <= 1)
    twice = sum(1 for count in counts.values() if 1 < count <= 2)
    discount = min(0.9, max(0.4, once / (once + 2 * twice) if once else 0.5))
    sums: dict[Gram, float] = defaultdict(float)
    kept: dict[Gram, list[Gram]] = defaultdict(list)
    for gram, count in counts.items():
        history = gram[:-1]
        sums[history] += count
        if count >= least and (size == 2 or history in probability):
            kept[history].append(gram)
    for history, grams in kept.items():
        taken = sum(max(counts[gram] - discount, 0.0) for gram in grams) / sums[history]
        spare = 1.0 - taken
        # What is spared goes to all words as the shorter history has them, those kept here included.
        for gram in grams:
            own = max(counts[gram] - discount, 0.0) / sums[history]
            probability[gram] = own + spare * _lower(gram[1:], probability, left)
        covered = sum(probability[gram] for gram in grams)
        below = sum(_lower(gram[1:], probability, left) for gram in grams)
        left[history] = max(1.0 - covered, 1e-9) / max(1.0 - below, 1e-9)


def _lower(gram: Gram, probability: dict[Gram, float], left: dict[Gram, float]) -> float:
    found = probability.get(gram)
    if found is not None:
        return found
    if len(gram) == 1:
        return 1e-9
    return left.get(gram[:-1], 1.0) * _lower(gram[1:], probability, left)
