"""Misspelt and misheard words read as what was meant, letter by letter and without moving an offset.

A word of a closed class (비행기, 태풍, 침수) has few neighbours: a letter that sounds alike, or lies
beside on the keyboard, makes 비헹기, 테풍 or 침쑤. All of them are made beforehand, so that reading a text
is looking up its pieces. A short word is only tolerant where the misspelling is no word itself
(`data/folding.toml`).
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.korean.jamo import Syllable, compose, decompose, is_syllable

_DATA = Path(__file__).with_name("data") / "folding.toml"
_HANGUL = re.compile(r"[가-힣]{2,}")


@dataclass(frozen=True, slots=True)
class Folding:
    """Misspellings of some words, ready for reading."""

    variants: Mapping[str, str]
    """Misspelt -> meant, of the same length."""
    inside: frozenset[str]
    """Those that may also stand inside a longer run of syllables (부산비헹기)."""
    longest: int

    def fold(self, text: str) -> str:
        """`text` with the words that were meant, `len(text)` characters long."""
        for pattern, to in _likes().spelling:
            text = pattern.sub(to, text)
        return _HANGUL.sub(lambda run: self._fold_run(run.group()), text) if self.variants else text

    def _fold_run(self, run: str) -> str:
        position = 0
        while position < len(run) - 1:
            for size in range(min(self.longest, len(run) - position), 1, -1):
                piece = run[position : position + size]
                meant = self.variants.get(piece)
                if meant is not None and (position == 0 or piece in self.inside):
                    run = run[:position] + meant + run[position + size :]
                    position += size - 1
                    break
            position += 1
        return run


def folding(words: Iterable[str]) -> Folding:
    """The misspellings of `words`; spaces in a word are left out, what is not all Hangul is passed over."""
    meant = {"".join(word.split()) for word in words}
    meant = {word for word in meant if len(word) > 1 and all(map(is_syllable, word))}
    likes = _likes()
    variants: dict[str, str] = {}
    # The shorter word last: 열자 is 열차, whatever longer words it is part of.
    for word in sorted(meant, key=lambda word: (-len(word), word)):
        for variant in _variants(word, likes):
            if variant not in meant and variant not in likes.ordinary:
                variants[variant] = word
    inside = frozenset(variant for variant in variants if len(variant) >= likes.long)
    return Folding(variants, inside, max(map(len, variants), default=0))


@dataclass(frozen=True, slots=True)
class _Likes:
    """The compiled table: the letters that stand for each letter, by its place in the syllable."""

    sounds: tuple[Mapping[str, str], ...]
    long_sounds: tuple[Mapping[str, str], ...]
    keys: Mapping[str, str]
    long: int
    ordinary: frozenset[str]
    spelling: tuple[tuple[re.Pattern[str], str], ...]


def _variants(word: str, likes: _Likes) -> Iterator[str]:
    """Every word that differs from `word` in one letter that is easily taken for it."""
    for place, char in enumerate(word):
        syllable = decompose(char)
        for part, letter in enumerate(syllable):
            others = likes.sounds[part].get(letter, "")
            if len(word) >= likes.long:
                others += likes.long_sounds[part].get(letter, "") + likes.keys.get(letter, "")
            for other in dict.fromkeys(others):
                if changed := _composed(syllable, part, other):
                    yield word[:place] + changed + word[place + 1 :]
        if len(word) >= likes.long and 0 < place < len(word) - 1 and syllable.final:
            yield word[:place] + compose(syllable.initial, syllable.vowel) + word[place + 1 :]


def _composed(syllable: Syllable, part: int, letter: str) -> str | None:
    letters = list(syllable)
    letters[part] = letter
    try:
        return compose(*letters)
    except ValueError:
        return None  # ㄸ is no final


@cache
def _likes() -> _Likes:
    with _DATA.open("rb") as file:
        data = tomllib.load(file)
    table = data["likes"]
    keys: dict[str, str] = {}
    for row in table["rows"]:
        for left, right in itertools.pairwise(row):
            keys[left] = keys.get(left, "") + right
            keys[right] = keys.get(right, "") + left
    return _Likes(
        sounds=tuple(_groups(table[part]) for part in ("initials", "vowels", "finals")),
        long_sounds=tuple(_groups(table[f"long_{part}"]) for part in ("initials", "vowels", "finals")),
        keys=keys,
        long=table["long"],
        ordinary=frozenset(data["ordinary"]["words"]),
        spelling=tuple((re.compile(entry["pattern"]), entry["to"]) for entry in data["spelling"]),
    )


def _groups(groups: Iterable[str]) -> Mapping[str, str]:
    likes: dict[str, str] = {}
    for group in groups:
        for letter in group:
            likes[letter] = likes.get(letter, "") + group.replace(letter, "")
    return likes
