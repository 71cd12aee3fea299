"""English slot values in Korean (`data/words.toml`): "Busan" is 부산."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def tables() -> dict[str, Any]:
    """The parsed `data/words.toml`. Read once."""
    return tomllib.loads((files(__package__) / "data" / "words.toml").read_text(encoding="utf-8"))


def in_korean(slot: str, text: str) -> str:
    """The value of that slot in Korean; one that is in no table is given back as it is."""
    kind = tables()["slots"].get(slot)
    return _folded(kind).get(" ".join(text.casefold().split()), text) if kind else text


@cache
def _folded(kind: str) -> Mapping[str, str]:
    synonyms = tables()["synonyms"]
    return {
        name.casefold(): korean
        for english, korean in tables()[kind].items()
        for name in (english, *synonyms.get(english, ()))
    }
