"""Rows of recognised words as readings: pieces put together, rows that say the same made one, and how sure
each word is."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.speech.stt import Word

CONTINUES = "+"
"""Before a piece that belongs to the word before it: our own model knows many words only in pieces."""
UNKNOWN = "[unk]"
"""Vosk's garbage word."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the sound."""

    words: tuple[Word, ...]
    score: float
    """Natural logarithm, 0.0 for the best."""

    @property
    def text(self) -> str:
        """The words with spaces between them."""
        return " ".join(word.text for word in self.words)


def readings_of(result: str, began_s: float) -> list[Reading]:
    """Of Vosk's JSON with alternatives, the best first; [] when nothing was said. Times count from `began_s`.

    Rows with the same words add up: one word may be written in several ways out of pieces."""
    found: dict[str, tuple[tuple[Word, ...], list[float]]] = {}
    for row in json.loads(result).get("alternatives", []):
        words = tuple(whole(_words(row, began_s)))
        found.setdefault(Reading(words, 0.0).text, (words, []))[1].append(float(row["confidence"]))
    sums = sorted(((_sum(scores), words) for words, scores in found.values()), key=lambda pair: -pair[0])
    if not sums or not sums[0][1]:
        return []
    return [Reading(words, score - sums[0][0]) for score, words in sums]


def _words(row: dict[str, list[dict[str, float | str]]], began_s: float) -> list[Word]:
    return [
        Word(
            str(each["word"]),
            round(max(0.0, float(each["start"]) - began_s), 3),
            round(max(0.0, float(each["end"]) - began_s), 3),
        )
        for each in row.get("result", [])
        if each["word"] != UNKNOWN
    ]


def _sum(logs: Sequence[float]) -> float:
    top = max(logs)
    return top + math.log(sum(math.exp(each - top) for each in logs))


def whole(pieces: Sequence[Word]) -> list[Word]:
    """Words out of pieces. A word is as sure as its least sure piece."""
    found: list[Word] = []
    for piece in pieces:
        if not piece.text.startswith(CONTINUES) or not found:
            found.append(replace(piece, text=piece.text.removeprefix(CONTINUES)))
            continue
        before = found[-1]
        text = before.text + piece.text.removeprefix(CONTINUES)
        found[-1] = Word(text, before.start_s, piece.end_s, min(before.confidence, piece.confidence))
    return found


def confident(readings: Sequence[Reading]) -> list[Word]:
    """Words of the best reading, each with the share of the readings that have it at its time."""
    shares = [math.exp(reading.score) for reading in readings]
    total = sum(shares)
    return [
        replace(
            word,
            confidence=round(
                sum(
                    share
                    for share, reading in zip(shares, readings, strict=True)
                    if any(_same(word, other) for other in reading.words)
                )
                / total,
                3,
            ),
        )
        for word in readings[0].words
    ]


def _same(one: Word, other: Word) -> bool:
    return one.text == other.text and one.start_s < other.end_s and other.start_s < one.end_s


def together(parts: Sequence[Sequence[Reading]], count: int) -> list[Reading]:
    """The best readings of parts that follow each other, the best first."""
    found = [Reading((), 0.0)]
    for readings in parts:
        joined = [
            Reading((*before.words, *after.words), before.score + after.score)
            for before in found
            for after in readings
        ]
        found = sorted(joined, key=lambda reading: -reading.score)[:count]
    return found
