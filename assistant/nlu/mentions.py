"""Rasa component: finds what is said (times, places, modes, hazards) and puts it on the message.

It is registered as a featurizer, not as an extractor, because it must also see the training examples: the
featurizer after it hides names and times from the intent classifier. At run time the mentions become
the message's entities. "Now" comes with the message's metadata (`{"now": ISO}`), else from the clock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.annotate import annotate, as_entity

MENTIONS = "gilbeot_mentions"
"""Message property that holds the mentions of training examples and live messages alike."""

SEOUL = ZoneInfo("Asia/Seoul")
_TRAINING_NOW = datetime(2026, 3, 4, 10, 0, tzinfo=SEOUL)


def now_of(metadata: dict[str, Any] | None) -> datetime:
    """The moment an utterance was said: given by the caller, else this very moment."""
    given = (metadata or {}).get("now")
    return datetime.fromisoformat(given) if given else datetime.now(SEOUL)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MentionAnnotator(GraphComponent):
    """Sets `gilbeot_mentions`, and at run time also the entities."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MentionAnnotator:
        """Nothing to configure or load."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Marks mentions in the examples, at a fixed "now" so that training is repeatable."""
        for example in training_data.training_examples:
            if example.get(TEXT):
                example.set(MENTIONS, _spans(example, _TRAINING_NOW))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Marks mentions and sets the entities."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            mentions = annotate(text, now_of(message.get("metadata")))
            message.set(MENTIONS, [(mention.entity, mention.start, mention.end) for mention in mentions])
            entities = [{**as_entity(mention), "extractor": "MentionAnnotator"} for mention in mentions]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages


def _spans(message: Message, now: datetime) -> list[tuple[str, int, int]]:
    return [(mention.entity, mention.start, mention.end) for mention in annotate(message.get(TEXT), now)]
