"""A Korean question into titles to look up and what is asked about them. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """What to look up."""

    titles: tuple[str, ...]
    """Longest first: "이순신 장군", "이순신"."""
    asked: str | None
    """A regular expression that a telling sentence matches; None: what or who it is."""


def read_question(text: str) -> Question:
    """ "세종대왕이 누구야" asks for 세종대왕; no titles where nothing is left to look up."""
    text = text.strip(" ,.?!~")
    asked = next((tells for word, tells in _table()["asked"].items() if re.search(word, text)), None)
    words = re.sub(_table()["tail"], "", text).split()
    titles: dict[str, None] = {}
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        titles[name] = None
        bare = re.sub(_table()["particle"], "", name)
        if bare:
            titles[bare] = None
    return Question(tuple(titles)[:8], asked)


@cache
def _table() -> Mapping[str, Any]:
    path = files("assistant.partners.knowledge") / "data" / "questions.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
