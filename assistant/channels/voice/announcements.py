"""What is told without having been asked for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import StrEnum


class Priority(StrEnum):
    """Whether it may interrupt an answer. It never interrupts the user."""

    NORMAL = "normal"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A message for those who are connected."""

    text: str
    speech: str = ""
    """As it is read aloud; the text, if empty."""
    priority: Priority = Priority.NORMAL
    id: str = field(default_factory=lambda: secrets.token_hex(6))
