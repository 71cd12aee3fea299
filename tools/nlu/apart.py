"""Keeps training sentences away from the evaluation sets: no sentence of these, nor a near twin of one.

Whoever widens the grammar may hit upon a line of an evaluation set, and a figure measured on a sentence that
was trained on says nothing. So `build` leaves out whatever is too close to one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from tools.nlu.data import bare

TWINS = 0.7
"""Jaccard similarity of letter pairs from which two sentences are twins ("버스로 갈래"/"버스로 갈래요")."""

SHORT = 6
"""Sentences of fewer letters ("왜?", "볼륨 올려") are nobody's: only the very same one is left out."""


def _pairs(text: str) -> frozenset[str]:
    letters = bare(text)
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


class Apart:
    """Tells whether a sentence is too close to one of `evaluation`."""

    def __init__(self, evaluation: Iterable[str]) -> None:
        texts = list(evaluation)
        self._same = {bare(text) for text in texts}
        self._pairs = [_pairs(text) for text in texts]
        self._with: dict[str, list[int]] = defaultdict(list)
        for index, pairs in enumerate(self._pairs):
            for pair in pairs:
                self._with[pair].append(index)

    def too_close(self, text: str) -> bool:
        """True for a sentence of the evaluation sets, and for a near twin of a long enough one."""
        if bare(text) in self._same:
            return True
        if len(bare(text)) < SHORT:
            return False
        pairs = _pairs(text)
        shared = Counter(index for pair in pairs for index in self._with.get(pair, ()))
        return any(
            count / (len(pairs) + len(self._pairs[index]) - count) >= TWINS for index, count in shared.items()
        )
