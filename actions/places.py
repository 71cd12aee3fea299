"""Places that need a question back: several of one name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant import answers
from assistant.nlu.annotate import place_from
from assistant.reply import Reply


class AmbiguousPlace(Exception):
    """A name that several places share. `value` goes into the slot `pending` until the user has chosen."""

    def __init__(self, value: Mapping[str, Any], slot: str) -> None:
        super().__init__(slot)
        self.value = {"slot": slot, **value}

    def question(self) -> Reply:
        """Which one?"""
        return which(self.value)


def which(pending: Mapping[str, Any]) -> Reply:
    """The question about the candidates of a pending slot."""
    return answers.ask_which([place_from(value) for value in pending["ambiguous"]])


def require_unambiguous(value: Mapping[str, Any], slot: str) -> Mapping[str, Any]:
    """The value itself. Raises `AmbiguousPlace`."""
    if value.get("ambiguous"):
        raise AmbiguousPlace(value, slot)
    return value
