"""The words before the values in Korean confirmations: which label a line begins with."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.journeys.bookings.written import clock_in

MAX_LINES = 3_000
_HEADING = re.compile(r"예약|예매|확정|안내|완료|고객|문의|\]")


def labelled(line: str) -> tuple[str, str]:
    """The meaning of the label that begins a line, and what follows it."""
    for word, meaning in _labels():
        match = _pattern(word).match(line)
        if match:
            return meaning, line[match.end() :].strip(" :：|\t]】)-")
    return "", line


@cache
def _labels() -> tuple[tuple[str, str], ...]:
    def pairs() -> Iterator[tuple[str, str]]:
        for meaning, words in tables()["labels"].items():
            yield from ((word, meaning) for word in words)

    return tuple(sorted(pairs(), key=lambda pair: -len(pair[0])))


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """The label with any spaces between its letters, and not as the beginning of a longer word."""
    return re.compile(r"[\[【<(]?\s?" + r"\s{0,3}".join(map(re.escape, word)) + r"(?=[\s:：|\]】)\-]|$)")


@cache
def tables() -> dict[str, Any]:
    """The words of `data/labels.toml`."""
    return tomllib.loads(files(__package__).joinpath("data/labels.toml").read_text("utf-8"))


def lodging_in(text: str) -> str:
    """The line that names a lodging without a label; empty if none does."""
    words = tables()["lodging"]["names"]
    for raw in text.splitlines()[:MAX_LINES]:
        line = raw.strip()[:300]
        named = any(word in line for word in words) and not labelled(line)[0]
        if named and not _HEADING.search(line) and clock_in(line) is None:
            return line[:200]
    return ""
