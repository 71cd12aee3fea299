"""Other ends of the same sentence: 해체, 해요체, 합쇼체, plain and indirect questions and requests."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache

from tools.nlu.grammar import GRAMMAR_DIR

Endings = Mapping[str, Sequence[str]]

# A question mood would turn "불이 났어" into somebody else's fire.
STATEMENTS = frozenset({"emergency", "set_place", "delete_trip", "add_trip", "goodbye", "thank"})
PLAIN = frozenset({"affirm", "deny", "greet", "inform", "repeat", "cancel", "ask_reason", "more_detail"})


@cache
def endings() -> dict[str, dict[str, list[str]]]:
    """The table of `endings.toml`: mood -> end -> other ends."""
    with (GRAMMAR_DIR / "endings.toml").open("rb") as file:
        return tomllib.load(file)


def restyled(text: str, intent: str, rng: random.Random) -> str | None:
    """`text` (no question mark) with another end; None if the table has none for it."""
    moods = ["request"]
    if intent not in STATEMENTS | PLAIN and intent != "out_of_scope":
        moods.insert(0, "ask")
    for mood in moods:
        table: Endings = endings()[mood]
        for end in sorted(table, key=len, reverse=True):
            if text.endswith(end):
                return text[: -len(end)] + rng.choice(table[end])
    return None
