"""What an encoder adds to the linear features: `python -m tools.encoder.ablation [FOLDER ...]`.

For each encoder the classifier of `LinearIntentClassifier` is fitted on nlu_data, with its damaged copies:
on the linear features, on the sentence vectors alone, and on both side by side. Prints accuracy on every
intent set that is present, as it is and damaged as speech recognition damages it (level 2, seeded). Only
this classifier is compared: no DIET, no guard, no fallback.
"""

from __future__ import annotations

import random
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from assistant.evaluation.datasets import DataSet, standard_sets
from assistant.evaluation.intents import same_intent
from assistant.korean.noise import corrupt
from assistant.nlu.encoder_featurizer import EncoderFeaturizer
from assistant.nlu.kiwi_tokenizer import KiwiTokenizer
from assistant.nlu.linear_intent import balance, views, with_damaged
from assistant.nlu.mentions import MentionAnnotator
from tools.nlu.data import training_examples

CONTEXT = ExecutionContext(GraphSchema({}), node_name="ablation")
NOW = {"now": "2026-03-04T10:00:00+09:00"}
LENGTHS = (0.5, 1.0)
"""Lengths of the sentence vector beside the linear views, each of length 1."""
DAMAGED = {1: 0.6, 2: 0.3}
SEED = 20230810


@dataclass(frozen=True, slots=True)
class Lines:
    """Labelled lines with what the components made of them."""

    name: str
    messages: list[Message]

    @property
    def intents(self) -> list[str]:
        """What is wanted, line by line."""
        return [message.get(INTENT) for message in self.messages]


def lines_of(name: str, examples: Sequence[tuple[str, str]]) -> Lines:
    """Runs tokenizer and annotator."""
    messages = [Message({TEXT: text, INTENT: intent, "metadata": NOW}) for intent, text in examples]
    options = KiwiTokenizer.get_default_config()
    KiwiTokenizer.create(options, None, None, CONTEXT).process(messages)  # type: ignore[arg-type]
    MentionAnnotator.create({}, None, None, CONTEXT).process(messages)  # type: ignore[arg-type]
    return Lines(name, messages)


def damaged(data: DataSet) -> DataSet:
    """The set as a recogniser would have it."""
    worse = [
        replace(line, text=corrupt(line.text, random.Random(zlib.crc32(line.text.encode())), 2).text)
        for line in data.lines
    ]
    return replace(data, name=f"{data.name}, noise", lines=tuple(worse))


def vectors(encoder: EncoderFeaturizer, messages: Sequence[Message]) -> np.ndarray[Any, Any]:
    """(messages, dimension): sentence vectors as `EncoderFeaturizer` gives them."""
    rows = []
    for message in messages:
        copy = Message(dict(message.data))
        encoder.process([copy])
        sentence = copy.get_dense_features(TEXT, [])[1]
        assert sentence is not None
        rows.append(sentence.features[0])
    return np.array(rows)


class Vectors:
    """Sentence vectors less their mean over the training data, all of one length."""

    def __init__(self, folder: str, training: Lines) -> None:
        config = {**EncoderFeaturizer.get_default_config(), "model": folder}
        self._encoder = EncoderFeaturizer.create(config, None, None, CONTEXT)  # type: ignore[arg-type]
        raw = vectors(self._encoder, training.messages)
        self._mean = raw.mean(axis=0)
        self.training = self._unit(raw)

    def of(self, lines: Lines) -> np.ndarray[Any, Any]:
        """(lines, dimension)."""
        return self._unit(vectors(self._encoder, lines.messages))

    def _unit(self, raw: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        centred = raw - self._mean
        unit: np.ndarray[Any, Any] = centred / np.linalg.norm(centred, axis=1, keepdims=True)
        return unit


def fitted(features: Any, lines: Lines) -> Any:
    """The classifier of `LinearIntentClassifier`."""
    model = LinearSVC(C=0.5, class_weight=balance(lines.intents), random_state=SEED)
    return model.fit(features, lines.intents)


def accuracy(model: Any, features: Any, lines: Lines) -> float:
    """Share of lines with the right intent."""
    found = model.predict(features)
    pairs = zip(lines.intents, found, strict=True)
    return sum(same_intent(a) == same_intent(str(b)) for a, b in pairs) / len(lines.intents)


def main() -> int:
    """Command line entry."""
    folders = sys.argv[1:] or [str(Path("assistant") / "nlu" / "data" / "encoder")]
    given = lines_of("training", training_examples()).messages
    training = Lines("training", with_damaged(given, DAMAGED, SEED))
    sets = standard_sets().of("intents")
    tests = [
        lines_of(data.name, [(line.intent or "", line.text) for line in data.lines])
        for data in [*sets, *map(damaged, sets)]
    ]
    vectorizers = [TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=2) for _ in views(given[0])]
    seen = [views(message) for message in training.messages]
    linear = scipy.sparse.hstack(
        [v.fit_transform([view[i] for view in seen]) for i, v in enumerate(vectorizers)], format="csr"
    )

    def linear_of(lines: Lines) -> Any:
        rows = [views(message) for message in lines.messages]
        blocks = [v.transform([row[i] for row in rows]) for i, v in enumerate(vectorizers)]
        return scipy.sparse.hstack(blocks, format="csr")

    names = [f"{lines.name} ({len(lines.intents)})" for lines in tests]
    print("| features | " + " | ".join(names) + " |\n|---" + "|---" * len(names) + "|")
    plain = [linear_of(lines) for lines in tests]
    show("linear", fitted(linear, training), plain, tests)
    for folder in folders:
        encoder = Vectors(folder, training)
        mine = [encoder.of(lines) for lines in tests]
        name = Path(folder).name
        show(f"{name} alone", fitted(encoder.training, training), mine, tests)
        for length in LENGTHS:
            both = scipy.sparse.hstack([linear, length * encoder.training], format="csr")
            joined = [
                scipy.sparse.hstack([rows, length * more], format="csr")
                for rows, more in zip(plain, mine, strict=True)
            ]
            model = fitted(both, training)
            show(f"linear + {name} (length {length})", model, joined, tests)
    return 0


def show(name: str, model: Any, features: Sequence[Any], tests: Sequence[Lines]) -> None:
    """One row of the table."""
    cells = [f"{accuracy(model, rows, lines):.1%}" for rows, lines in zip(features, tests, strict=True)]
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
