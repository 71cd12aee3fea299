"""Reads the data files of this package."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV in `data/`."""
    with (files("assistant.routing") / "data" / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def toml(name: str) -> dict[str, Any]:
    """A TOML table in `data/`."""
    return tomllib.loads((files("assistant.routing") / "data" / name).read_text(encoding="utf-8"))
