"""What all kinds of pieces share: the Kind itself, what a handler answers, and building blocks of patterns.

A *piece* is one word group of a time expression (다음 주, 오후, 세 시). A `Kind` pairs the pattern of a piece
with the handler that notes in `Fields` what it says. Every repetition is bounded: reading is linear.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from assistant.korean.numbers import APPROXIMATE, NATIVE, SINO, to_int
from assistant.korean.times.lexicon import canonical, lexicon
from assistant.korean.times.model import Fields


class Outcome(Enum):
    """How a piece went into the fields."""

    TAKEN = auto()
    REFUSED = auto()
    """It does not belong here (its slot is taken); it may open the next expression."""
    IMPOSSIBLE = auto()
    """It names what does not exist (13월, 27시)."""


TAKEN, REFUSED, IMPOSSIBLE = Outcome.TAKEN, Outcome.REFUSED, Outcome.IMPOSSIBLE
Handler = Callable[[Fields, str], Outcome]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of piece.

    `left` says what may stand before a piece that opens an expression: a key of `LEFT`. `follows` says
    whether it may also join an expression.
    """

    name: str
    pattern: str
    handler: Handler
    left: str = "free"
    follows: bool = True


# The wake word may be glued to what follows as a particle is.
_PARTICLE_BEFORE = r"(?:(?<=[은는을를에서로도])|(?<=엘지)|(?<=길벗)|(?<=길벗아))"
_BIG_HOURS = "다섯|여섯|일곱|여덟|아홉"
LEFT = {
    "free": "",
    # no digit, Latin letter or mark of a number
    "digit": r"(?<![0-9A-Za-z.:/\-])",
    # no Hangul syllable, unless it may be a particle (부산에서 다섯 시 without the space)
    "word": rf"(?:(?<![가-힣0-9])|{_PARTICLE_BEFORE})",
    # `digit` before digits, else `word`; numerals that are no part of other words may stand anywhere
    "number": (
        rf"(?:(?<![0-9A-Za-z.:/\-])(?=[0-9])|(?:(?<![가-힣0-9])|{_PARTICLE_BEFORE})(?![0-9])"
        rf"|(?=(?:{_BIG_HOURS})\s?시))"
    ),
    "start": r"(?<![가-힣0-9A-Za-z])",
}
WEEKDAYS = "월화수목금토일"
DATE_SLOTS = frozenset({"day", "weekday", "holiday", "season", "vague", "shift", "period", "weekend", "edge"})
"""Slots of which a date has one: whoever fills one of them refuses where another is full."""


def words(entries: Iterable[str]) -> str:
    """Alternation of words, longest first; a space in a word may be left out."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s?") for word in sorted(entries, key=len, reverse=True))


def unless(*syllables: str) -> str:
    """No Hangul syllable follows but those given: the end of a word, or one of these particles and words."""
    return rf"(?![가-힣](?<![{''.join(syllables)}]))"


S = r"\s{0,3}"
NUM = rf"(?:[0-9]{{1,4}}|{words(APPROXIMATE)}|{NATIVE}|{SINO})"
WEEKDAY = rf"[{WEEKDAYS}](?:\s?요일|욜)"
MONTH_NUMBER = r"(?:[0-9]{1,2}|십(?:\s?[일이])?|[일이삼사오유육칠팔구시]|정)"
TAIL = r"(?=에|까지|부터|이후|이전|쯤|경|께|은|는|이[야에고면랑]|도|만|마다|엔|의|로|인|날|[^가-힣]|\Z)"
"""A particle or nothing follows: for words that also begin other words."""


def use(fields: Fields, *slots: str) -> bool:
    """Take slots if all are free."""
    if any(slot in fields.used for slot in slots):
        return False
    fields.used.update(slots)
    return True


def number(text: str) -> int:
    """A numeral as said before a unit, -1 if it is none; 두세 counts as two."""
    compact = "".join(text.split())
    value = APPROXIMATE.get(compact)
    if value is None:
        value = to_int(compact)
    return -1 if value is None else value


def lookup(text: str, table: dict[str, int]) -> int:
    """The value of a word, whatever its spacing; KeyError if the table has it not."""
    word = canonical(text, table)
    if word is None:
        raise KeyError(text)
    return table[word]


@cache
def _shift_words() -> re.Pattern[str]:
    return re.compile(words(lexicon().shift_words))


def split_shift(text: str) -> tuple[int, str, str]:
    """The shift word a piece begins with, as units and as said, and the rest; ValueError if there is none."""
    match = _shift_words().match(text)
    if match is None:
        raise ValueError(text)
    return lookup(match.group(), lexicon().shift_words), match.group(), text[match.end() :].strip()


_ORDINALS = {"끝": -1, "첫": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다": 5, "마": -1}


def ordinal(text: str) -> int:
    """첫째, 두 번째, 3주차, 마지막 (-1) by their first syllable."""
    return int(text[0]) if text[0].isdigit() else _ORDINALS[text[0]]


def full_year(two_digits: int) -> int:
    """A year said with two digits: 00-49 are this century, 50-99 the last."""
    return two_digits + (2000 if two_digits < 50 else 1900)
