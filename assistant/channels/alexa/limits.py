"""Limits of Alexa's custom skills, in one table. Lengths are UTF-16 units.

From Amazon's "Request and Response JSON Reference": speech, reprompt and card up to 8,000 characters each,
the whole response up to 24 kilobytes (the strictest figure that Amazon gave; later ones allow more). Ours are
below that by construction, and say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Greatest lengths and counts."""

    speech: int = 1000
    """Ours, of 8,000: about three minutes of speech."""
    ask: int = 200
    """Ours, of 8,000."""
    title: int = 60
    """Ours: of a card and of the screen."""
    level: int = 60
    """Ours."""
    line: int = 300
    """Ours: a line of the screen."""
    lines: int = 10
    """Ours: of a card and of the screen."""
    card: int = 1500
    """Ours, of 8,000: title and content together."""
    slots: int = 50
    """Ours: slots of an intent that are read."""
    name: int = 128
    """Ours: names of intents and slots."""
    response_bytes: int = 24 * 1024


LIMITS: Final = Limits()

TOLERANCE_S: Final = 150
"""Greatest age of a request, in seconds, either way: "Verify that the request was sent by Alexa"."""
