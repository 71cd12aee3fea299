"""When each of our phones sounds, from the times of espeak-ng's own phonemes.

The two alphabets differ, so the cheapest way to match the two rows is taken (edit distance with costs
by likeness)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tools.vosk_model.phones import SEMIVOWELS, SILENCE, SOUND_VOWELS

_VOWELS = {
    "a": "a", "E": "E", "e": "E", "@": "eo", "o": "o", "u": "u", "u-": "eu", "i": "i", "j": "y", "w": "w",
}  # fmt: skip
_CONSONANTS = {
    "g": "g gg k K NG", "q": "g gg k K", "k": "g gg k K", "d": "d dd t T", "t": "d dd t T", "b": "b bb p P",
    "p": "b bb p P", "s": "s ss", "tS": "j jj ch", "dZ": "j jj ch", "h": "h ch k t p", "n": "n N", "m": "m M",
    "N": "NG", "L": "L r", "*": "r L", "l": "L r",
}  # fmt: skip
_PAUSES = frozenset({"_:", "_", "_|", "_!"})
_SKIP_OURS, _SKIP_SILENCE, _SKIP_THEIRS, _SKIP_BREATH = 1.8, 0.2, 1.5, 0.3
_SHORTEST_S = 0.03
_FINAL_SHARE = 0.4
"""A phone without time of its own gets this much of the one before it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One phone in time, seconds."""

    phone: str
    start_s: float
    end_s: float


@cache
def _cost(ours: str, theirs: str) -> float:
    if ours == SILENCE:
        return 0.0 if theirs in _PAUSES else 6.0
    if theirs.startswith("_"):
        return 6.0
    vowel_like = ours in SOUND_VOWELS or ours in SEMIVOWELS
    if theirs in _VOWELS:
        return 0.0 if _VOWELS[theirs] == ours else (2.0 if vowel_like else 4.0)
    for name in (theirs, theirs.rstrip(";-:,")):
        if name in _CONSONANTS:
            return 0.0 if ours in _CONSONANTS[name].split() else (4.0 if vowel_like else 2.5)
    return 3.0


def _skip_theirs(name: str) -> float:
    return _SKIP_BREATH if name in ("h", ";") or name.startswith("_") else _SKIP_THEIRS


def match(ours: Sequence[str], theirs: Sequence[tuple[float, str]]) -> tuple[list[float | None], float]:
    """When each of ours begins (None: it has no sound of its own), and the cost of the match."""
    rows, columns = len(ours), len(theirs)
    skips = [_skip_theirs(name) for _, name in theirs]
    before = [0.0]
    for cost in skips:
        before.append(before[-1] + cost)
    steps: list[bytearray] = [bytearray(b"e" * (columns + 1))]
    for phone in ours:
        own = _SKIP_SILENCE if phone == SILENCE else _SKIP_OURS
        row, step = [before[0] + own], bytearray(b"s" * (columns + 1))
        for column, (_, name) in enumerate(theirs):
            best, kind = before[column] + _cost(phone, name), ord("m")
            if (other := row[column] + skips[column]) < best:
                best, kind = other, ord("e")
            if (other := before[column + 1] + own) < best:
                best, kind = other, ord("s")
            row.append(best)
            step[column + 1] = kind
        steps.append(step)
        before = row
    starts: list[float | None] = [None] * rows
    row_at, column_at = rows, columns
    while row_at or column_at:
        kind = steps[row_at][column_at]
        if kind == ord("m"):
            row_at, column_at = row_at - 1, column_at - 1
            starts[row_at] = theirs[column_at][0]
        elif kind == ord("e"):
            column_at -= 1
        else:
            row_at -= 1
    return starts, before[-1]


def segments(ours: Sequence[str], starts: Sequence[float | None], end_s: float) -> list[Segment]:
    """Phones in time: pauses that were not made are dropped, sounds without time take from the one before."""
    kept = [
        (phone, start)
        for index, (phone, start) in enumerate(zip(ours, starts, strict=True))
        if phone != SILENCE or start is not None or index in (0, len(ours) - 1)
    ]
    phones = [phone for phone, _ in kept]
    times = [start for _, start in kept]
    times[0] = 0.0
    if times[-1] is None:
        times[-1] = end_s
    known = [index for index, start in enumerate(times) if start is not None]
    filled: list[float] = []
    for left, right in zip(known, [*known[1:], len(times)], strict=True):
        low = times[left] or 0.0
        high = end_s if right == len(times) else (times[right] or 0.0)
        filled += [low + (high - low) * step / (right - left) for step in range(right - left)]
    for index in range(1, len(filled) - 1):
        lasts = filled[index + 1] - filled[index]
        if lasts >= _SHORTEST_S or SILENCE in phones[index - 1 : index + 1]:
            continue
        before = filled[index] - filled[index - 1]
        if before > 2.2 * _SHORTEST_S:
            filled[index] -= min(before * _FINAL_SHARE, before - _SHORTEST_S)
    ends = [*filled[1:], end_s]
    return [Segment(*each) for each in zip(phones, filled, ends, strict=True)]
