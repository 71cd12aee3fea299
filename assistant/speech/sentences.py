"""Cutting Korean text into sentences, so that the first can sound while the next is still being made."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 160
"""Characters, some 30 seconds of speech. Longer sentences are cut at a pause."""

# A full stop ends a sentence only before a space or the end (3.5km, 2023.8.9. do not), and not after a lone
# number, which is a list mark (1. 2.).
_END = re.compile(r"(?:(?<!\d)\.(?!\d)|[?!。？！…]|\.{2,})[.?!…]*['\"’”」』)\]]*(?=\s|$)|\n+")
_PAUSE = re.compile(r"[,;:·]\s|\s")


def sentences(text: str, *, longest: int = LONGEST) -> Iterator[str]:
    """The sentences of a text in order, trimmed, none empty, none longer than `longest` characters.

    Too long a sentence is cut after its last comma that fits, else at its last space, else in the middle of
    a word.
    """
    if longest < 1:
        raise ValueError(f"longest must be at least 1, not {longest}")
    start = 0
    for end in [match.end() for match in _END.finditer(text)] + [len(text)]:
        sentence = text[start:end].strip()
        start = end
        if sentence:
            yield from _cut(sentence, longest)


def _cut(sentence: str, longest: int) -> Iterator[str]:
    while len(sentence) > longest:
        head = sentence[:longest]
        pauses = list(_PAUSE.finditer(head))
        commas = [match.end() for match in pauses if match[0].strip()]
        place = (commas or [match.end() for match in pauses] or [longest])[-1]
        piece = sentence[:place].strip()
        if piece:
            yield piece
        sentence = sentence[place:].strip()
    if sentence:
        yield sentence
