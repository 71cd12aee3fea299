"""Names in text that lacks its spaces: what may end right before a name, and what may follow it at once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

LOOK_BACK = 8
"""Letters before a name that are looked at: the longest word of `before` is shorter."""


class Left(IntEnum):
    """How surely a word begins here."""

    NONE = 0
    LOOSE = 1
    """Behind a syllable that is a particle or an ending, perhaps (로, 에, 고)."""
    FIRM = 2
    """Behind a word that is over: a time, a connective (내일, 타고, 는데)."""
    GOING = 3
    """Behind a word of travel (타고, 거쳐, 기차로, 목적지는): the name may stand bare."""
    CLEAN = 4
    """Behind a space, or a name with its particle."""


class Right(NamedTuple):
    """What follows a name without a space."""

    evidence: int
    """1 a word of such sentences, 2 a verb of going or a particle of direction, 3 both."""
    direction: str
    """The particle of direction, or ""."""
    end: int
    """Offset behind the particle."""


@dataclass(frozen=True, slots=True)
class RunOn:
    """The compiled patterns."""

    going: re.Pattern[str]
    firm: re.Pattern[str]
    loose: re.Pattern[str]
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    sure: re.Pattern[str]
    around: re.Pattern[str]
    never: re.Pattern[str]
    direction: re.Pattern[str]
    plain: re.Pattern[str]

    def left(self, text: str, begin: int, position: int) -> Left:
        """How surely a word begins at `position` of the run of letters that begins at `begin`."""
        prefix = text[max(begin, position - LOOK_BACK) : position]
        if self.going.search(prefix):
            return Left.GOING
        if self.firm.search(prefix):
            return Left.FIRM
        return Left.LOOSE if len(prefix) > 1 and self.loose.search(prefix) else Left.NONE

    def right(self, text: str, end: int) -> Right | None:
        """What follows a name that ends at `end`, None if nothing that may follow a place."""
        if self.never.match(text, end):
            return None
        if self.sure.match(text, end):
            return Right(3, "", end)
        if self.strong.match(text, end):
            return Right(2, "", end)
        if found := self.direction.match(text, end):
            if self.strong.match(text, found.end()):
                return Right(3, found.group(), found.end())
            if self.weak.match(text, found.end()):
                return Right(3 if len(found.group()) > 1 else 2, found.group(), found.end())
        if self.weak.match(text, end):
            return Right(1, "", end)
        if plain := self.plain.match(text, end):
            if self.strong.match(text, plain.end()):
                return Right(3 if plain.group() == "에" else 2, "", plain.end())
            if self.weak.match(text, plain.end()):
                return Right(1, "", plain.end())
        if found and found.group() in ("에서", "까지", "에서부터"):
            return Right(2, found.group(), found.end())
        return None

    def goes_on(self, text: str, end: int) -> bool:
        """Whether the next word is one of those that may follow a place."""
        end += text[end : end + 1] == " "
        return bool(self.strong.match(text, end) or self.weak.match(text, end))


@cache
def load_run_on() -> RunOn:
    """The shipped patterns (one set per process)."""
    raw = tomllib.loads((files(__package__) / "data" / "run_on.toml").read_text(encoding="utf-8"))
    before, after = raw["before"], raw["after"]

    def joined(pattern: str) -> str:
        return "(?:" + pattern.replace("\n", "") + ")"

    return RunOn(
        going=re.compile(joined(before["going"]) + "$"),
        firm=re.compile(joined(before["firm"]) + "$"),
        loose=re.compile(joined(before["loose"]) + "$"),
        strong=re.compile(joined(after["strong"])),
        weak=re.compile(joined(after["weak"])),
        sure=re.compile(after["sure"]),
        around=re.compile(after["around"]),
        never=re.compile(joined(after["never"])),
        direction=re.compile("|".join(after["direction"])),
        plain=re.compile("|".join(after["plain"])),
    )
