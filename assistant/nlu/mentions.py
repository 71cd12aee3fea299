"""Rasa component: finds what is said (times, places, modes, hazards) and puts it on the message.

It is registered as a featurizer, not as an extractor, because it must also see the training examples: the
featurizer after it hides names and times from the intent classifier. At run time the mentions become
the message's entities. "Now" comes with the message's metadata (`{"now": ISO}`), else from the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

from assistant.nlu.annotate import WAYS, Mention, annotate, as_entity
from assistant.places.model import PlaceKind

MENTIONS = "gilbeot_mentions"
"""Message property that holds the mentions of training examples and live messages alike: (entity, start,
end), where a road, bridge, tunnel or the like is a `way` and not a `place`."""
SAID = "gilbeot_said"
"""Message property: what else the mentions tell an intent classifier, as "role:destination", "hazard:fog"."""

_WAYS = WAYS | {PlaceKind.INTERCHANGE, PlaceKind.TOLLGATE, PlaceKind.REST_AREA}
_OUTDOORS = frozenset((PlaceKind.MOUNTAIN, PlaceKind.BEACH, PlaceKind.ISLAND, PlaceKind.PARK))

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
                mark(example, annotate(example.get(TEXT), _TRAINING_NOW))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Marks mentions and sets the entities."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            mentions = annotate(text, now_of(message.get("metadata")))
            mark(message, mentions)
            entities = [{**as_entity(mention), "extractor": "MentionAnnotator"} for mention in mentions]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages


def mark(message: Message, mentions: Sequence[Mention]) -> None:
    """Puts mentions on a message in the form that featurizers and classifiers read."""
    message.set(MENTIONS, [(_class_of(found), found.start, found.end) for found in mentions])
    message.set(SAID, sorted({said for found in mentions for said in _said(found)}))


def _class_of(found: Mention) -> str:
    return "way" if found.entity == "place" and found.value.get("kind") in _WAYS else found.entity


def _said(found: Mention) -> Iterator[str]:
    if found.entity == "hazard":
        yield f"hazard:{found.value}"
    if found.role:
        yield f"role:{found.role}"
        yield f"role:{found.role}:{_class_of(found)}"
    if found.entity == "place" and found.value.get("kind") in _OUTDOORS:
        yield "outdoors"
    if found.entity == "time":
        yield f"grain:{found.value['grain']}"
