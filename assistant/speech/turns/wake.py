"""Was an assistant called, and what was said then? What was recognised against phrases, letter by letter.

Recognition writes a called name in many ways ("하이 엘지", "하이엘쥐"): its letters (jamo) may differ
a little, its length too. What follows the phrase is the command.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from assistant.korean.jamo import to_jamo

NEAR = 0.25
"""Share of the letters of a phrase that may be other ones."""
LIKELY = 0.5
"""The same where it is known that the phrase was said."""
_MOST_WORDS = 4
SAME_VOWELS = ("ㅐㅔ", "ㅒㅖ", "ㅚㅙㅞ")
"""Told apart in writing only."""
_DRAWN_OUT = {"ㅣ": "ㅟㅢ", "ㅏ": "ㅏ", "ㅑ": "ㅏ"}
"""What the last vowel of a phrase is heard as once more: "하이 엘지 위" for "하이엘쥐"."""
_SAME = str.maketrans({other: group[0] for group in SAME_VOWELS for other in group})


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
    if not words:
        return None
    best: Wake | None = None
    for phrase in phrases:
        wanted = _letters(phrase)
        for count in range(1, min(_MOST_WORDS, len(words)) + 1):
            far = Levenshtein.distance(_letters("".join(words[:count])), wanted) / len(wanted)
            if far <= NEAR and (best is None or 1.0 - far > best.confidence):
                rest = words[count + _is_drawn_out(wanted, words[count:]) :]
                best = Wake(phrase, round(1.0 - far, 3), " ".join(rest))
    return best


def _is_drawn_out(wanted: str, words: Sequence[str]) -> bool:
    """Whether the first word is only the end of the phrase with these letters."""
    first = _letters(words[0]) if words else ""
    return len(first) == 2 and first[0] == "ㅇ" and first[1] in _DRAWN_OUT.get(wanted[-1], "")


def after_call(text: str, phrase: str) -> str:
    """What was said behind a phrase that is known to stand in front, however it was recognised."""
    wake = wake_of(text, (phrase,))
    if wake is not None:
        return wake.command
    wanted = _letters(phrase)
    cuts = [at for at in range(1, len(text) + 1) if not text[at - 1].isspace()]
    fars = {at: Levenshtein.distance(_letters(text[:at]), wanted) for at in cuts}
    best = min(fars, key=fars.__getitem__, default=0)
    if best and fars[best] <= LIKELY * len(wanted):
        return text[best:].strip()
    return text if len(_letters(text)) > len(wanted) else ""


def _letters(text: str) -> str:
    return to_jamo("".join(text.split())).translate(_SAME)
