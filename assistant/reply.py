"""What 길벗 says and shows: the one answer object that every channel turns into its own format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.risk.model import Assessment, Level


class CardKind(StrEnum):
    """What a card shows."""

    ROUTE = "route"
    PLACE = "place"
    LIST = "list"
    EMERGENCY = "emergency"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardItem:
    """A labelled line of a card."""

    label: str
    value: str
    level: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Something for the eye; channels map it to their own cards and drop what they cannot show."""

    kind: CardKind
    title: str
    level: Level | None = None
    description: str = ""
    items: tuple[CardItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. `speech` is ready for a synthesiser (no digits or Latin letters to guess at)."""

    text: str
    speech: str
    expects_reply: bool = False
    cards: tuple[Card, ...] = ()
    quick_replies: tuple[str, ...] = ()
    intent: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    assessment: Assessment | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
