"""A back-off n-gram model of pieces of words: interpolated Kneser-Ney, one discount for each order
(Chen & Goodman 1999, §3).

Single pieces are shared out within three groups: those that begin a word, those that continue one after a
vowel and those that do after a consonant (부산 +은, 제주 +는). How much goes on and how much begins anew
after a piece is that piece's own affair: 에서 ends its word, 서해 seldom does. With one group for all, an
unseen 태백에 +에서 would be as likely as 태백 +에서.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tools.vosk_model.sorts import CLOSED, NEW, OPEN, Sorts

BEGIN, END = "<s>", "</s>"
Gram = tuple[str, ...]
Pair = tuple[float, float]
"""Of pieces that begin a word (and the end), and of those that continue one."""
_PRIOR = 0.5
"""Pieces seen after each piece before any was."""
_EITHER = 0.05
"""Share of what continues a word after any sound in what does after a vowel or a consonant."""
_LEAST = 1e-9
_HISTORY = 2.0


@dataclass(frozen=True, slots=True)
class Ngram:
    """Costs are natural logarithms with the sign changed."""

    order: int
    cost: dict[Gram, float]
    """Of the last piece after one or more others."""
    single: dict[str, dict[str, float]]
    """Of pieces within each group."""
    backoff: dict[Gram, float]
    """Of leaving two pieces or more for a shorter history."""
    leave: dict[Gram, Pair]
    """Of leaving one piece for single ones; (OPEN,) and (CLOSED,) for a piece that is no history."""
    sorts: Sorts

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
        found = self.cost.get((*history, piece))
        return self._shorter(history, piece) if found is None else found

    def saved(self, gram: Gram) -> float:
        """What it costs more to say the last piece after a shorter history."""
        return self._shorter(gram[:-1], gram[-1]) - self.cost[gram]

    def _shorter(self, history: Gram, piece: str) -> float:
        if len(history) > 1:
            return self.backoff.get(history, 0.0) + self.piece_cost(history[1:], piece)
        before = history[0]
        pair = self.leave.get(history) or self.leave[(self.sorts.end(before),)]
        group = self.sorts.group(before, piece)
        return pair[group != NEW] + self.single[group].get(piece, 20.0)


def learn(
    sentences: Iterable[tuple[Sequence[str], float]],
    vocabulary: Iterable[str],
    sorts: Sorts,
    *,
    order: int = 3,
    worth: float = 0.0,
    uniform: float = 0.02,
) -> Ngram:
    """Only n-grams are kept without which the sentences would cost `worth` nats more (weighted differences,
    Seymore & Rosenfeld 1996), and their histories; `uniform` of all probability is shared by the whole
    vocabulary."""
    counts = _counts(sentences, order)
    pieces = sorted({*vocabulary, END})
    model = _learnt(counts, pieces, sorts, uniform, None)
    if worth > 0:
        model = _learnt(counts, pieces, sorts, uniform, _worthy(counts, model, worth))
    return model


def _worthy(counts: Sequence[Mapping[Gram, float]], model: Ngram, worth: float) -> set[Gram]:
    """A history of more than one piece takes as much room as `_HISTORY` n-grams."""
    kept: set[Gram] = set()
    for row in reversed(counts[1:]):
        saved: dict[Gram, dict[Gram, float]] = defaultdict(dict)
        for gram, count in row.items():
            worthy = math.inf if gram in kept else count * model.saved(gram) - worth
            if worthy >= 0:
                saved[gram[:-1]][gram] = worthy
        for history, grams in saved.items():
            if len(history) == 1 or sum(grams.values()) >= worth * _HISTORY:
                kept.update(grams)
                if len(history) > 1:
                    kept.add(history)
    return kept


def _learnt(
    counted: Sequence[Mapping[Gram, float]],
    vocabulary: Sequence[str],
    sorts: Sorts,
    uniform: float,
    chosen: Container[Gram] | None,
) -> Ngram:
    """`chosen` n-grams of two pieces and more, or all."""
    counts, order = list(counted), len(counted)
    shares = _shares(counts[1], sorts)
    single = _single(counts[1], vocabulary, sorts, uniform)
    # Lower orders count the pieces before, not the pieces themselves, but for what begins a sentence.
    for size in range(1, order - 1):
        kinds: dict[Gram, float] = defaultdict(float)
        for gram in counts[size + 1]:
            kinds[gram[1:]] += 1.0
        counts[size] = {
            gram: (count if gram[0] == BEGIN else kinds[gram]) for gram, count in counts[size].items()
        }
    probability: dict[Gram, float] = {}
    leave: dict[Gram, Pair] = {(end,): shares[(end,)] for end in (OPEN, CLOSED)}
    left: dict[Gram, float] = {}

    def alone(share: Pair, before: str, piece: str) -> float:
        group = sorts.group(before, piece)
        return share[group != NEW] * single[group][piece]

    def lower(gram: Gram) -> float:
        found = probability.get(gram)
        if found is not None:
            return found
        if len(gram) > 2:
            return left.get(gram[:-1], 1.0) * lower(gram[1:])
        return alone(leave.get(gram[:1]) or leave[(sorts.end(gram[0]),)], *gram)

    for size in range(2, order + 1):
        for history, kept, taken, spare in _histories(counts[size - 1], chosen):
            if size == 2:
                share = shares[history]
                own = {gram: count + spare * alone(share, *gram) for gram, count in taken.items()}
                rest = 1.0 - sum(alone(share, *gram) for gram in kept)
            else:
                own = {gram: count + spare * lower(gram[1:]) for gram, count in taken.items()}
                rest = 1.0 - sum(lower(gram[1:]) for gram in kept)
            part = max(1.0 - sum(own[gram] for gram in kept), _LEAST) / max(rest, _LEAST)
            if size == 2:
                leave[history] = (part * share[0], part * share[1])
            else:
                left[history] = part
            probability.update({gram: own[gram] for gram in kept})
    return Ngram(
        order,
        {gram: _cost(chance) for gram, chance in probability.items()},
        {name: {piece: _cost(chance) for piece, chance in row.items()} for name, row in single.items()},
        {history: _cost(share) for history, share in left.items()},
        {history: (_cost(pair[0]), _cost(pair[1])) for history, pair in leave.items()},
        sorts,
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


def _shares(pairs: Mapping[Gram, float], sorts: Sorts) -> dict[Gram, Pair]:
    """How much begins and how much goes on after a piece, and after any that ends so."""
    sums: dict[Gram, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (before, piece), count in pairs.items():
        for history in ((before,), (sorts.end(before),)):
            sums[history][sorts.continues(piece)] += count
    usual = {}
    for end in (OPEN, CLOSED):
        total = sum(sums[(end,)]) or 1.0
        usual[(end,)] = (sums[(end,)][0] / total, sums[(end,)][1] / total)
    found: dict[Gram, Pair] = {}
    for history, (begins, goes_on) in sums.items():
        prior = usual[(sorts.end(history[0]),)]
        total = begins + goes_on + _PRIOR
        found[history] = ((begins + prior[0] * _PRIOR) / total, (goes_on + prior[1] * _PRIOR) / total)
    return found | usual


def _single(
    pairs: Mapping[Gram, float], pieces: Sequence[str], sorts: Sorts, uniform: float
) -> dict[str, dict[str, float]]:
    """Shares of pieces within each group: of the kinds of pieces before them."""
    kinds: dict[str, dict[str, float]] = {name: defaultdict(float) for name in (NEW, OPEN, CLOSED)}
    either: dict[str, float] = defaultdict(float)
    for before, piece in pairs:
        kinds[sorts.group(before, piece)][piece] += 1.0
        either[piece] += 1.0
    found: dict[str, dict[str, float]] = {}
    for name, seen in kinds.items():
        own = [piece for piece in pieces if sorts.continues(piece) == (name != NEW)]
        known = sum(seen.values()) or 1.0
        known_either = sum(either.get(piece, 0.0) for piece in own) or 1.0
        found[name] = {
            piece: (1 - uniform - _EITHER) * seen.get(piece, 0.0) / known
            + _EITHER * either.get(piece, 0.0) / known_either
            + uniform / len(own)
            for piece in own
        }
    return found


def _histories(
    counts: Mapping[Gram, float], chosen: Container[Gram] | None
) -> Iterable[tuple[Gram, list[Gram], dict[Gram, float], float]]:
    """Each history with its n-grams, their own shares and what is spared for the shorter history."""
    once = sum(1 for count in counts.values() if count <= 1)
    twice = sum(1 for count in counts.values() if 1 < count <= 2)
    discount = min(0.9, max(0.4, once / (once + 2 * twice) if once else 0.5))
    sums: dict[Gram, float] = defaultdict(float)
    kept: dict[Gram, list[Gram]] = defaultdict(list)
    for gram, count in counts.items():
        history = gram[:-1]
        sums[history] += count
        if chosen is None or gram in chosen:
            kept[history].append(gram)
    for history, grams in kept.items():
        taken = {gram: max(counts[gram] - discount, 0.0) / sums[history] for gram in grams}
        yield history, grams, taken, 1.0 - sum(taken.values())
