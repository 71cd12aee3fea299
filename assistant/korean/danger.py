"""Hearing that the speaker is in danger now, by rules that a person can read and vet (`data/danger.toml`).

They stand beside the learned classifier: whichever hears an emergency, it is one. Precision matters too:
hearsay, questions, plans for the worst and stories are no emergencies ("불 났대", "차가 물에 잠기면
어떻게 해?").
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

LONGEST = 200
"""Letters that are looked at: nobody in danger makes long speeches, and long texts must not cost time."""


class _Patterns(NamedTuple):
    help: re.Pattern[str]
    danger: re.Pattern[str]
    not_now: re.Pattern[str]
    in_jest: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    table = tomllib.loads((files("assistant.korean") / "data" / "danger.toml").read_text(encoding="utf-8"))

    def joined(name: str) -> re.Pattern[str]:
        text = "|".join(table[name])
        for word, alternatives in table["words"].items():
            text = text.replace("{" + word + "}", alternatives)
        return re.compile(text)

    return _Patterns(*map(joined, _Patterns._fields))


def in_danger(text: str) -> bool:
    """Whether the speaker says that they (or somebody before their eyes) are in danger now."""
    squeezed = re.sub(r"[\s,~…!.]+", "", text)[:LONGEST].lower()
    patterns = _patterns()
    if patterns.help.search(squeezed) and not patterns.in_jest.search(squeezed):
        return True
    return bool(patterns.danger.search(squeezed)) and not patterns.not_now.search(squeezed)
