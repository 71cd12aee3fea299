"""How well a system tells what is none of its business, and at what price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.datasets import travel_intents
from assistant.evaluation.intents import OUTSIDE, same_intent

FALSE_REJECTION = 0.03
"""Share of requests meant for us that may be turned away: the operating point of the task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a system said of one line."""

    inside: bool
    """The line is meant for us."""
    found: str
    confidence: float

    @property
    def strangeness(self) -> float:
        """0 to 2: an intent of ours is the stranger the less sure, a rejection the stranger the surer."""
        return 1.0 + self.confidence if same_intent(self.found) == OUTSIDE else 1.0 - self.confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideScore:
    """Recognition of out-of-scope lines."""

    inside: int
    outside: int
    recall: float
    """Share of out-of-scope lines recognised, as the system decides by itself."""
    rejected: float
    """Share of lines meant for us that it turned away."""
    recall_at: float
    """Recall with the threshold set so that at most `FALSE_REJECTION` are turned away."""
    travel: float
    """Share of out-of-scope lines taken for travel."""
    taken_for: Mapping[str, int]
    """Intents that out-of-scope lines were taken for."""


def score_outside(verdicts: Iterable[Verdict], limit: float = FALSE_REJECTION) -> OutsideScore:
    """Scores the verdicts; shares of nothing are 0."""
    rows = list(verdicts)
    inside = [row for row in rows if row.inside]
    outside = [row for row in rows if not row.inside]
    taken = Counter(name for row in outside if (name := same_intent(row.found)) != OUTSIDE)
    return OutsideScore(
        inside=len(inside),
        outside=len(outside),
        recall=_share(sum(same_intent(row.found) == OUTSIDE for row in outside), len(outside)),
        rejected=_share(sum(same_intent(row.found) == OUTSIDE for row in inside), len(inside)),
        recall_at=_recall_at(inside, outside, limit),
        travel=_share(sum(taken[name] for name in travel_intents()), len(outside)),
        taken_for=dict(taken.most_common()),
    )


def _recall_at(inside: Sequence[Verdict], outside: Sequence[Verdict], limit: float) -> float:
    """Recall when the strangest lines are turned away until `limit` of those meant for us are among them.

    Where lines are equally strange the point on the ROC curve is interpolated: a classifier that says 1.0
    to everything cannot choose among them, and gets the recall of choosing blindly.
    """
    if not outside:
        return 0.0
    allowed = int(limit * len(inside))
    ours = Counter(row.strangeness for row in inside)
    theirs = Counter(row.strangeness for row in outside)
    recalled = 0.0
    for value in sorted(ours.keys() | theirs.keys(), reverse=True):
        if ours[value] > allowed:
            return (recalled + theirs[value] * allowed / ours[value]) / len(outside)
        allowed -= ours[value]
        recalled += theirs[value]
    return recalled / len(outside)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
