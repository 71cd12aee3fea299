"""The rules of data/mention_rules.toml, compiled: particles, cues, and what makes a name a place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

_DATA = files(__package__) / "data"
_HANGUL = (ord("가"), ord("힣"))


class Need(IntEnum):
    """Evidence a name must have (see the head of mention_rules.toml)."""

    ANY = 1
    """An ordinary place name."""
    STEM = 2
    """A bare stem: 2 with a cue in the sentence, or 3. A stem of three syllables, 1 with a cue (정동진)."""
    CERTAIN = 3
    """A word of its own."""
    NEVER = 9


@dataclass(frozen=True, slots=True)
class Rules:
    """Compiled rules."""

    tails: dict[int, re.Pattern[str]]
    """Final of the name (0 vowel, 1 consonant, 2 ㄹ or unknown) -> what may follow it in its word."""
    next_cue: re.Pattern[str]
    glued_cue: re.Pattern[str]
    sentence_cue: re.Pattern[str]
    travel_cue: re.Pattern[str]
    expected_cue: re.Pattern[str]
    near_suffix: re.Pattern[str]
    deny: dict[str, re.Pattern[str]]
    doubt: dict[str, re.Pattern[str]]
    doubt_of_kind: dict[str, re.Pattern[str]]
    never: frozenset[str]
    towns: frozenset[str]
    words: frozenset[str]
    deictic: dict[str, str]
    """Phrase -> home, work, here, there."""
    deictic_initials: frozenset[str]
    shy_deictics: frozenset[str]
    not_home_after: re.Pattern[str]

    def need(self, name: str, weak: bool) -> Need:
        """What a name needs; `weak` if every place bears it only as a weak alias."""
        if name in self.never:
            return Need.NEVER
        if name in self.towns:
            return Need.STEM if weak else Need.ANY
        if name in self.words:
            return Need.NEVER if weak else Need.CERTAIN
        return Need.STEM if weak else Need.ANY


def final(name: str) -> int:
    """0 if the last syllable ends in a vowel, 1 in a consonant, 2 in ㄹ; 2 also when it is not Hangul."""
    code = ord(name[-1])
    if not _HANGUL[0] <= code <= _HANGUL[1]:
        return 2
    coda = (code - _HANGUL[0]) % 28
    return 2 if coda == 8 else int(coda > 0)


def _tail(particles: dict[str, list[str]], which: int) -> re.Pattern[str]:
    """One pattern with the groups `certain`, `direction`, `glued` and `plain`."""
    direction, plain = [*particles["direction"]], [*particles["plain"]]
    if which in (1, 2):
        plain += particles["plain_consonant"]
    if which == 1:
        direction += particles["direction_consonant"]
    if which in (0, 2):
        direction += particles["direction_vowel"]
    if which == 0:
        plain += particles["plain_vowel"]
    after = f"(?:{_any(particles['after'])})?"
    return re.compile(
        rf"(?:(?P<certain>{_any(particles['certain'])}){after}"
        rf"| ?(?P<direction>{_any(direction)}){after}"
        rf"|(?P<plain>{_any(plain)}){after})?(?![가-힣A-Za-z0-9])"
    )


def _any(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def load_rules() -> Rules:
    """The shipped rules (one per process)."""
    raw = tomllib.loads((_DATA / "mention_rules.toml").read_text(encoding="utf-8"))
    common = (_DATA / "common_words.txt").read_text(encoding="utf-8").split()
    names = raw["names"]
    return Rules(
        tails={which: _tail(raw["particles"], which) for which in (0, 1, 2)},
        next_cue=re.compile(rf"\s*(?:{raw['cues']['next'].replace(chr(10), '')})"),
        glued_cue=re.compile(raw["cues"]["glued"]),
        sentence_cue=re.compile(raw["cues"]["sentence"].replace("\n", "")),
        travel_cue=re.compile(raw["cues"]["travel"]),
        expected_cue=re.compile(raw["cues"]["expected"]),
        near_suffix=re.compile(
            rf"(?:{_any(raw['suffixes']['near'])})(?=[가-힣]{{0,3}}(?:$|[^가-힣A-Za-z0-9]))"
        ),
        deny={name: re.compile(pattern) for name, pattern in raw["deny"].items()},
        doubt={name: re.compile(pattern) for name, pattern in raw["doubt"].items()},
        doubt_of_kind={kind: re.compile(pattern) for kind, pattern in raw["doubt_of_kind"].items()},
        never=frozenset(names["never"]),
        towns=frozenset(names["towns"]),
        words=frozenset([*names["words"], *common]),
        deictic={p: kind for kind in ("home", "work", "here", "there") for p in raw["deictic"][kind]},
        deictic_initials=frozenset(
            p[0] for kind in ("home", "work", "here", "there") for p in raw["deictic"][kind]
        ),
        not_home_after=re.compile(raw["deictic"]["not_after"]),
        shy_deictics=frozenset(raw["deictic"]["needs_evidence"]),
    )
