"""Hearing that the speaker is in danger now, by rules that a person can read and vet (`data/danger.toml`).

They stand beside the learned classifier: whichever hears an emergency, it is one. Precision matters too:
hearsay, questions and stories ("불 났대", "차가 물에 잠기면 어떻게 해?") are no emergencies.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = tomllib.loads((files("assistant.korean") / "data" / "danger.toml").read_text(encoding="utf-8"))
    help_, danger, not_now = ("|".join(table[name]) for name in ("help", "danger", "not_now"))
    return re.compile(help_), re.compile(danger), re.compile(not_now)


def in_danger(text: str) -> bool:
    """Whether the speaker says that they (or somebody before their eyes) are in danger now."""
    squeezed = re.sub(r"[\s,~…]+", "", text)
    help_, danger, not_now = _patterns()
    if help_.search(squeezed) and not re.search(r"면|영화|게임", squeezed):
        return True
    return bool(danger.search(squeezed)) and not not_now.search(squeezed)
