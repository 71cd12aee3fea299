"""Loader of the tables beside the code (`assistant/korean/data/spoken_*.toml`), read once on first use."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The parsed table `data/spoken_<name>.toml`. Do not modify the result: it is shared."""
    source = resources.files("assistant.korean") / "data" / f"spoken_{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
