"""Rasa component: sparse features that survive Korean spelling noise and do not leak names.

Every time and place in the utterance is replaced by a sign for its class before features are made, so
that "내일 부산 가는 길 안전해?" and "모레 동해 가는 길 안전해?" look alike to the intent classifier.
What is left gives, by feature hashing (stateless: nothing to persist):

- jamo n-grams (2-5) of the whole sentence without spaces: robust to wrong spacing and typing slips;
- morphemes and pairs of them from Kiwi: the grammar (ending, particle, stem).
"""

from __future__ import annotations

from typing import Any

import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.korean.jamo import to_jamo
from assistant.nlu.mentions import MENTIONS
from assistant.nlu.sparse import hashed, matrix

SIGNS = {"place": "\ue001", "time": "\ue002", "mode": "\ue003", "way": "\ue004"}
"""Private-use characters that stand for a class of mention. Hazards stay: they tell intents apart."""


def masked(text: str, spans: list[tuple[str, int, int]]) -> str:
    """The text with every span of a class in `SIGNS` replaced by its sign."""
    parts, at = [], 0
    for entity, start, end in spans:
        if entity in SIGNS and start >= at:
            parts += [text[at:start], SIGNS[entity]]
            at = end
    return "".join([*parts, text[at:]])


def _ngrams(text: str, low: int, high: int) -> list[str]:
    return [text[i : i + n] for n in range(low, high + 1) for i in range(len(text) - n + 1)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class JamoFeaturizer(SparseFeaturizer, GraphComponent):
    """Sequence and sentence features for DIET. Comes after `KiwiTokenizer` and `MentionAnnotator`."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Tokens are needed for the sequence features."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`min_ngram`/`max_ngram` in jamo, `log2_features` the size of each hashed space."""
        return {
            **SparseFeaturizer.get_default_config(),
            "min_ngram": 2,
            "max_ngram": 5,
            "log2_features": 13,
        }

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._low, self._high = config["min_ngram"], config["max_ngram"]
        self._size = 2 ** config["log2_features"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> JamoFeaturizer:
        """Stateless: the same for training and for use."""
        return cls(config, execution_context.node_name or cls.__name__)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Lengths must be positive and ordered."""
        if not 1 <= config["min_ngram"] <= config["max_ngram"]:
            raise ValueError("JamoFeaturizer: 1 <= min_ngram <= max_ngram is needed in config.yml")

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Features for all examples with a text."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Features for messages."""
        for message in messages:
            tokens = message.get(TOKENS_NAMES[TEXT])
            if message.get(TEXT) and tokens:
                self._featurize(message, tokens)
        return messages

    def _featurize(self, message: Message, tokens: list[Token]) -> None:
        spans = message.get(MENTIONS) or []
        words = [_morpheme(token, spans) for token in tokens]
        sequence = self._rows([self._jamo(word.split("/")[0]) for word in words], [[word] for word in words])
        chain = [word for i, word in enumerate(words) if i == 0 or word != words[i - 1]]
        pairs = [f"{a} {b}" for a, b in zip(["<s>", *chain], [*chain, "</s>"], strict=True)]
        sentence = self._rows([self._jamo(masked(message.get(TEXT), spans))], [chain + pairs])
        self.add_features_to_message(sequence, sentence, TEXT, message)

    def _rows(self, characters: list[list[str]], morphemes: list[list[str]]) -> scipy.sparse.coo_matrix:
        rows = [
            [hashed(one, self._size), hashed(other, self._size)]
            for one, other in zip(characters, morphemes, strict=True)
        ]
        return matrix(rows, (self._size, self._size))

    def _jamo(self, text: str) -> list[str]:
        return _ngrams(f"^{to_jamo(''.join(text.split()).lower())}$", self._low, self._high)


def _morpheme(token: Token, spans: list[tuple[str, int, int]]) -> str:
    """ "가/VV" for a morpheme, the class sign for a token that overlaps a mention."""
    for entity, start, end in spans:
        if entity in SIGNS and token.start < end and start < token.end:
            return SIGNS[entity]
    return f"{token.lemma}/{token.data['pos']}"
