"""Spoken forms: what is shown, turned into what is said, and the words for times, lengths and numbers.

`spoken` reads any text; `clock`, `day`, `when`, `duration`, `distance` and `number` word single values, for
the ear (`Form.SPEECH`, the default) or for the eye (`Form.TEXT`).
"""

from assistant.korean.spoken.normalise import spoken
from assistant.korean.spoken.numerals import count, native, sino, spell
from assistant.korean.spoken.words import (
    Form,
    NumberStyle,
    clock,
    day,
    distance,
    duration,
    number,
    when,
)

__all__ = [
    "Form",
    "NumberStyle",
    "clock",
    "count",
    "day",
    "distance",
    "duration",
    "native",
    "number",
    "sino",
    "spell",
    "spoken",
    "when",
]
