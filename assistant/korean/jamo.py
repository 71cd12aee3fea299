"""Hangul letters: taking syllables apart, putting them together, and comparing words letter by letter.

Letters are the compatibility jamo that people see on a keyboard (ㄱ U+3131 ... ㅣ U+3163), not the conjoining
ones, so that the output can be read, printed and typed. Syllables are the 11,172 of Unicode, laid out as
`0xAC00 + (initial * 21 + vowel) * 28 + final` (The Unicode Standard, section 3.12).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

_FIRST = 0xAC00
_LAST = 0xD7A3
_INITIAL = {letter: index for index, letter in enumerate(INITIALS)}
_VOWEL = {letter: index for index, letter in enumerate(VOWELS)}
_FINAL = {letter: index for index, letter in enumerate(FINALS)}
# Finals made of two consonants come apart when a vowel follows: 닭 + ㅣ is 달기.
_CLUSTERS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
NEUTRAL = {
    written: said
    for said, group in {
        "ㄱ": "ㄱㄲㅋㄳㄺ", "ㄴ": "ㄴㄵㄶ", "ㄷ": "ㄷㅅㅆㅈㅊㅌㅎ", "ㄹ": "ㄹㄼㄽㄾㅀ",
        "ㅁ": "ㅁㄻ", "ㅂ": "ㅂㅍㅄㄿ", "ㅇ": "ㅇ",
    }.items()
    for written in group
}  # fmt: skip
"""The seven finals that are said, by those that are written (Standard Pronunciation, rules 8 to 11)."""
TENSE = dict(zip("ㄱㄷㅂㅅㅈ", "ㄲㄸㅃㅆㅉ", strict=True))
"""What becomes of an initial behind a final that is said ㄱ, ㄷ or ㅂ (rule 23)."""


class Syllable(NamedTuple):
    """The letters of one syllable; `final` is empty for an open one."""

    initial: str
    vowel: str
    final: str


def is_syllable(char: str) -> bool:
    """Whether `char` is one whole Hangul syllable."""
    return len(char) == 1 and _FIRST <= ord(char) <= _LAST


def decompose(char: str) -> Syllable:
    """Take one syllable apart: 강 is (ㄱ, ㅏ, ㅇ). Raises ValueError for anything else."""
    if not is_syllable(char):
        raise ValueError(f"not one Hangul syllable: {char!r}")
    rest, final = divmod(ord(char) - _FIRST, len(FINALS))
    initial, vowel = divmod(rest, len(VOWELS))
    return Syllable(INITIALS[initial], VOWELS[vowel], FINALS[final])


def compose(initial: str, vowel: str, final: str = "") -> str:
    """Put one syllable together. Raises ValueError for letters that cannot stand in their place."""
    try:
        block = _INITIAL[initial] * len(VOWELS) + _VOWEL[vowel]
        return chr(_FIRST + block * len(FINALS) + _FINAL[final])
    except KeyError as error:
        raise ValueError(f"no such syllable: {initial!r} {vowel!r} {final!r}") from error


def to_jamo(text: str) -> str:
    """Spell every syllable out in letters and leave the rest: "부산역 A" is "ㅂㅜㅅㅏㄴㅇㅕㄱ A".

    Conjoining jamo (text decomposed by macOS) are composed first, so that both spellings agree.
    """
    return "".join("".join(decompose(c)) if is_syllable(c) else c for c in unicodedata.normalize("NFC", text))


def from_jamo(letters: str) -> str:
    """Compose letters into syllables as a keyboard does, the inverse of `to_jamo` for whole syllables.

    A consonant before a vowel starts the next syllable (ㄱㅏㄱㅣ is 가기). Letters that fit nowhere stay.
    """
    out: list[str] = []
    position = 0
    while position < len(letters):
        initial, vowel = letters[position], letters[position + 1 : position + 2]
        if initial not in _INITIAL or vowel not in _VOWEL or not vowel:
            out.append(initial)
            position += 1
            continue
        final = letters[position + 2 : position + 3]
        after = letters[position + 3 : position + 4]
        if final and final in _FINAL and not (after and after in _VOWEL and final in _INITIAL):
            out.append(compose(initial, vowel, final))
            position += 3
        else:
            out.append(compose(initial, vowel))
            position += 2
    return "".join(out)


def final_of(char: str) -> str:
    """The final consonant of a syllable, or an empty string (also for what is no syllable)."""
    return decompose(char).final if is_syllable(char) else ""


def has_final(text: str) -> bool:
    """Whether the last character is a syllable closed by a consonant: 부산 yes, 제주 no."""
    return bool(text) and bool(final_of(text[-1]))


def with_final(char: str, final: str) -> str:
    """The same syllable closed by another consonant: 가 with ㄴ is 간."""
    syllable = decompose(char)
    return compose(syllable.initial, syllable.vowel, final)


def split_cluster(final: str) -> str:
    """The one or two consonants a final is made of: ㄺ is ㄹㄱ."""
    return _CLUSTERS.get(final, final)


def initials_of(text: str) -> str:
    """First letters of the syllables, as people type in search boxes: 강남역 is ㄱㄴㅇ."""
    return "".join(decompose(c).initial if is_syllable(c) else c for c in text)


def edit_distance(left: str, right: str, *, limit: int | None = None) -> int:
    """Levenshtein distance in letters: 부산 to 부선 is 1, 부산 to 북산 is 1.

    With `limit`, stops as soon as the distance must exceed it and answers `limit + 1`.
    """
    return sequence_distance(to_jamo(left), to_jamo(right), limit=limit)


def sequence_distance(left: Sequence[str], right: Sequence[str], *, limit: int | None = None) -> int:
    """Levenshtein distance of two sequences, for callers that keep their words spelt out already."""
    if limit is not None and abs(len(left) - len(right)) > limit:
        return limit + 1
    previous = list(range(len(right) + 1))
    for row, mine in enumerate(left, start=1):
        current = [row]
        for column, theirs in enumerate(right, start=1):
            change = previous[column - 1] + (mine != theirs)
            current.append(min(previous[column] + 1, current[column - 1] + 1, change))
        if limit is not None and min(current) > limit:
            return limit + 1
        previous = current
    return previous[-1] if limit is None else min(previous[-1], limit + 1)


def similarity(left: str, right: str) -> float:
    """1.0 for equal words down to 0.0: one minus the edit distance over the longer word's letters."""
    longest = max(len(to_jamo(left)), len(to_jamo(right)))
    return 1.0 if longest == 0 else 1.0 - edit_distance(left, right) / longest


def ngrams(text: str, size: int, *, pad: str = "") -> Iterator[str]:
    """Overlapping runs of `size` letters of the spelt-out text; `pad` marks both ends ("#ㄱㅏ#").

    Text shorter than `size` gives itself once, so that short words still have a feature.
    """
    if size < 1:
        raise ValueError(f"size must be at least 1, not {size}")
    letters = f"{pad}{to_jamo(text)}{pad}"
    if not letters:
        return
    for start in range(max(1, len(letters) - size + 1)):
        yield letters[start : start + size]
