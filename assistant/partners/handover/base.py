"""What the doors to other assistants share: they answer by name or when handed over, and word odd answers."""

from __future__ import annotations

from typing import TypeVar

from assistant.partners.errors import BadPartnerAnswer, NotConfigured
from assistant.partners.model import Options, Request

ASKS_BACK = ("?", "？")
MAX_SESSIONS = 1_000
"""Sessions that one assistant keeps something of."""

T = TypeVar("T")


class OtherAssistant:
    """Takes what is meant for it; with `takes_unknown = true` also what nobody else understands."""

    def __init__(self, options: Options, name: str) -> None:
        self.name = name
        self._takes_unknown = bool(options.get("takes_unknown", False))

    def can_take(self, request: Request) -> bool:
        """By name, by hand-over, or what is out of everybody's scope if the settings say so."""
        if request.named or request.handed_over:
            return True
        return self._takes_unknown and request.intent == "out_of_scope"


def remember(kept: dict[str, T], session: str, value: T) -> None:
    """Keeps a value for a session; of too many sessions the oldest is dropped."""
    kept[session] = value
    while len(kept) > MAX_SESSIONS:
        kept.pop(next(iter(kept)))


def text_option(options: Options, key: str, setting: str) -> str:
    """A text of the options. Raises `NotConfigured` if it is missing."""
    value = options.get(key, "")
    if not isinstance(value, str) or not value.strip():
        raise NotConfigured(f"options.{key} is missing", what=setting)
    return value.strip()


def spoken_text(value: object) -> str:
    """A text that the other side sent. Raises `BadPartnerAnswer` if it is none."""
    if not isinstance(value, str):
        raise BadPartnerAnswer(f"a text was expected, not {type(value).__name__}")
    return value
