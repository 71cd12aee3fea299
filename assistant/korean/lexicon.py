"""Words that name a way of travelling or a hazard, found in running text with their offsets.

The words live in `data/lexicon.toml`; this module compiles them and scans. The values are those of
`Mode` and `Hazard` in `assistant.risk.model`, as plain strings: `korean` imports nothing of ours.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.korean.folding import Folding, folding

_DATA = Path(__file__).with_name("data") / "lexicon.toml"
# A word that starts here does not continue a longer one.
_WORD_START = r"(?<![가-힣A-Za-z0-9])"


@dataclass(frozen=True, slots=True)
class LexMatch:
    """One word of the lexicon in a text: `text == source[start:end]`."""

    text: str
    start: int
    end: int
    value: str
    """A `Mode` or `Hazard` value ("train", "heavy_rain")."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A compiled part of the lexicon."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    exceptions: re.Pattern[str]
    folding: Folding
    rejected: re.Pattern[str]
    """What follows a word that is taken back ("말고")."""


def find_modes(text: str) -> list[LexMatch]:
    """Ways of travelling in `text`, in order, without overlaps ("기차로" -> 기차, train).

    What is taken back is left out: "비행기 말고 배로" is a ship.
    """
    return _find(text, _table("mode"))


def find_hazards(text: str) -> list[LexMatch]:
    """Hazards in `text`, in order, without overlaps ("비가 많이" -> 비, heavy_rain)."""
    return _find(text, _table("hazard"))


def _find(text: str, table: _Table) -> list[LexMatch]:
    read = table.folding.fold(text)
    blocked = bytearray(len(text))
    for match in table.exceptions.finditer(read):
        blocked[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    found = []
    for value, pattern in table.patterns:
        for match in pattern.finditer(read):
            start, end = match.span("word") if "word" in pattern.groupindex else match.span()
            if start < end and not all(blocked[start:end]):
                found.append(LexMatch(text[start:end], start, end, value))
    # The longest word wins where two overlap ("지진해일" over "지진"); at a tie the earlier table entry.
    kept: list[LexMatch] = []
    taken = bytearray(len(text))
    for word in sorted(found, key=lambda m: m.start - m.end):
        if not any(taken[word.start : word.end]):
            kept.append(word)
            taken[word.start : word.end] = b"\x01" * (word.end - word.start)
    kept = [word for word in kept if not table.rejected.match(read, word.end)]
    return sorted(kept, key=lambda m: m.start)


@cache
def _table(name: str) -> _Table:
    """The compiled `[[name]]` entries. Raises ValueError, naming the entry, for a bad pattern."""
    with _DATA.open("rb") as file:
        data = tomllib.load(file)
    particles = "|".join(sorted(data["particles"], key=len, reverse=True))
    pieces: Mapping[str, str] = data["pieces"]

    def compiled(pattern: str, owner: str) -> re.Pattern[str]:
        while found := re.search(r"<([A-Z]+)>", pattern):
            pattern = pattern.replace(found[0], pieces[found[1]])
        try:
            return re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{_DATA.name}: bad pattern under {owner!r}: {error}") from error

    patterns = tuple(
        (entry["value"], compiled(pattern, entry["value"]))
        for entry in data[name]
        for pattern in _entry_patterns(entry, particles)
    )
    outside = data[f"{name}_exceptions"]
    exceptions = "|".join(f"(?:{e})" for e in outside["patterns"]) or r"(?!)"
    return _Table(
        patterns=patterns,
        exceptions=compiled(exceptions, f"{name}_exceptions"),
        folding=folding(word for entry in data[name] for word in entry.get("words", ())),
        rejected=compiled(outside.get("rejected", r"(?!)"), f"{name}_exceptions"),
    )


def _entry_patterns(entry: Mapping[str, Any], particles: str) -> Iterable[str]:
    """The regular expressions of one entry, from its three kinds of lists."""
    if words := entry.get("words"):
        longest_first = sorted(words, key=len, reverse=True)
        yield "|".join(re.escape(word).replace(r"\ ", " ?") for word in longest_first)
    if bounded := entry.get("bounded"):
        yield f"{_WORD_START}(?P<word>{'|'.join(bounded)})(?=(?:{particles})?(?![가-힣A-Za-z0-9]))"
    yield from entry.get("patterns", ())
