"""Strips what cannot be heard (zero-width and direction marks), composes jamo, and keeps the way back."""

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f"
_ODD = re.compile(rf"[{_INVISIBLE}\u1100-\u11ff\uff01-\uff5e\u3000\u0300-\u036f]")
_UNIT = re.compile(rf"([\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?)|([{_INVISIBLE}])|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text to read, with the place of each of its characters in the original."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of the slice [start, end) of the cleaned one."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def clean(text: str) -> Cleaned:
    """`text` without invisible marks, jamo composed and full-width forms narrowed, one character for one."""
    if not _ODD.search(text):
        return Cleaned(text)
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for unit in _UNIT.finditer(text):
        if unit[2]:
            continue
        said = unicodedata.normalize("NFKC", unit.group())
        characters.append(said if len(said) == 1 else unit.group()[0])
        starts.append(unit.start())
        ends.append(unit.end())
    return Cleaned("".join(characters), tuple(starts), tuple(ends))
