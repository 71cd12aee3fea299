"""Rasa component: Rasa's own DIET trains, numpy answers.

`rasa train` runs `DIETClassifier` with this component's options unchanged; what is kept of it is one small
file of weights (a quarter of TensorFlow's checkpoint, which also holds the optimiser's state). Whoever
loads the model, `gilbeot serve` or `rasa shell`, answers with `DietNetwork`, and nobody needs
TensorFlow for it. Intents, confidences and rankings are those of `DIETClassifier` (tests compare them).
"""

from __future__ import annotations

from typing import Any

import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.diet_network import DietNetwork, Features

WEIGHTS = "diet.npz"
NOTHING: dict[str, Any] = {"name": None, "confidence": 0.0}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DietIntents(GraphComponent, IntentClassifier):
    """Takes the options of Rasa's `DIETClassifier`, for intents only."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Any featurizer, sparse or dense."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What is needed to answer or differs from `DIETClassifier`; `train` fills in its other options."""
        return {"entity_recognition": False, "featurizers": [], "ranking_length": 10}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        network: DietNetwork | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._context = execution_context
        self._network = network

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DietIntents:
        """Untrained."""
        return cls(config, model_storage, resource, execution_context)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DietIntents:
        """With the weights of training; without any if there was nothing to train on."""
        with model_storage.read_from(resource) as folder:
            path = folder / WEIGHTS
            network = DietNetwork.load(path) if path.exists() else None
        return cls(config, model_storage, resource, execution_context, network)

    def train(self, training_data: TrainingData) -> Resource:
        """Trains Rasa's DIET and keeps its weights. Raises `InvalidConfigException`."""
        from rasa.nlu.classifiers.diet_classifier import DIETClassifier

        from assistant.nlu.diet_export import network_of, unsupported

        config = {**DIETClassifier.get_default_config(), **self._config}
        if wrong := unsupported(config):
            raise InvalidConfigException(f"DietIntents in config.yml: {'; '.join(wrong)}.")
        if self._context.is_finetuning:
            raise InvalidConfigException("DietIntents cannot be finetuned: train without --finetune.")

        class Trainer(DIETClassifier):
            """DIET that leaves nothing behind on disk."""

            def persist(self) -> None:
                """Our weights are kept instead."""

        trainer = Trainer.create(config, self._storage, self._resource, self._context)
        trainer.train(training_data)
        with self._storage.write_to(self._resource) as folder:
            if trainer.model is not None:
                network_of(trainer.model, trainer.index_label_id_mapping).save(folder / WEIGHTS)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent and ranking, best first."""
        for message in messages:
            ranking = self._rank(message)
            message.set(INTENT, ranking[0] if ranking else dict(NOTHING), add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _rank(self, message: Message) -> list[dict[str, Any]]:
        featurizers = self._config["featurizers"]
        if self._network is None or not message.features_present(TEXT, featurizers):
            return []
        confidences = self._network.confidences(*_features(message, featurizers))
        order = confidences.argsort()[::-1]
        length = self._config["ranking_length"]
        return [
            {"name": self._network.labels[i], "confidence": float(confidences[i])}
            for i in (order[:length] if length > 0 else order)
        ]


def _features(message: Message, featurizers: list[str]) -> tuple[Features, Features]:
    sparse = message.get_sparse_features(TEXT, featurizers)
    dense = message.get_dense_features(TEXT, featurizers)
    sequence, sentence = (
        (None if a is None else scipy.sparse.csr_matrix(a.features), None if b is None else b.features)
        for a, b in zip(sparse, dense, strict=True)
    )
    return sequence, sentence
