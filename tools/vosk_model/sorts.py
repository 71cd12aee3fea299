"""The groups of pieces of words between which `ngram` shares out what it does not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

NEW, OPEN, CLOSED = "<new>", "<open>", "<closed>"
"""What begins a word, what goes on after a vowel, and after a consonant. The last two stand for pieces that
are no history, as well."""


@dataclass(frozen=True, slots=True)
class Sorts:
    """What kinds of pieces there are."""

    continues: Callable[[str], bool]
    """Whether a piece continues a word."""
    closed: Callable[[str], bool]
    """Whether a piece ends in a consonant."""

    def end(self, piece: str) -> str:
        """The group of what continues the word after a piece."""
        return CLOSED if self.closed(piece) else OPEN

    def group(self, before: str, piece: str) -> str:
        """The group in which a piece is found after another."""
        return self.end(before) if self.continues(piece) else NEW
