"""Loads `data/words.toml`. Read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "data" / "words.toml").read_text(encoding="utf-8"))


def say(key: str) -> str:
    """A sentence of our own."""
    return str(_table()["say"][key])


def label(key: str, **slots: str) -> str:
    """A label, with what stands in its slots."""
    return str(_table()["label"][key]).format(**slots)


def examples() -> tuple[str, ...]:
    """What one may ask."""
    return tuple(_table()["examples"]["ask"])


def asks_for_result(text: str) -> bool:
    """Whether the utterance asks for a stored result."""
    return "".join(char for char in text if char.isalnum()) in _table()["result"]["asks"]
