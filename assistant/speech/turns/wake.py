"""Was an assistant called? The beginning of what was recognised, compared with the phrases letter by letter.

Recognition writes a called name in many ways ("하이 엘지", "하이엘쥐"): its letters (jamo) may differ
a little, its length too. What follows the phrase is the command.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from assistant.korean.jamo import to_jamo

NEAR = 0.25
"""Share of the letters of a phrase that may be other ones."""
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Wake:
    """A phrase that was heard."""

    phrase: str
    confidence: float
    """1 - the share of letters that differ."""
    command: str
    """What was said after it; "" if nothing yet."""


def wake_of(text: str, phrases: Iterable[str]) -> Wake | None:
    """The phrase that a text begins with, and what follows; None if it begins with none."""
    words = text.split()
    best: Wake | None = None
    for phrase in phrases:
        wanted = _letters(phrase)
        for count in range(1, min(_MOST_WORDS, len(words)) + 1):
            far = Levenshtein.distance(_letters("".join(words[:count])), wanted) / len(wanted)
            if far <= NEAR and (best is None or 1.0 - far > best.confidence):
                best = Wake(phrase, round(1.0 - far, 3), " ".join(words[count:]))
    return best


def _letters(text: str) -> str:
    return to_jamo("".join(text.split()))
