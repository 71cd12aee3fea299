"""A back-off n-gram model of pieces of words: interpolated Kneser-Ney, one discount for each order
(Chen & Goodman 1999, §3).

Single pieces are shared out within two groups, those that begin a word and those that continue one. How much
each group gets after a piece is that piece's own affair: 에서 ends its word, 서해 seldom does. With one group
for all, an unseen 태백에 +에서 would be as likely as 태백 +에서.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

BEGIN, END = "<s>", "</s>"
Gram = tuple[str, ...]
Pair = tuple[float, float]
"""Of pieces that begin a word (and the end), and of those that continue one."""
_PRIOR = 0.5
"""Pieces seen after each piece before any was."""
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Ngram:
    """Costs are natural logarithms with the sign changed."""

    order: int
    cost: dict[Gram, float]
    """Of the last piece after those before it; of single ones within their group."""
    backoff: dict[Gram, float]
    """Of leaving two pieces or more for a shorter history."""
    leave: dict[Gram, Pair]
    """Of leaving one piece, or () for a piece that is no history, for one of the groups."""
    continues: Callable[[str], bool]
    """Whether a piece continues a word."""

    def sentence_cost(self, pieces: Sequence[str]) -> float:
        """Cost of the pieces and the end; unknown ones cost 20."""
        history: Gram = (BEGIN,)
        total = 0.0
        for piece in (*pieces, END):
            total += self.piece_cost(history, piece)
            history = (*history, piece)[-(self.order - 1) :]
        return total

    def piece_cost(self, history: Gram, piece: str) -> float:
        """Cost of one piece after a history."""
        found = self.cost.get((*history, piece)) if history else None
        if found is not None:
            return found
        if len(history) > 1:
            return self.backoff.get(history, 0.0) + self.piece_cost(history[1:], piece)
        group = self.leave.get(history, self.leave[()])[self.continues(piece)]
        return group + self.cost.get((piece,), 20.0)


def learn(
    sentences: Iterable[tuple[Sequence[str], float]],
    vocabulary: Iterable[str],
    continues: Callable[[str], bool],
    *,
    order: int = 3,
    least: Sequence[float] = (0, 0, 1.5),
    uniform: float = 0.02,
) -> Ngram:
    """`least` is the weight that an n-gram of each order must have, else it is left to the shorter history;
    `uniform` of all probability is shared by the whole vocabulary."""
    counts = _counts(sentences, order)
    groups = _groups(counts[1], continues)
    # Lower orders count the pieces before, not the pieces themselves, but for what begins a sentence.
    for size in range(order - 1):
        kinds: dict[Gram, float] = defaultdict(float)
        for gram in counts[size + 1]:
            kinds[gram[1:]] += 1.0
        counts[size] = {
            gram: (count if gram[0] == BEGIN else kinds[gram]) for gram, count in counts[size].items()
        }
    probability = _single(counts[0], sorted({*vocabulary, END}), continues, uniform)
    leave: dict[Gram, Pair] = {(): groups[()]}
    left: dict[Gram, float] = {}

    def lower(gram: Gram) -> float:
        found = probability.get(gram) if len(gram) > 1 else None
        if found is not None:
            return found
        if len(gram) > 2:
            return left.get(gram[:-1], 1.0) * lower(gram[1:])
        group = leave.get(gram[:1] if len(gram) == 2 else (), leave[()])
        return group[continues(gram[-1])] * probability.get(gram[-1:], _LEAST)

    for size in range(2, order + 1):
        for history, kept, taken, spare in _histories(counts[size - 1], size, least[size - 1], probability):
            if size == 2:
                share = groups[history]
                own = {g: t + spare * share[continues(g[1])] * probability[g[1:]] for g, t in taken.items()}
                below = [1.0, 1.0]
                for gram in kept:
                    below[continues(gram[1])] -= probability[gram[1:]]
                rest = share[0] * max(below[0], _LEAST) + share[1] * max(below[1], _LEAST)
                part = max(1.0 - sum(own[gram] for gram in kept), _LEAST) / rest
                leave[history] = (part * share[0], part * share[1])
            else:
                own = {gram: count + spare * lower(gram[1:]) for gram, count in taken.items()}
                covered = sum(own[gram] for gram in kept)
                left[history] = max(1.0 - covered, _LEAST) / max(
                    1.0 - sum(lower(gram[1:]) for gram in kept), _LEAST
                )
            probability.update({gram: own[gram] for gram in kept})
    return Ngram(
        order,
        {gram: -math.log(chance) for gram, chance in probability.items()},
        {history: _cost(share) for history, share in left.items()},
        {history: (_cost(pair[0]), _cost(pair[1])) for history, pair in leave.items()},
        continues,
    )


def _cost(share: float) -> float:
    return -math.log(max(share, _LEAST))


def _counts(sentences: Iterable[tuple[Sequence[str], float]], order: int) -> list[dict[Gram, float]]:
    counts: list[dict[Gram, float]] = [defaultdict(float) for _ in range(order)]
    for pieces, weight in sentences:
        row = (BEGIN, *pieces, END)
        for last in range(1, len(row)):
            for size in range(1, min(order, last + 1) + 1):
                counts[size - 1][row[last - size + 1 : last + 1]] += weight
    return counts


def _groups(pairs: dict[Gram, float], continues: Callable[[str], bool]) -> dict[Gram, Pair]:
    """How much each group gets after a piece; () for any."""
    sums: dict[Gram, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (first, second), count in pairs.items():
        sums[(first,)][continues(second)] += count
        sums[()][continues(second)] += count
    whole = sum(sums[()])
    prior = [each / whole * _PRIOR for each in sums[()]]
    found: dict[Gram, Pair] = {(): (sums[()][0] / whole, sums[()][1] / whole)}
    for history, (begins, goes_on) in sums.items():
        total = begins + goes_on + _PRIOR
        if history:
            found[history] = ((begins + prior[0]) / total, (goes_on + prior[1]) / total)
    return found


def _single(
    counts: dict[Gram, float], pieces: Sequence[str], continues: Callable[[str], bool], uniform: float
) -> dict[Gram, float]:
    found: dict[Gram, float] = {}
    for group in (False, True):
        own = [piece for piece in pieces if continues(piece) == group]
        total = sum(counts.get((piece,), 0.0) for piece in own) or 1.0
        for piece in own:
            seen = counts.get((piece,), 0.0) / total
            found[(piece,)] = (1 - uniform) * seen + uniform / len(own)
    return found


def _histories(
    counts: dict[Gram, float], size: int, least: float, probability: dict[Gram, float]
) -> Iterable[tuple[Gram, list[Gram], dict[Gram, float], float]]:
    """Each history with its n-grams, their own shares and what is spared for the shorter history. A history
    whose own n-gram was left out is left out as well."""
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
        taken = {gram: max(counts[gram] - discount, 0.0) / sums[history] for gram in grams}
        yield history, grams, taken, 1.0 - sum(taken.values())
