"""Loads the wording tables of `data/`. Read once, on first use."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.risk.model import Advice, Hazard, Level, Mode


@cache
def table(name: str) -> dict[str, Any]:
    """The parsed `data/<name>.toml`. Raises FileNotFoundError."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def level_word(level: Level) -> str:
    """관심, 주의 …"""
    return str(table("words")["level"][level.value])


def hazard_word(hazard: Hazard) -> str:
    """호우, 미세먼지 …"""
    return str(table("words")["hazard"][hazard.value])


def mode_word(mode: Mode, form: str) -> str:
    """A form of the mode's name: noun, by, take or or."""
    return str(table("words")["mode"][mode.value][form])


def advice_sentence(advice: Advice, *, place: bool = False) -> str:
    """What to do, one sentence; empty for `go`."""
    return str(table("words")["advice_place" if place else "advice"][advice.value])


def advice_clause(advice: Advice) -> str:
    """What to do, open for another clause ("출발을 미루시는 게 좋고, "); empty for `go`."""
    return str(table("words")["advice_and"][advice.value])


def how_often(day_fraction: float) -> str:
    """A share of days (0-1) as people say it: 0.1 -> 열흘에 한 번쯤."""
    rows = table("words")["frequency"]
    return str(next((row["words"] for row in rows if day_fraction >= row["from"]), rows[-1]["words"]))


def family_words(hazards: frozenset[Hazard], *, partly: bool = False) -> tuple[str, ...]:
    """Names for a set of hazards, kin taken together: {heavy_rain, fog, infection} -> 날씨, 감염병.

    `partly`: something is known of them, elsewhere or of kin (일부 날씨).
    """
    named = []
    for family in table("words")["family"]:
        members = [h for h in hazards if h.value in family["hazards"]]
        if len(members) == 1:
            named.append(hazard_word(members[0]))
        elif members:
            named.append(str(family["part"] if partly and "part" in family else family["name"]))
    return tuple(named)
