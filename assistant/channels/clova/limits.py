"""Limits of CLOVA's extensions, in one table. Lengths are UTF-16 units.

From NAVER's guide for custom extensions: an answer should be about 500 characters or 90 seconds at most and
have ten pieces of speech at most. The guide recommends and does not refuse; what is ours says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Greatest lengths and counts."""

    speech: int = 250
    """Ours: one piece of speech. A longer answer becomes a SpeechList."""
    pieces: int = 4
    """Ours, of ten: 1,000 units in all. A warning that is cut short at 500 would be worse than a long one."""
    ask: int = 200
    """Ours: a reprompt."""
    title: int = 60
    """Ours: title of a card."""
    level: int = 60
    """Ours."""
    line: int = 300
    """Ours: a line of a card."""
    slots: int = 50
    """Ours: slots of an intent that are read."""
    name: int = 128
    """Ours: names of intents and slots."""


LIMITS: Final = Limits()

LINES: Final = {"none": 0, "s100": 1, "m100": 3, "l100": 5, "xl100": 8}
"""Ours: lines of a card by the size of the screen (160x107, 427x240, 640x360, 899x506 pixels)."""
LINE_PX: Final = 60
"""Ours: height of a line on a screen of another size, in pixels."""
MOST_LINES: Final = 10
"""Ours."""
