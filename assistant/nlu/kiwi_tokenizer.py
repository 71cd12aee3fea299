"""Korean morphemes as Rasa tokens, with true character offsets.

Rasa's own tokenizers see a Korean sentence as one token (DESIGN §7). Kiwi splits josa and endings from
stems: "부산까지" becomes 부산/NNP 까지/JX. Several morphemes may share a syllable (가 + ㄴ다 in "간다"); such
tokens overlap in Kiwi and are merged here, so that token spans always ascend and match the text.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

if TYPE_CHECKING:
    from kiwipiepy import Kiwi


@cache
def kiwi() -> Kiwi:
    """The analyser with our user words. Loads in about a second and takes some 260 MB, so only once.

    Without the additional dictionaries, which are names from encyclopedias and slips of typing, and cost
    another 2 s and 250 MB: names are hidden from the classifiers anyway (docs/performance.md).
    """
    from kiwipiepy import Kiwi

    extras = {"load_default_dict": False, "load_typo_dict": False, "load_multi_dict": False}
    analyser = Kiwi(num_workers=1, **extras)
    text = (files("assistant.nlu") / "user_words.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            word, tag = line.split("\t")
            analyser.add_user_word(word, tag, 0.0)
    return analyser


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class KiwiTokenizer(Tokenizer):
    """Tokens of a message: `text` is the surface, `lemma` the morphemes, `data["pos"]` their tags."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's options for every tokenizer; none of our own."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """What must be importable for this component."""
        return ["kiwipiepy"]

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Morphemes of `message[attribute]`; at least one token for any text that is not empty."""
        text: str = message.get(attribute)
        return tokens_of(text)


def tokens_of(text: str) -> list[Token]:
    """Kiwi's analysis as ascending, non-overlapping Rasa tokens."""
    tokens: list[Token] = []
    morphemes: list[Any] = list(kiwi().tokenize(text))  # its stubs also promise lists for lists
    for morpheme in morphemes:
        start, end = morpheme.start, morpheme.start + morpheme.len
        if (tokens and start < tokens[-1].end) or end <= start:
            if not tokens:
                continue
            last = tokens[-1]
            last.end = max(last.end, end)
            last.text = text[last.start : last.end]
            last.lemma = f"{last.lemma}+{morpheme.form}"
            last.data["pos"] = f"{last.data['pos']}+{morpheme.tag}"
            continue
        tokens.append(Token(text[start:end], start, end, {"pos": morpheme.tag}, morpheme.form))
    if not tokens and text:
        tokens.append(Token(text, 0, len(text), {"pos": "UN"}, text))
    return tokens
