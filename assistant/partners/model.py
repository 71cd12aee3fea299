"""The partner protocol: what a partner is asked, what it answers, what it must be able to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

Options = Mapping[str, Any]
"""A partner's own settings: the table `[partner.options]` of the partners file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TripHint:
    """The journey that was talked about last, as far as a partner needs it. Never who travels."""

    origin: str
    destination: str
    regions: frozenset[str] = frozenset()
    """Codes of the 시군구 on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user wants of a partner."""

    text: str
    """Cleaned, without wake word and without the partner's name."""
    intent: str
    """What 길벗 takes it for (DESIGN §4); `out_of_scope` where it has no idea."""
    session: str
    """Stands for the user towards this partner: stable within a run of 길벗, tells nothing of the user."""
    now: datetime
    named: bool = False
    """The user asked for this partner by name or by its wake word."""
    handed_over: bool = False
    """The conversation is with this partner until it comes back."""
    follow_up: bool = False
    """This partner was the last to speak."""
    trip: TripHint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a partner says. The text is cleaned and put into spoken form by 길벗."""

    text: str
    expects_reply: bool = False
    quick_replies: tuple[str, ...] = ()
    ends: bool = False
    """A conversation that was handed over goes back to 길벗."""
    credited: bool = False
    """The text itself says who answers; otherwise 길벗 says so where it matters."""


class Partner(Protocol):
    """A service that answers some requests. Made by its entry point from `Options`.

    All three run on a thread that belongs to the partner, with an event loop of its own. They may raise
    `PartnerError`; anything else counts as a failure too, and the user hears an excuse.
    """

    name: str
    """As it is spoken: "뉴스", "지니"."""

    def can_take(self, request: Request) -> bool:
        """Whether this request is for you. No I/O: there are 0.3 s for the answer."""

    async def answer(self, request: Request) -> Answer:
        """Answers it, within the time of the settings (3 s)."""

    async def stop(self, session: str) -> None:
        """The user turned away, or wants to be forgotten: drop what you keep of the session."""
