"""The tables of `data/noise.toml`, compiled once."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

_DATA = Path(__file__).with_name("data") / "noise.toml"
_ENDING = r"(?=[?.!~ㅋㅠ ]*$)"


class Kind(StrEnum):
    """What happened to a piece of the text."""

    SPACE_LOST = "space_lost"
    SPACE_WRONG = "space_wrong"
    SPACES_GONE = "spaces_gone"
    """Every space of the sentence."""
    SOUND = "sound"
    """One letter heard as one that sounds alike (ㅐ/ㅔ, ㅂ/ㅍ)."""
    FINAL_LOST = "final_lost"
    """A final consonant swallowed."""
    SPELLING = "spelling"
    """Spelt by ear or by mistake, or shortened (안전해여, 갠찮아, 담주)."""
    SLIP = "slip"
    """The key beside, or no shift."""
    NUMBER = "number"
    """3시 for 세 시, or the other way."""
    PARTICLE = "particle"
    """A particle left out."""
    FILLER = "filler"
    DIALECT = "dialect"
    WAKE_WORD = "wake_word"
    """Left in front by the recogniser."""
    MARK = "mark"
    """A punctuation mark lost or put in."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A pattern and what may stand in its place."""

    pattern: re.Pattern[str]
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberRule:
    """Units whose numbers are said in one way."""

    kind: str
    """hour, count or sino."""
    units: str
    """A regular expression."""
    not_before: str


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything of the file."""

    levels: tuple[Mapping[str, Any], ...]
    weights: Mapping[Kind, int]
    protected: re.Pattern[str]
    shortest: int
    sounds: Mapping[str, Mapping[str, tuple[str, ...]]]
    """"initial", "vowel" or "final" -> letter -> letters that sound alike."""
    swallowed: frozenset[str]
    keys: Mapping[str, tuple[str, ...]]
    """Letter -> letters a slip gives."""
    fillers: tuple[str, ...]
    filler_places: re.Pattern[str]
    """Ends where a filler may come."""
    wake_words: tuple[str, ...]
    marks: tuple[str, ...]
    split: re.Pattern[str]
    particles: tuple[re.Pattern[str], ...]
    spelling: tuple[Rewrite, ...]
    dialect: tuple[Rewrite, ...]
    numbers: tuple[NumberRule, ...]

    def amount(self, level: int, rng: Random) -> tuple[int, int]:
        """(number of changes, how many of them may change letters) of a level."""
        row = self.levels[level - 1]
        return rng.randint(*row["changes"]), row["letters"]


@cache
def tables() -> Tables:
    """The tables. Raises ValueError, naming the pattern, for a bad one."""
    with _DATA.open("rb") as file:
        data = tomllib.load(file)
    sound = data["sound"]
    return Tables(
        levels=tuple(data["level"]),
        weights={Kind(name): weight for name, weight in data["weight"].items()},
        protected=_compiled(
            f"(?:{'|'.join((*data['protected']['patterns'], *_time_words()))})[가-힣]*",
        ),
        shortest=data["protected"]["shortest"],
        sounds={
            "initial": _likes(sound["initials"]),
            "vowel": _likes(sound["vowels"], sound["vowels_one_way"]),
            "final": _likes(sound["finals"], sound["finals_one_way"]),
        },
        swallowed=frozenset(sound["swallowed"]),
        keys=_keys(data["keys"]),
        fillers=tuple(data["around"]["fillers"]),
        filler_places=_compiled(rf"(?:{'|'.join(data['around']['filler_after'])}) (?=[가-힣])"),
        wake_words=tuple(data["around"]["wake_words"]),
        marks=tuple(data["around"]["marks"]),
        split=_compiled("|".join(map(re.escape, data["split"]["before"]))),
        particles=tuple(_compiled(entry["pattern"]) for entry in data["particle"]),
        spelling=tuple(_rewrite(entry) for entry in data["spelling"]),
        dialect=tuple(_rewrite(entry, _ENDING) for entry in data["dialect"]),
        numbers=tuple(
            NumberRule(entry["kind"], "|".join(map(re.escape, entry["units"])), entry["not_before"])
            for entry in data["number"]
        ),
    )


def _rewrite(entry: Mapping[str, Any], ending: str = "") -> Rewrite:
    return Rewrite(_compiled(f"(?:{entry['pattern']}){ending}"), tuple(entry["to"]))


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{_DATA.name}: bad pattern {pattern!r}: {error}") from error


def _time_words() -> Iterator[str]:
    """Words of time of two syllables and more, from the tables of the finder; a space may be missing."""
    for name in ("times.toml", "times_holidays.toml"):
        for word in _words(tomllib.loads(_DATA.with_name(name).read_text(encoding="utf-8"))):
            if re.fullmatch(r"[가-힣][가-힣 ]*[가-힣]", word):
                yield word.replace(" ", " ?")


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from node
        for inner in node.values():
            yield from _words(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _words(inner)


def _likes(both_ways: list[list[str]], one_way: list[list[str]] | None = None) -> dict[str, tuple[str, ...]]:
    """Letter -> letters that it may be heard as."""
    found: dict[str, list[str]] = {}
    for one, other in both_ways:
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    for one, other in one_way or ():
        found.setdefault(one, []).append(other)
    return {letter: tuple(others) for letter, others in found.items()}


def _keys(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in data["rows"]:
        for left, right in itertools.pairwise(row):
            found.setdefault(left, []).append(right)
            found.setdefault(right, []).append(left)
    for shifted, plain in data["shifted"]:
        found.setdefault(shifted, []).append(plain)
    return {letter: tuple(others) for letter, others in found.items()}
