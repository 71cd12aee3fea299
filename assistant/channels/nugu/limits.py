"""Limits of NUGU's backend proxy, in one table.

NUGU documents none for output values: those of ours keep an answer short enough to be heard out. Lengths are
UTF-16 units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Greatest lengths and counts."""

    answer: int = 1000
    """Ours: about three minutes of speech."""
    ask: int = 200
    """Ours."""
    level: int = 60
    """Ours."""
    parameters: int = 50
    """Ours: parameters of an action that are read and sent back."""
    name: int = 64
    """Ours: a parameter's name."""
    value: int = 1000
    """Ours: a parameter's value that is sent back."""


LIMITS: Final = Limits()
