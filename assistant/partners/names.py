"""Whom the user speaks to: "지니한테 물어봐", "하이 엘지, 뉴스 틀어줘", "길벗아, 돌아와"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_START = r"(?<![가-힣A-Za-z0-9])"
_GAP = r"[,.!?~…]*\s*"


@dataclass(frozen=True, slots=True)
class Addressed:
    """What is left of a text when the address is taken off."""

    partner: str
    text: str
    """What is asked; "" where the user only wants to be put through."""


class Address:
    """Finds the partners' names and wake words in texts."""

    def __init__(self, called: Mapping[str, Sequence[str]], wake: Mapping[str, Sequence[str]]) -> None:
        """Both by partner: the names it goes by, and words that wake it."""
        words = address_words()
        wakes = [(name, _wake_pattern(said)) for name, said in wake.items() if said]
        names = [(name, _named_pattern(said, words)) for name, said in called.items() if said]
        self._patterns = (*wakes, *names)
        self._tail = re.compile(words["tail"])

    def read(self, text: str) -> Addressed | None:
        """The partner that is addressed and what it is asked; None if nobody is."""
        for partner, pattern in self._patterns:
            if (found := pattern.search(text)) is None:
                continue
            rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
            if found.groupdict().get("to"):
                rest = self._tail.sub("", rest)
            return Addressed(partner, rest.strip(" ,.!?~…"))
        return None


def _wake_pattern(wakes: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"^\s*(?:{_either(wakes)})(?:아|야)?(?![가-힣A-Za-z0-9]){_GAP}", re.IGNORECASE)


def _named_pattern(names: Iterable[str], words: Mapping[str, Any]) -> re.Pattern[str]:
    name = f"(?:{_either(names)})"
    return re.compile(
        rf"{_START}{name}(?P<to>{words['to']})(?=\s|$){_GAP}"
        rf"|^\s*{name}(?:아|야)(?=[\s,.!~…]|$){_GAP}"
        rf"|{_START}{name}(?:{words['particle']})?\s*{words['put_through']}",
        re.IGNORECASE,
    )


def _either(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(r"\s*".join(map(re.escape, name.split())) for name in longest_first)


def comes_back(text: str) -> bool:
    """Whether the user calls 길벗 back from a partner."""
    return re.search(address_words()["back"], text) is not None


def calls_us(text: str) -> str | None:
    """What follows our own name at the start of a text; None if it does not start with it."""
    found = re.match(address_words()["us"], text)
    return text[found.end() :].strip() if found else None


@cache
def address_words() -> Mapping[str, Any]:
    """Table [address] of data/words.toml."""
    return table("address")


@cache
def table(name: str) -> Mapping[str, Any]:
    """A table of data/words.toml."""
    path = files("assistant.partners") / "data" / "words.toml"
    found: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))[name]
    return found
