"""What a speaker platform heard, and what it shall say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.reply import Reply

MAX_UTTERANCE = 20_000
"""Longest utterance that is read at all; the bot asks to be brief far below."""
GIVE_UP_AFTER = 3
"""Turns in a row that nobody understood, after which a session ends."""


class Kind(StrEnum):
    """What a request is."""

    LAUNCH = "launch"
    SPOKEN = "spoken"
    HELP = "help"
    STOP = "stop"
    UNHEARD = "unheard"
    """The platform understood nothing."""
    ENDED = "ended"
    """The session is over; nothing can be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Session attributes: kept by the platform and sent back with the next request. Nothing personal."""

    open: bool = False
    """The user opened the door and walks in: the session stays open after an answer."""
    misses: int = 0
    """Turns in a row that nobody understood."""

    def attributes(self) -> dict[str, Any]:
        """As session attributes."""
        return {"open": self.open, "misses": self.misses}

    @classmethod
    def of(cls, attributes: Mapping[str, Any] | None) -> Memory:
        """From session attributes; anything odd counts as nothing."""
        given = attributes or {}
        misses = given.get("misses", 0)
        sound = isinstance(misses, int) and not isinstance(misses, bool) and 0 <= misses <= GIVE_UP_AFTER
        return cls(open=given.get("open") is True, misses=misses if sound else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One request of a platform, understood as far as the platform does."""

    app: str
    """Which skill of ours was spoken to."""
    user: str
    """The platform's id of the user."""
    kind: Kind
    text: str = ""
    """What was said, in words; for `SPOKEN`."""
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What is said, and how it goes on."""

    reply: Reply
    ask: str = ""
    """Said when the user stays silent; empty where the session ends."""
    end: bool = False
    memory: Memory = field(default_factory=Memory)

    @property
    def speech(self) -> str:
        """The words for the synthesiser, with the question that keeps the session open."""
        said = self.reply.speech.strip() or self.reply.text.strip()
        if self.end or self.reply.expects_reply or not self.ask or self.ask in said:
            return said
        return f"{said} {self.ask}".strip()
