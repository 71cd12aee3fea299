"""Making text and lists fit: cut at a word, never inside a syllable, a number or an emoji.

`Fit` and `AtMost` are annotations for pydantic fields: a model that carries them cannot hold more, because
whatever it is given is fitted before it is checked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

ELLIPSIS = "…"
_JOINER = "\u200d"
_INSIDE_NUMBER = ".,:/-~"
_NEAR = 0.5
"""A space is a good place to cut if it keeps at least this share of the room."""


def size(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def tidy(text: str) -> str:
    """Composed syllables, no control characters or lone surrogates; lines kept, other white space folded."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    lines = (
        " ".join("".join(c if unicodedata.category(c) not in _BAD else " " for c in line).split())
        for line in composed.splitlines()
    )
    return "\n".join(lines).strip()


_BAD = frozenset({"Cc", "Cs", "Co", "Cn"})


def cut(text: str, limit: int) -> str:
    """The text if it fits, else its beginning with an ellipsis, `limit` UTF-16 units at most."""
    text = tidy(text)
    if size(text) <= limit:
        return text
    return text[: _place(text, limit - 1)].rstrip(" \n,·~-\u200d") + ELLIPSIS


def pieces(text: str, limit: int, count: int) -> list[str]:
    """The text in up to `count` pieces of at most `limit`, at the ends of sentences where there are any.

    What does not fit into the last is cut.
    """
    rest = tidy(text)
    found: list[str] = []
    while rest and len(found) < count - 1 and size(rest) > limit:
        room = _longest(rest, limit)
        end = max(rest.rfind(mark, 0, room) for mark in (". ", "? ", "! ", "\n")) + 1
        at = end if end > room * _NEAR else _place(rest, limit)
        if not at:
            break
        found.append(rest[:at].strip())
        rest = rest[at:].strip()
    return [*found, cut(rest, limit)] if rest else found


def _place(text: str, room: int) -> int:
    """Where to cut, at most `room` UTF-16 units from the start."""
    longest = _longest(text, room)
    space = max(text.rfind(" ", 0, longest + 1), text.rfind("\n", 0, longest + 1))
    if space > longest * _NEAR:
        return space
    at = longest
    while at > 0 and _inseparable(text, at):
        at -= 1
    return max(at, space, 0)


def _longest(text: str, room: int) -> int:
    """How many characters fit into the UTF-16 units."""
    used = 0
    for number, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > room:
            return number
    return len(text)


def _inseparable(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` would break a syllable, an emoji, or a number or its unit."""
    before, after = text[at - 1], text[at]
    if before == _JOINER or _continues(after):
        return True
    if _flag(before) and _flag(after):
        return _flags_before(text, at) % 2 == 1
    if before.isdigit():
        return not after.isspace()
    return before in _INSIDE_NUMBER and after.isdigit()


def _continues(char: str) -> bool:
    """Whether the character belongs to the one before it (vowel or final jamo, mark, joiner, skin tone)."""
    return (
        char == _JOINER
        or unicodedata.category(char).startswith("M")
        or "\u1160" <= char <= "\u11ff"
        or "\ud7b0" <= char <= "\ud7ff"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    """How many halves of flags stand right before; two make one."""
    start = at
    while start > 0 and _flag(text[start - 1]):
        start -= 1
    return at - start


@dataclass(frozen=True, slots=True)
class Fit:
    """A string field of at most `limit` UTF-16 units, cut to fit; at least `least` characters."""

    limit: int
    least: int = 1

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Fits before it checks."""
        inner = core_schema.str_schema(min_length=self.least, max_length=self.limit)
        return core_schema.no_info_before_validator_function(self._fitted, inner)

    def _fitted(self, value: Any) -> Any:
        return cut(value, self.limit) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class AtMost:
    """A tuple field of at most `limit` entries; the first ones are kept. At least `least`."""

    limit: int
    least: int = 0

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Shortens before it checks."""
        checked = core_schema.no_info_after_validator_function(self._enough, handler(source))
        return core_schema.no_info_before_validator_function(self._shortened, checked)

    def _shortened(self, value: Any) -> Any:
        return tuple(value)[: self.limit] if isinstance(value, Iterable) else value

    def _enough(self, value: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(value) < self.least:
            raise ValueError(f"at least {self.least} needed")
        return value


def pages(items: tuple[Any, ...], length: int) -> Iterator[tuple[Any, ...]]:
    """Runs of at most `length`."""
    for start in range(0, len(items), length):
        yield items[start : start + length]
