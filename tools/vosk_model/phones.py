"""The sounds that the network tells apart: 34 phones, silence and noise.

Initials and finals are different phones, y and w of diphthongs stand by themselves, ㅐ and ㅔ are one."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.korean.jamo import FINALS, INITIALS, VOWELS, decompose

SILENCE = "SIL"
NOISE = "SPN"
"""Speech that is none of the words listened for."""

_INITIAL = dict(
    zip(INITIALS, "g gg n d dd r m b bb s ss - j jj ch k t p h".split(), strict=True)
)  # fmt: skip
_VOWEL = dict(
    zip(
        VOWELS,
        "a|E|y a|y E|eo|E|y eo|y E|o|w a|w E|w E|y o|u|w eo|w E|w i|y u|eu|eu i|i".split("|"),
        strict=True,
    )
)
_FINAL = dict(zip("ㄱㄴㄷㄹㅁㅂㅇ", "K N T L M P NG".split(), strict=True))

PHONES = (
    SILENCE,
    *sorted(set(_INITIAL.values()) - {"-"}),
    *sorted({phone for vowel in _VOWEL.values() for phone in vowel.split()}),
    *sorted(_FINAL.values()),
)
"""Silence first; a phone's place is its output of the network. Noise comes after them."""
INDEX = {phone: index for index, phone in enumerate((*PHONES, NOISE))}
CLASSES = len(INDEX)
SEMIVOWELS = frozenset({"y", "w"})
SOUND_VOWELS = frozenset({"a", "E", "eo", "o", "u", "eu", "i"})


def phones_of(said: Iterable[str]) -> list[str]:
    """Phones of syllables in pronounced spelling. Raises ValueError for a final that nobody can say."""
    found: list[str] = []
    for char in said:
        initial, vowel, final = decompose(char)
        if final and final not in _FINAL:
            raise ValueError(f"{char} is not written as it sounds: {final} in {FINALS}")
        if _INITIAL[initial] != "-":
            found.append(_INITIAL[initial])
        found += _VOWEL[vowel].split()
        if final:
            found.append(_FINAL[final])
    return found
