"""Loads `data/`: what the doors say, and how intents are said as sentences. Read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The parsed `data/<name>.toml`."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def say(key: str) -> str:
    """A sentence of our own."""
    return str(table("words")["say"][key])


def label(key: str, **slots: str) -> str:
    """A label, with what stands in its slots."""
    return str(table("words")["label"][key]).format(**slots)


def asks_for_result(text: str) -> bool:
    """Whether the utterance asks for a stored result."""
    return "".join(char for char in text if char.isalnum()) in table("words")["result"]["asks"]
