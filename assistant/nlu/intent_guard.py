"""Rasa component: rules that a person can read and vet, after the learned classifiers.

1. What the rules of `korean.danger` hear as an emergency is one, whatever the classifiers thought.
2. An emergency that only the classifiers heard, and not surely, gives way to the next intent: whoever says
   "기차 안에서 돌아다니는 것은 위험해" must not be told to call 119.
3. A fragment (`inform`) that names no time, place or mode, and no change of departure, gives way as well.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.korean.danger import in_danger
from assistant.korean.shifts import find_shift
from assistant.nlu.mentions import MENTIONS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class IntentGuard(GraphComponent):
    """Comes before the fallback, which then judges what is left."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`emergency_threshold`: confidence from which an emergency needs no rule to agree."""
        return {"emergency_threshold": 0.6}

    def __init__(self, config: dict[str, Any]) -> None:
        self._threshold = float(config["emergency_threshold"])

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
        intent = message.get(INTENT) or {}
        if in_danger(message.get(TEXT)):
            _settle(message, {"name": "emergency", "confidence": 1.0})
        elif intent.get("name") == "emergency" and intent["confidence"] < self._threshold:
            _give_way(message, "emergency")
        elif intent.get("name") == "inform" and not _says_something(message):
            _give_way(message, "inform")


def _says_something(message: Message) -> bool:
    said = {entity for entity, _, _ in message.get(MENTIONS) or []}
    return bool(said & {"place", "time", "mode"}) or find_shift(message.get(TEXT)) is not None


def _give_way(message: Message, name: str) -> None:
    others = [rank for rank in message.get(INTENT_RANKING_KEY) or [] if rank["name"] != name]
    if others:
        _settle(message, dict(others[0]))


def _settle(message: Message, intent: dict[str, Any]) -> None:
    """Sets the intent and puts it first in the ranking, where the fallback looks."""
    ranking = [rank for rank in message.get(INTENT_RANKING_KEY) or [] if rank["name"] != intent["name"]]
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [dict(intent), *ranking], add_to_output=True)
