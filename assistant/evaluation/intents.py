"""Scores of intents: accuracy, F1 of each, confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

OUTSIDE = "out_of_scope"
SAME = {"inform": "ask_route_safety", "nlu_fallback": OUTSIDE}
"""What `gilbeot understand` reports for an intent of the model: a bare fragment asks about the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Right, wrongly given and missed."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        """Share of the given ones that are right; 0.0 if none was given."""
        return self.tp / (self.tp + self.fp) if self.tp else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted ones that were given; 0.0 if none was wanted."""
        return self.tp / (self.tp + self.fn) if self.tp else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn) if self.tp else 0.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(tp=self.tp + other.tp, fp=self.fp + other.fp, fn=self.fn + other.fn)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentScore:
    """How well a system told the intents of a set."""

    total: int
    right: int
    by_intent: Mapping[str, Counts]
    confusions: Mapping[tuple[str, str], int]
    """(wanted, found) -> lines, the right ones included."""
    wrong: tuple[tuple[str, str, str], ...]
    """(wanted, found, text)."""

    @property
    def accuracy(self) -> float:
        """Share of lines with the right intent."""
        return self.right / self.total if self.total else 0.0

    @property
    def macro_f1(self) -> float:
        """Mean F1 over every intent that was wanted or given (as scikit-learn counts it)."""
        return sum(counts.f1 for counts in self.by_intent.values()) / max(1, len(self.by_intent))


def same_intent(name: str) -> str:
    """An intent under the name it is reported by."""
    return SAME.get(name, name)


def score_intents(answers: Iterable[tuple[str, str, str]]) -> IntentScore:
    """Scores (wanted, found, text) triples."""
    rows = [(same_intent(wanted), same_intent(found), text) for wanted, found, text in answers]
    confusions = Counter((wanted, found) for wanted, found, _ in rows)
    names = sorted({name for pair in confusions for name in pair})
    by_intent = {
        name: Counts(
            tp=confusions[name, name],
            fp=sum(count for (a, b), count in confusions.items() if b == name != a),
            fn=sum(count for (a, b), count in confusions.items() if a == name != b),
        )
        for name in names
    }
    return IntentScore(
        total=len(rows),
        right=sum(counts.tp for counts in by_intent.values()),
        by_intent=by_intent,
        confusions=dict(confusions),
        wrong=tuple(row for row in rows if row[0] != row[1]),
    )
