"""Rasa component: features of a transformer that has read Korean before (see `docs/encoder.md`).

Sentence features are the mean over the encoder's pieces; the features of a token of ours are the mean over
the pieces that share characters with it, so encoder and Kiwi may cut the words differently. Names and
times are hidden from the encoder as `JamoFeaturizer` hides them, each behind one piece: the class's own
(`[PLACE]`) where the vocabulary has it, else the piece that encoders are trained to fill in (`[MASK]`).
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.encoder import Encoded, Encoder, EncoderError, Vectors, digest_of, folder_of
from assistant.nlu.hiding import CLASSES, Hidden, hide
from assistant.nlu.mentions import MENTIONS

MASKS = ("[MASK]", "<mask>", "[UNK]", "<unk>")
NOTE = "encoder.json"


def aligned(tokens: list[Token], encoded: Encoded, hidden: Hidden) -> Vectors:
    """(tokens, dimension): the mean over the pieces of each token; zeros where the encoder saw none."""
    spans = np.array([hidden.original(span) for span in encoded.spans], np.int64).reshape(-1, 2)
    rows = np.zeros((len(tokens), len(encoded.sentence)), np.float32)
    for row, token in zip(rows, tokens, strict=True):
        touching = (spans[:, 0] < token.end) & (token.start < spans[:, 1])
        if touching.any():
            row[:] = encoded.pieces[touching].mean(axis=0)
    return rows


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class EncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Dense features for DIET. Comes after `KiwiTokenizer` and `MentionAnnotator`.

    Nothing is trained. The model only notes which encoder it was trained with, and refuses another one.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Tokens are needed for the sequence features."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """What must be importable for this component: the extra `encoder`."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`model`: a folder or a hub name (with `revision`); `max_length` in pieces; `cache` in sentences."""
        return {
            **DenseFeaturizer.get_default_config(),
            "model": None,
            "revision": None,
            "max_length": 64,
            "mask_mentions": True,
            "cache": 2000,
            "threads": 1,
        }

    def __init__(
        self, config: dict[str, Any], name: str, storage: ModelStorage | None, resource: Resource | None
    ) -> None:
        super().__init__(name, config)
        self._storage, self._resource = storage, resource
        try:
            folder = folder_of(config["model"], config["revision"])
            self._digest = digest_of(folder)
            self._encoder = Encoder(
                folder, max_length=config["max_length"], threads=config["threads"], cache=config["cache"]
            )
        except EncoderError as error:
            raise InvalidConfigException(f"EncoderFeaturizer: {error}") from error
        self._signs: dict[str, str] = {}
        if config["mask_mentions"]:
            self._signs = {name: self._encoder.sign(f"[{name.upper()}]", *MASKS) for name in CLASSES}
            self._signs["way"] = self._signs["place"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EncoderFeaturizer:
        """With the encoder loaded. Raises `InvalidConfigException` if there is none."""
        return cls(config, execution_context.node_name or cls.__name__, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> EncoderFeaturizer:
        """The same, if the encoder is still the one of the training."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            wanted = json.loads((folder / NOTE).read_text(encoding="utf-8"))["digest"]
        if wanted != component._digest:
            raise InvalidConfigException(
                f"EncoderFeaturizer: the encoder {config['model']!r} has changed since the model was trained "
                f"({component._digest}, not {wanted}). Train again, or put the former encoder back."
            )
        return component

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises `InvalidConfigException` for options that make no sense."""
        wrong = [
            f"{name} must be a whole number from {low} to {high}"
            for name, low, high in (("max_length", 4, 512), ("cache", 0, 10**7), ("threads", 1, 64))
            if type(config[name]) is not int or not low <= config[name] <= high
        ]
        if not isinstance(config["model"], str) or not config["model"].strip():
            wrong.insert(0, "`model` is needed: an encoder's folder, or its name on the Hugging Face hub")
        if wrong:
            raise InvalidConfigException(f"EncoderFeaturizer in the configuration: {'; '.join(wrong)}.")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The encoder's digest, so that another encoder under the same name is trained with anew."""
        try:
            return digest_of(folder_of(config["model"], config.get("revision")))
        except EncoderError:
            return None  # `create` says it better

    def train(self, training_data: TrainingData) -> Resource:
        """Notes which encoder this is."""
        assert self._storage is not None
        assert self._resource is not None
        with self._storage.write_to(self._resource) as folder:
            (folder / NOTE).write_text(json.dumps({"digest": self._digest}), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Features for all examples with a text."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Features for messages."""
        for message in messages:
            tokens = message.get(TOKENS_NAMES[TEXT])
            if message.get(TEXT) and tokens:
                hidden = hide(message.get(TEXT), message.get(MENTIONS) or [], self._signs)
                encoded = self._encoder.encode(hidden.text)
                sequence = aligned(tokens, encoded, hidden)
                self.add_features_to_message(sequence, encoded.sentence[np.newaxis], TEXT, message)
        return messages
