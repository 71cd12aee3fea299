"""DIET answered by numpy says what Rasa's own DIET says: same features, same trained weights, both asked."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.diet import WEIGHTS, DietIntents
from assistant.nlu.diet_export import network_of
from assistant.nlu.diet_network import DietNetwork, WeightsError
from assistant.nlu.jamo_featurizer import JamoFeaturizer
from assistant.nlu.kiwi_tokenizer import KiwiTokenizer
from assistant.nlu.mentions import MentionAnnotator

CONTEXT = ExecutionContext(GraphSchema({}), node_name="diet")
NOW = {"now": "2026-03-04T10:00:00+09:00"}
LINES = Path(__file__).parent / "intents_own.tsv"
ODD = ["ㅋㅋㅋ", "a", "🙂", "13", "가" * 300, "Is it safe?", "부산\u202e 가는\u200b 길", "   .  "]
BASE = {"epochs": 2, "random_seed": 7, "evaluate_on_number_of_examples": 0, "entity_recognition": False}


def lines() -> list[tuple[str, str]]:
    with LINES.open(encoding="utf-8") as stream:
        rows = [row for row in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) >= 2]
    return [(row[0], row[1]) for row in rows if row[0] != "intent" and not row[0].startswith("#")]


def featurized(messages: list[Message], *, dense: bool) -> list[Message]:
    for component in (KiwiTokenizer, MentionAnnotator, JamoFeaturizer):
        made: Any = component
        config = made.get_default_config() | ({"log2_features": 9} if made is JamoFeaturizer else {})
        made.create(config, None, None, CONTEXT).process(messages)
    for message in messages if dense else []:
        sequence = next(f for f in message.features if f.type == "sequence")
        rows = sequence.features.shape[0]
        noise = np.random.default_rng(len(message.get(TEXT)))
        # Different widths: DIET must then bring sequence and sentence to one.
        for kind, shape in (("sequence", (rows, 6)), ("sentence", (1, 10))):
            message.add_features(Features(noise.random(shape, dtype=np.float32), kind, TEXT, "noise"))
    return messages


def examples(*, dense: bool) -> TrainingData:
    return TrainingData(featurized([Message({TEXT: t, INTENT: i}) for i, t in lines()[::8]], dense=dense))


def asked(*, dense: bool) -> list[Message]:
    texts = [text for _, text in random.Random(3).sample(lines(), 200)] + ODD
    return featurized([Message({TEXT: text, "metadata": NOW}) for text in texts], dense=dense)


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalModelStorage]:
    return LocalModelStorage(tmp_path_factory.mktemp("storage"))


@pytest.mark.parametrize(
    ("layers", "dense", "more"),
    [
        (0, False, {}),
        (1, False, {"transformer_size": 32, "number_of_attention_heads": 4}),
        (2, True, {"transformer_size": 16, "number_of_attention_heads": 2, "connection_density": 0.5}),
    ],
)
def test_numpy_and_tensorflow_agree(
    storage: LocalModelStorage, tmp_path: Path, layers: int, dense: bool, more: dict[str, Any]
) -> None:
    from rasa.nlu.classifiers.diet_classifier import DIETClassifier

    config = DIETClassifier.get_default_config() | BASE | {"number_of_transformer_layers": layers} | more
    stock = DIETClassifier.create(config, storage, Resource(f"stock-{layers}"), CONTEXT)
    stock.train(examples(dense=dense))
    network_of(stock.model, stock.index_label_id_mapping).save(tmp_path / WEIGHTS)
    network = DietNetwork.load(tmp_path / WEIGHTS)
    light = DietIntents(DietIntents.get_default_config(), storage, Resource("x"), CONTEXT, network)

    expected, got = stock.process(asked(dense=dense)), light.process(asked(dense=dense))
    assert len({message.get(INTENT)["name"] for message in expected}) > 3, "a comparison needs variety"
    for one, other in zip(expected, got, strict=True):
        confidences = {rank["name"]: rank["confidence"] for rank in other.get("intent_ranking")}
        first, second = one.get("intent_ranking")[:2]
        if first["confidence"] - second["confidence"] > 1e-5:  # else it is a draw
            assert other.get(INTENT)["name"] == first["name"], one.get(TEXT)
        for rank in (first, second):
            assert confidences[rank["name"]] == pytest.approx(rank["confidence"], abs=1e-5)


def test_training_keeps_the_weights_and_nothing_else(storage: LocalModelStorage) -> None:
    config = DietIntents.get_default_config() | BASE | {"number_of_transformer_layers": 0}
    resource = DietIntents.create(config, storage, Resource("light"), CONTEXT).train(examples(dense=False))
    with storage.read_from(resource) as folder:
        assert [path.name for path in folder.iterdir()] == [WEIGHTS]
    messages = DietIntents.load(config, storage, resource, CONTEXT).process(asked(dense=False))
    assert all(message.get(INTENT)["name"] for message in messages)
    assert all(len(message.get("intent_ranking")) == 10 for message in messages)


def test_without_features_or_training_there_is_no_intent(storage: LocalModelStorage) -> None:
    untrained = DietIntents.create(DietIntents.get_default_config(), storage, Resource("none"), CONTEXT)
    for message in untrained.process([Message({TEXT: ""}), *asked(dense=False)[:1]]):
        assert message.get(INTENT) == {"name": None, "confidence": 0.0}
        assert message.get("intent_ranking") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"entity_recognition": True},
        {"unidirectional_encoder": True},
        {"use_key_relative_attention": True},
        {"similarity_type": "cosine"},
        {"hidden_layers_sizes": {"text": [64], "label": []}},
    ],
)
def test_what_numpy_cannot_do_is_refused_before_training(
    storage: LocalModelStorage, wrong: dict[str, Any]
) -> None:
    component = DietIntents.create(
        DietIntents.get_default_config() | BASE | wrong, storage, Resource("wrong"), CONTEXT
    )
    with pytest.raises(InvalidConfigException, match=next(iter(wrong))):
        component.train(TrainingData())


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 broken"])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / WEIGHTS
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=WEIGHTS):
        DietNetwork.load(path)
