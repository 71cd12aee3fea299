"""Names that are nearly what was said: one letter off (부싼, 춘청), two in a long name (경뿌고속또로).

Names are filed with each syllable left out in turn, so those that differ from a word in one syllable are
found by as many look-ups as it has syllables; long names also by their sounds without finals. Letters that
sound alike cost half.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from assistant.korean.jamo import INITIALS, VOWELS, decompose, is_syllable

CHEAP = 0.5
"""Cost of a letter that sounds alike; any other costs 1."""
LONG = 4
"""Syllables from which two such letters may be wrong."""
LONGEST = 10
FAR = 9.0


class Spellings:
    """The names of a gazetteer by what they look and sound like."""

    def __init__(self, names: Iterable[str]) -> None:
        self._without: dict[str, list[str]] = {}
        self._sounds: dict[str, list[str]] = {}
        for name in names:
            if not 2 <= len(name) <= LONGEST or not all(map(is_syllable, name)):
                continue
            for index in range(len(name)):
                self._without.setdefault(f"{name[:index]}_{name[index + 1 :]}", []).append(name)
            if len(name) >= LONG:
                self._sounds.setdefault(_sounds(name), []).append(name)

    def near(self, word: str) -> list[tuple[float, str]]:
        """(cost, name) of the names one letter away (two that sound alike in long words), cheapest first.

        The word itself is not among them. [] for words with anything but Hangul, and longer than `LONGEST`.
        """
        if not 2 <= len(word) <= LONGEST or not all(map(is_syllable, word)):
            return []
        found = [
            (cost, name)
            for index, char in enumerate(word)
            for name in self._without.get(f"{word[:index]}_{word[index + 1 :]}", ())
            if (cost := distance(char, name[index])) <= 1.0 and name != word
        ]
        if len(word) >= LONG and not found:
            found = [
                (cost, name)
                for name in self._sounds.get(_sounds(word), ())
                if (cost := sum(map(distance, word, name))) <= 2 * CHEAP and name != word
            ]
        return sorted(set(found))


@lru_cache(maxsize=16384)
def distance(one: str, two: str) -> float:
    """What it costs to take one syllable for another: 0.5 or 1 for one letter, `FAR` for more."""
    if one == two:
        return 0.0
    changed = [
        (where, a, b) for where, a, b in zip("ivf", decompose(one), decompose(two), strict=True) if a != b
    ]
    if len(changed) > 1:
        return FAR
    where, a, b = changed[0]
    return CHEAP if f"{where}{a}{b}" in _alike() else 1.0


def _sounds(name: str) -> str:
    """Initials and vowels, each the first of its kind, without finals: 경부 and 켱뿌 are the same."""
    return "".join(map(_sound, name))


@lru_cache(maxsize=4096)
def _sound(char: str) -> str:
    initial, vowel, _ = decompose(char)
    return _kinds()[f"i{initial}"] + _kinds()[f"v{vowel}"]


@cache
def _confusions() -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads(
        (files(__package__) / "data" / "confusions.toml").read_text(encoding="utf-8")
    )
    return found


@cache
def _alike() -> frozenset[str]:
    raw = _confusions()
    pairs = {
        f"{where}{pair[0]}{pair[1]}"
        for where, key in (("i", "initials"), ("v", "vowels"), ("f", "finals"))
        for pair in (*raw[key], *(pair[::-1] for pair in raw[key]))
    }
    # An empty final is written as nothing: "f" + "" + "ㄴ" and "f" + "ㄴ" + "" are the same.
    return frozenset(pairs | {f"f{lost}" for lost in raw["swallowed"]})


@cache
def _kinds() -> dict[str, str]:
    """Letter -> the first letter of all that are linked to it by confusions."""
    kinds = {f"i{letter}": letter for letter in INITIALS} | {f"v{letter}": letter for letter in VOWELS}
    for where, key in (("i", "initials"), ("v", "vowels")):
        for pair in _confusions()[key]:
            one, two = pair[0], pair[1]
            old, new = kinds[f"{where}{two}"], kinds[f"{where}{one}"]
            kinds.update({k: new for k, kind in kinds.items() if k[0] == where and kind == old})
    return kinds


@cache
def ordinary_words() -> frozenset[str]:
    """Words of the language that are nearly place names (tools/places/build_near_words.py)."""
    return frozenset((files(__package__) / "data" / "near_words.txt").read_text(encoding="utf-8").split())
