"""Particles (josa) that fit the word before them: 부산으로 but 서울로, 호우가 but 눈이.

The sound of the word decides, not its spelling: "3" is read 삼, "KTX" 케이티엑스, "50%" 오십 퍼센트; a
closing quotation mark is passed over, and so is a remark in round brackets ("김해(경남)" takes the particle
of 김해).

Answers are written as templates:

    fill("{origin}에서 {dest}까지 {hazard:이/가} 있어요", origin="서울", dest="부산", hazard="호우경보")
    -> "서울에서 부산까지 호우경보가 있어요"

After the colon stands a particle, either shape or both ("이/가", "으로"); any other format specification
keeps its usual meaning ("{score:.0f}"). Particles that never change (에서, 까지, 도, 만) are simply written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from assistant.korean.jamo import final_of, is_syllable
from assistant.korean.spoken_tables import table

_TRAILING = " \t\n'\"`’”」』》〉)]}>.,!?…·*_"
_REMARK = re.compile(r"(?<=[^\s(])\s*\([^()]*\)\s*$")
_TAIL_LENGTH = 40
"""Enough of a long text to read its last number with its unit."""


@dataclass(frozen=True, slots=True)
class Particle:
    """One particle: its shape after a consonant and after a vowel; `rieul` when ㄹ counts as a vowel."""

    closed: str
    open: str
    rieul: bool = False


def josa(word: str, particle: str) -> str:
    """The word with its particle: ("부산", "으로") is 부산으로, ("서울", "으로") is 서울로.

    `particle` is either shape ("은"), or both with a slash ("은/는"). Raises ValueError for one that is
    unknown; particles with one shape only need no function.
    """
    return word + shape(word, particle)


def shape(word: str, particle: str) -> str:
    """Only the particle, in the shape that fits after `word`."""
    found = particles().get(particle)
    if found is None:
        raise ValueError(
            f"unknown particle {particle!r}; add it to data/spoken_josa.toml or write it as it is"
        )
    final = final_sound(word)
    return found.open if not final or (found.rieul and final == "ㄹ") else found.closed


def refit(word: str, tail: str) -> str:
    """What follows a word, a particle in the shape that fits: ("케이티엑스", "을") is 를."""
    return shape(word, tail) if tail in particles() else tail


def final_sound(word: str) -> str:
    """The final consonant of the word as it is read aloud; an empty string after a vowel."""
    tail = _REMARK.sub("", word).rstrip(_TRAILING) or word.rstrip(_TRAILING)
    if not tail:
        return ""
    if not is_syllable(tail[-1]):
        # Imported late: the reading of numbers and letters itself repairs particles with this module.
        from assistant.korean.spoken.normalise import spoken

        tail = spoken(tail[-_TAIL_LENGTH:]).rstrip(_TRAILING)
    return final_of(tail[-1]) if tail else ""


def fill(template: str, /, **values: Any) -> str:
    """Fill a template, with particles after the colon: `fill("{place:은/는} 맑아요", place="제주")`.

    Raises KeyError for a name that is not given and ValueError for an unknown particle.
    """
    return _FORMATTER.vformat(template, (), values)


@cache
def particles() -> dict[str, Particle]:
    """Every particle by each of its spellings: 은, 는, 은/는 and 는/은. 야 alone is that of 아/야."""
    known: dict[str, Particle] = {}
    for row in table("josa")["particle"]:
        particle = Particle(row["closed"], row["open"], row.get("rieul", False))
        both = (f"{particle.closed}/{particle.open}", f"{particle.open}/{particle.closed}")
        for spelling in (particle.closed, particle.open, *both):
            known.setdefault(spelling, particle)
    return known


class _JosaFormatter(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in particles():
            return josa(str(value), format_spec)
        if "/" in format_spec:
            raise ValueError(f"unknown particle {format_spec!r} in a template")
        return str(super().format_field(value, format_spec))


_FORMATTER = _JosaFormatter()
