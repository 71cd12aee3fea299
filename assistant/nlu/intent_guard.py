"""Rasa component: rules that a person can read and vet, after the learned classifiers.

1. What the rules of `korean.danger` hear as an emergency is one, whatever the classifiers thought.
2. An emergency that only the classifiers heard, and not surely, gives way to the next intent: whoever says
   "기차 안에서 돌아다니는 것은 위험해" must not be told to call 119.
3. A fragment (`inform`) that names no time, place or mode, and no change of departure, gives way as well.
4. So does an intent of data/evidence.toml without any of the words that it cannot do without: whoever asks
   "썸 깰 때 어떻게 해?" wants no guidance for a disaster.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.korean.danger import in_danger
from assistant.korean.shifts import find_shift
from assistant.nlu.mentions import MENTIONS, SAID


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class IntentGuard(GraphComponent):
    """Comes before the fallback, which then judges what is left."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`emergency_threshold`: confidence from which an emergency needs no rule to agree; `sure`: from
        which an intent needs no evidence (misheard words hide it)."""
        return {"emergency_threshold": 0.6, "sure": 0.97}

    def __init__(self, config: dict[str, Any]) -> None:
        self._threshold = float(config["emergency_threshold"])
        self._sure = float(config["sure"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentGuard:
        """Nothing to load."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Applies the rules."""
        for message in messages:
            if message.get(TEXT):
                self._guard(message)
        return messages

    def _guard(self, message: Message) -> None:
        if in_danger(message.get(TEXT)):
            _settle(message, {"name": "emergency", "confidence": 1.0})
            return
        for rank in message.get(INTENT_RANKING_KEY) or []:
            if self._may_be(message, rank["name"], rank["confidence"]):
                if rank["name"] != (message.get(INTENT) or {}).get("name"):
                    _settle(message, dict(rank))
                break

    def _may_be(self, message: Message, name: str, confidence: float) -> bool:
        """Whether nothing speaks against an intent. If something speaks against all, the first one stays."""
        if name == "emergency" and confidence < self._threshold:
            return False
        if name == "inform" and not _says_something(message):
            return False
        return confidence >= self._sure or _has_evidence(message, name)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence must have for an intent: one of these words, or a mention of one of these classes."""

    words: re.Pattern[str]
    mentions: frozenset[str]


@cache
def evidence() -> Mapping[str, Evidence]:
    """`data/evidence.toml`, by intent."""
    data = tomllib.loads((files("assistant.nlu") / "data" / "evidence.toml").read_text(encoding="utf-8"))
    return {
        intent: Evidence(re.compile(entry["words"]), frozenset(entry["or"])) for intent, entry in data.items()
    }


def _has_evidence(message: Message, intent: str) -> bool:
    needed = evidence().get(intent)
    if needed is None or needed.words.search(message.get(TEXT)):
        return True
    said = {entity for entity, _, _ in message.get(MENTIONS) or []}
    return bool(said & needed.mentions) or not needed.mentions.isdisjoint(message.get(SAID) or ())


def _says_something(message: Message) -> bool:
    said = {entity for entity, _, _ in message.get(MENTIONS) or []}
    return bool(said & {"place", "way", "time", "mode"}) or find_shift(message.get(TEXT)) is not None


def _settle(message: Message, intent: dict[str, Any]) -> None:
    """Sets the intent and puts it first in the ranking, where the fallback looks."""
    ranking = [rank for rank in message.get(INTENT_RANKING_KEY) or [] if rank["name"] != intent["name"]]
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [dict(intent), *ranking], add_to_output=True)
