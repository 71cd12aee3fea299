"""Rasa component: a linear second opinion on the intent, blended with DIET's.

One-against-the-rest linear support vector machines over TF-IDF of four views of the masked text (names and
times hidden): jamo n-grams within words, syllable n-grams within words, morphemes with their pairs and the
sentence's end, and whole words with what is mentioned. On short Korean requests it generalises better from a
few thousand examples than DIET alone (docs/intents.md); the blend of both is the confidence that the fallback
sees. It learns from damaged copies of the examples too, since people are misheard and mistype.

The trained weights are stored as plain arrays and JSON: loading a model runs no code from it. What needs
scikit-learn is imported for training only.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.korean.noise import corrupt
from assistant.nlu.annotate import annotate
from assistant.nlu.kiwi_tokenizer import tokens_of
from assistant.nlu.linear_views import View, views
from assistant.nlu.mentions import SEOUL, mark
from assistant.nlu.sparse import Tfidf

__all__ = ["LinearIntentClassifier", "views"]

OUTSIDE = "out_of_scope"

_RANKED = 10
"""Intents in the ranking, as Rasa's own classifiers give."""
_SHORTEST_DAMAGED = 4
"""Letters from which an example is damaged: one- and two-letter answers carry the intent by themselves."""
_WHEN = datetime(2026, 3, 4, 10, 0, tzinfo=SEOUL)
"""Training is repeatable: "now" for the mentions of damaged examples."""


def damaged(message: Message, level: int, rng: Random) -> Message | None:
    """A copy as it might be misheard or mistyped, with tokens and mentions of its own; None if unchanged."""
    text = message.get(TEXT)
    noisy = corrupt(text, rng, level).text
    if noisy == text or not noisy.strip():
        return None
    copy = Message({TEXT: noisy, INTENT: message.get(INTENT)})
    copy.set(TOKENS_NAMES[TEXT], tokens_of(noisy))
    mark(copy, annotate(noisy, _WHEN))
    return copy


def with_damaged(examples: Sequence[Message], shares: dict[int, float], seed: int) -> list[Message]:
    """The examples and, for each level, so many damaged copies of each on average."""
    rng = Random(seed)  # noqa: S311 - training is to be repeatable
    copies = [
        damaged(example, level, rng)
        for level, share in sorted(shares.items())
        for example in examples
        if len(example.get(TEXT)) >= _SHORTEST_DAMAGED
        for _ in range(int(share + rng.random()))
    ]
    return [*examples, *(copy for copy in copies if copy is not None)]


def balance(intents: Sequence[str]) -> dict[str, float]:
    """Weight of each class: the root of what would make all equal, so that the big `out_of_scope` counts."""
    counts = Counter(intents)
    mean = len(intents) / len(counts)
    return {intent: (mean / count) ** 0.5 for intent, count in counts.items()}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent):
    """Comes after DIET; `weight` is the share of this classifier in the blend."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`weight` 0-1; `C` inverse regularisation; `sharpness` turns margins into probabilities (softmax);
        `caution` is added to the margin of `out_of_scope`, lest small talk be taken for a journey;
        `light_noise` and `heavy_noise` are how many damaged copies of each example are learned as well."""
        return {
            "weight": 0.6,
            "C": 0.5,
            "sharpness": 5.0,
            "caution": 0.2,
            "light_noise": 0.6,
            "heavy_noise": 0.3,
            "random_seed": 20230810,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """What must be importable for this component."""
        return ["numpy"]

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._vocabularies: list[Tfidf] = []
        self._classes: list[str] = []
        self._weights: npt.NDArray[np.float32] = np.zeros((0, 0), np.float32)
        """One row for each feature, one column for each class."""
        self._bias: npt.NDArray[np.float32] = np.zeros(0, np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Untrained."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits on all intent examples and damaged copies of some, and stores the weights."""
        import scipy.sparse
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        given = [example for example in training_data.intent_examples if example.get(TEXT)]
        shares = {1: self._config["light_noise"], 2: self._config["heavy_noise"]}
        examples = with_damaged(given, shares, self._config["random_seed"])
        blocks = []
        for column in zip(*map(views, examples), strict=True):
            vectorizer = TfidfVectorizer(analyzer=_as_it_is, sublinear_tf=True, min_df=2)
            blocks.append(vectorizer.fit_transform(column))
            terms = tuple(map(str, vectorizer.get_feature_names_out()))
            self._vocabularies.append(Tfidf(terms, vectorizer.idf_.astype(np.float32)))
        intents = [example.get(INTENT) for example in examples]
        model = LinearSVC(
            C=self._config["C"], class_weight=balance(intents), random_state=self._config["random_seed"]
        )
        model.fit(scipy.sparse.hstack(blocks, format="csr"), intents)
        self._classes = [str(name) for name in model.classes_]
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._bias = model.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def _persist(self) -> None:
        """Weights in half precision: their third digit changes no answer, and models are copied about."""
        with self._storage.write_to(self._resource) as folder:
            document = {
                "classes": self._classes,
                "vocabularies": [vocabulary.vocabulary for vocabulary in self._vocabularies],
            }
            (folder / "linear.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
            arrays = {f"idf{i}": vocabulary.idf for i, vocabulary in enumerate(self._vocabularies)}
            arrays |= {"weights": self._weights.astype(np.float16), "bias": self._bias}
            np.savez_compressed(folder / "linear.npz", **arrays)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> LinearIntentClassifier:
        """The stored weights."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            document = json.loads((folder / "linear.json").read_text(encoding="utf-8"))
            arrays = np.load(folder / "linear.npz", allow_pickle=False)
            component._classes = document["classes"]
            component._weights = arrays["weights"].astype(np.float32)
            component._bias = arrays["bias"]
            component._vocabularies = [
                Tfidf(tuple(terms), arrays[f"idf{i}"]) for i, terms in enumerate(document["vocabularies"])
            ]
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Blends this opinion into the ranking that is there."""
        for message in messages:
            if message.get(TEXT):
                self._blend(message)
        return messages

    def probabilities(self, message: Message) -> dict[str, float]:
        """This classifier's own opinion."""
        columns: list[int] = []
        values: list[float] = []
        start = 0
        for vocabulary, view in zip(self._vocabularies, views(message), strict=True):
            for column, value in vocabulary.row(view).items():
                columns.append(start + column)
                values.append(value)
            start += len(vocabulary)
        scores = self._bias.copy()
        if columns:
            scores = scores + np.asarray(values, np.float32) @ self._weights[columns]
        if OUTSIDE in self._classes:
            scores[self._classes.index(OUTSIDE)] += self._config["caution"]
        scores = scores * self._config["sharpness"]
        odds = np.exp(scores - scores.max())
        return dict(zip(self._classes, map(float, odds / odds.sum()), strict=True))

    def _blend(self, message: Message) -> None:
        before = {rank["name"]: rank["confidence"] for rank in message.get(INTENT_RANKING_KEY) or []}
        weight = self._config["weight"] if before else 1.0
        blended = {
            name: weight * mine + (1 - weight) * before.get(name, 0.0)
            for name, mine in self.probabilities(message).items()
        }
        ranking = [
            {"name": name, "confidence": confidence}
            for name, confidence in sorted(blended.items(), key=lambda item: -item[1])[:_RANKED]
        ]
        message.set(INTENT, dict(ranking[0]), add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


def _as_it_is(features: View) -> View:
    return features
