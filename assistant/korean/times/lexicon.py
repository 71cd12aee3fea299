"""The tables of `data/times.toml` and `data/times_holidays.toml`, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: first and last hour (over 24: the next day) and how hours said with it are read."""

    name: str
    first_hour: int
    last_hour: int
    reading: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word tables; keys are the words as said, offsets are whole units."""

    day_words: dict[str, int]
    day_part_words: dict[str, tuple[int, str]]
    shift_words: dict[str, int]
    week_words: dict[str, int]
    month_words: dict[str, int]
    year_words: dict[str, int]
    parts: dict[str, Part]
    clock_words: dict[str, int]
    vague: dict[str, tuple[int, int]]
    day_counts: dict[str, int]
    month_days: dict[str, int]
    """Native names of days of the month, -1 for the last."""
    seasons: dict[str, tuple[int, int, int, int]]
    traps: tuple[str, ...]
    heard: dict[str, list[str]]
    """Word -> its misspellings, of as many syllables."""
    mine: tuple[str, ...]
    """What people have of their own: 내 before it is my, not within."""
    after_lengths: tuple[str, ...]
    """What follows a number of days, not a day of the month."""
    not_heard: dict[str, str]
    """Misspelling -> a pattern of what follows it where it is another word."""


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """Named days by the way they are computed (see the head of the data file)."""

    rules: dict[str, tuple[str, Any]]
    """Name -> (kind, argument), kind being solar, lunar, nth, term or rule."""
    careful: frozenset[str]
    span: dict[str, tuple[int, int]]


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("assistant.korean") / "data" / name).read_text(encoding="utf-8"))


@cache
def _compact(words: tuple[str, ...]) -> dict[str, str]:
    return {"".join(word.split()): word for word in words}


def canonical(said: str, table: Mapping[str, object]) -> str | None:
    """The word of `table` that was said, whatever its spacing; None if it is not there."""
    return said if said in table else _compact(tuple(table)).get("".join(said.split()))


@cache
def lexicon() -> Lexicon:
    """The word tables."""
    raw = _table("times.toml")
    return Lexicon(
        day_words=raw["day_words"],
        day_part_words={word: (value[0], value[1]) for word, value in raw["day_part_words"].items()},
        shift_words=raw["shift_words"],
        week_words=raw["week_words"],
        month_words=raw["month_words"],
        year_words=raw["year_words"],
        parts={word: Part(word, *value) for word, value in raw["parts"].items()},
        clock_words=raw["clock_words"],
        vague={word: (value[0], value[1]) for word, value in raw["vague"].items()},
        day_counts=raw["day_counts"],
        month_days=raw["month_days"],
        seasons={word: tuple(value) for word, value in raw["seasons"].items()},
        traps=tuple(raw["traps"]["words"]),
        heard=raw["heard"],
        mine=tuple(raw["mine"]["words"]),
        after_lengths=tuple(raw["after_lengths"]["words"]),
        not_heard=raw["not_heard"],
    )


@cache
def holiday_table() -> HolidayTable:
    """The named days."""
    raw = _table("times_holidays.toml")
    rules = {
        name: (kind, argument)
        for kind in ("solar", "lunar", "nth", "term", "rule")
        for name, argument in raw[kind].items()
    }
    return HolidayTable(
        rules=rules,
        careful=frozenset(raw["careful"]["names"]),
        span={name: (value[0], value[1]) for name, value in raw["span"].items()},
    )
