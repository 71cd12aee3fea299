"""A tiny sentence grammar: lines with slots and alternatives, expanded with a fixed seed.

A grammar file has one topic and looks like this:

    ## ask_route_safety
    지금 나가도 될까
    x4 {when} {city} 가는 (길|도로) {ok}

- `{name}` takes a random filler of `slots.toml`, or, as `{name:으로}`, one with that particle in the
  form the final consonant asks for. A slot filler may itself hold slots and alternatives.
- `(a|b|)` takes one of the alternatives; an empty one means nothing. A particle taken so agrees with
  the word before it: `{topic}(은|을|)` never gives "보험는".
- `xN` in front asks for N different sentences. Without it a plain line gives one and a line with
  choices three.
"""

from __future__ import annotations

import math
import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

GRAMMAR_DIR = Path(__file__).parent / "grammar"
DEFAULT_DRAWS = 3

_SLOT = re.compile(r"\{(\w+)(?::([가-힣]+))?\}")
_CHOICE = re.compile(r"\(([^()]*)\)")
_DRAWS = re.compile(r"^x(\d+)\s+")

# particle after a final consonant -> (after a consonant, after a vowel)
_JOSA: dict[str, tuple[str, str]] = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
    "이랑": ("이랑", "랑"),
    "이나": ("이나", "나"),
    "이야": ("이야", "야"),
    "이요": ("이요", "요"),
    "이라": ("이라", "라"),
    "이에요": ("이에요", "예요"),
    "이면": ("이면", "면"),
}

# Either form -> both, for particles chosen in parentheses: marked until the word before them is known.
_FORMS = {form: pair for pair in _JOSA.values() for form in pair}
_MARK = "\x00"
_MARKED = re.compile(rf"([가-힣]?){_MARK}(\w+?){_MARK}")

Slots = Mapping[str, Sequence[str]]


def final_consonant(word: str) -> int:
    """Index of the final consonant of the last syllable: 0 none, 8 ㄹ; 0 for other scripts."""
    code = ord(word[-1]) - 0xAC00 if word else -1
    return code % 28 if 0 <= code < 11172 else 0


def with_josa(word: str, josa: str) -> str:
    """`word` with the particle in the form its last syllable asks for ("서울", "으로") -> "서울로"."""
    closed, opened = _JOSA[josa]
    last = final_consonant(word)
    takes_open = last == 0 or (josa == "으로" and last == 8)
    return word + (opened if takes_open else closed)


def expand(template: str, slots: Slots, rng: random.Random) -> str:
    """One random sentence of `template`. Raises KeyError for an unknown slot or particle."""

    def fill(match: re.Match[str]) -> str:
        filler = expand(rng.choice(slots[match[1]]), slots, rng)
        return with_josa(filler, match[2]) if match[2] else filler

    text = template
    while "(" in text:  # innermost first
        text = _CHOICE.sub(lambda m: _marked(rng.choice(m[1].split("|"))), text)
    text = _SLOT.sub(fill, text)
    return " ".join(text.split())


def _marked(option: str) -> str:
    return f"{_MARK}{option}{_MARK}" if option in _FORMS else option


def agreed(text: str) -> str:
    """`text` with the chosen particles in the form that the syllable before them asks for."""

    def form(match: re.Match[str]) -> str:
        before, particle = match[1], match[2]
        if not before:  # not a particle there: "(이|그) 길"
            return particle
        closed, opened = _FORMS[particle]
        last = final_consonant(before)
        takes_open = last == 0 or (opened == "로" and last == 8)
        return before + (opened if takes_open else closed)

    return _MARKED.sub(form, text)


def sentences(line: str, slots: Slots, rng: random.Random, times: float = 1.0) -> list[str]:
    """The sentences one grammar line asks for (`times` as many), without repeats; fewer if it cannot give so
    many."""
    draws = _DRAWS.match(line)
    template = line[draws.end() :] if draws else line
    has_choice = "{" in template or "(" in template
    asked = int(draws[1]) if draws else (DEFAULT_DRAWS if has_choice else 1)
    wanted = math.ceil(asked * times) if has_choice else asked
    found: dict[str, None] = {}
    for _ in range(wanted * 8):
        if len(found) == wanted:
            break
        found[agreed(expand(template, slots, rng))] = None
    return list(found)


def load_slots(path: Path = GRAMMAR_DIR / "slots.toml") -> dict[str, list[str]]:
    """Slot fillers by name; a filler list may be one string with commas."""
    with path.open("rb") as file:
        raw = tomllib.load(file)
    return {
        name: [part.strip() for part in value.split(",")] if isinstance(value, str) else list(value)
        for name, value in raw.items()
    }


def parse(text: str) -> dict[str, list[str]]:
    """Grammar text -> template lines by intent, in order of first appearance."""
    lines: dict[str, list[str]] = {}
    intent = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("## "):
            intent = line[3:].strip()
            lines.setdefault(intent, [])
        elif line and not line.startswith("#"):
            if not intent:
                raise ValueError(f"grammar line before the first '## intent': {line!r}")
            lines[intent].append(line)
    return lines
