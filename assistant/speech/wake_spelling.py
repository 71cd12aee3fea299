"""A phrase in the words and pieces of words that a recogniser knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.korean.jamo import NEUTRAL, TENSE, compose, decompose, final_of, is_syllable
from assistant.speech.readings import CONTINUES
from assistant.speech.turns.wake import SAME_VOWELS

Known = Callable[[str], bool]


def spell(phrase: str, known: Known) -> tuple[str, ...]:
    """As few of them as possible; () if it cannot be spelt.

    "하이 엘지" as it is written if those are words, else of any pieces: 하 이 엘 지. A syllable that is in
    none may be written as another that sounds the same: 쩨니야 is listened for as 째 니 야."""
    written = tuple(phrase.split())
    if written and all(known(word) for word in written):
        return written
    letters = "".join(written)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(end):
            before, found = best[start], best[end]
            if before is None or (found is not None and len(before) + 1 >= len(found)):
                continue
            piece = _tense(letters[start - 1], letters[start:end]) if start else letters[:end]
            word = next((w for w in _written(piece, letters[start:end], start) if known(w)), None)
            if word is not None:
                best[end] = (*before, word)
    return best[-1] or ()


def _written(piece: str, letters: str, start: int) -> Iterator[str]:
    for said in (piece, *_same(piece), letters):
        yield said
        if start:
            yield CONTINUES + said


def _tense(before: str, piece: str) -> str:
    """The piece as it is said behind another: 빅스비 is said 빅쓰비."""
    if not (is_syllable(before) and is_syllable(piece[0])):
        return piece
    initial, vowel, final = decompose(piece[0])
    behind = final_of(before)
    if behind == "ㅎ" or NEUTRAL.get(behind) not in ("ㄱ", "ㄷ", "ㅂ") or initial not in TENSE:
        return piece
    return compose(TENSE[initial], vowel, final) + piece[1:]


def _same(piece: str) -> Iterator[str]:
    """Other syllables that sound like this one."""
    if not is_syllable(piece):
        return
    initial, vowel, final = decompose(piece)
    for group in SAME_VOWELS:
        if vowel in group:
            yield from (compose(initial, other, final) for other in group if other != vowel)
