"""The data sets as noise would have them: the same meanings, said or typed badly (`korean.noise`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from random import Random

from assistant.evaluation.datasets import DataSet
from assistant.korean.lexicon import find_hazards, find_modes
from assistant.korean.noise import Kind, corrupt
from assistant.korean.times import find_times
from assistant.places.gazetteer import load_gazetteer

_NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001 - only whether a time is there matters


def damaged(
    data: DataSet, level: int, seed: int, *, copies: int = 1, kinds: Collection[Kind] | None = None
) -> DataSet:
    """Every line corrupted `copies` times, the same for the same seed whatever other lines there are.

    With `kinds` only such changes are made, and lines that they cannot change are left out.
    """

    def worse(text: str, copy: int) -> str:
        rng = Random(f"{seed}|{copy}|{level}|{text}")  # noqa: S311 - repeatable damage, no secrets
        return corrupt(text, rng, level, means_another, kinds).text

    lines = (replace(line, text=worse(line.text, copy)) for copy in range(copies) for line in data.lines)
    if kinds is None:
        return replace(data, lines=tuple(lines))
    before = [line.text for line in data.lines] * copies
    return replace(
        data, lines=tuple(line for line, text in zip(lines, before, strict=True) if line.text != text)
    )


@lru_cache(maxsize=8192)
def means_another(before: str, after: str) -> bool:
    """Whether a changed word says something else: another place (안산 -> 아산), time, mode or hazard."""
    return _other_place(before, after) or bool(_values(after) - _values(before))


def _other_place(before: str, after: str) -> bool:
    names = _names()
    return any(
        after[:size] in names and before[:size] != after[:size] for size in range(2, min(len(after), 8) + 1)
    )


@cache
def _names() -> frozenset[str]:
    return frozenset(load_gazetteer().names())


def _values(word: str) -> set[str]:
    found = {match.value for match in (*find_modes(word), *find_hazards(word))}
    return found | {f"{span.start}{span.end}" for span in find_times(word, _NOW)}
