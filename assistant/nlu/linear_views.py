"""What the linear intent classifier sees of a sentence: four views of the text, names and times hidden."""

from __future__ import annotations

from itertools import pairwise

from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.korean.fillers import filler_spans
from assistant.korean.jamo import to_jamo
from assistant.nlu.jamo_featurizer import SIGNS, masked
from assistant.nlu.mentions import MENTIONS, SAID

View = list[str]
"""The features of one kind of a message, repeats included."""

_KEPT = frozenset(SIGNS.values())
_MANY_WORDS = 8


def plain(text: str) -> str:
    """Letters, digits and class signs only, single spaces: punctuation is no evidence in speech."""
    return " ".join("".join(char if char.isalnum() or char in _KEPT else " " for char in text).split())


def in_words(text: str, low: int, high: int) -> View:
    """Character n-grams that do not cross word borders; a border is a blank."""
    padded = [f" {word} " for word in text.split()]
    return [
        word[i : i + n] for word in padded for n in range(low, high + 1) for i in range(len(word) - n + 1)
    ]


def morphemes(tokens: list[Token], spans: list[tuple[str, int, int]]) -> View:
    """Morphemes with tags, class signs for mentions, names folded; pairs; and how the sentence ends."""
    chain: list[str] = []
    for token in tokens:
        tag = token.data["pos"]
        if tag.startswith("S") and tag not in ("SL", "SN"):
            continue
        sign = next(
            (SIGNS[e] for e, start, end in spans if e in SIGNS and token.start < end and start < token.end),
            None,
        )
        if sign is not None and chain and chain[-1] == sign:
            continue
        chain.append(sign or ("<name>" if tag == "NNP" else f"{token.lemma}/{tag}"))
    return [*chain, *(f"{a} {b}" for a, b in pairwise(chain)), "end:" + " ".join(chain[-2:])]


def shape(text: str, tokens: list[Token], spans: list[tuple[str, int, int]], said: list[str]) -> View:
    """Words and pairs of them, the first and the last one, classes of mentions, what else they say (roles,
    hazards), length, the final ending."""
    words = text.split()
    endings = [token.lemma for token in tokens if token.data["pos"].startswith("EF")]
    return [
        *(f"w:{word}" for word in words),
        *(f"ww:{a} {b}" for a, b in pairwise(words)),
        *(f"first:{word}" for word in words[:1]),
        *(f"last:{word}" for word in words[-1:]),
        *(f"has:{entity}" for entity in sorted({entity for entity, _, _ in spans})),
        *said,
        f"n:{min(len(words), _MANY_WORDS)}",
        f"ef:{endings[-1] if endings else 'none'}",
    ]


def _outside(fillers: list[tuple[int, int]], spans: list[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """The fillers that are no part of a mention."""
    return [
        (start, end)
        for start, end in fillers
        if not any(start < last and first < end for _, first, last in spans)
    ]


def _without(text: str, fillers: list[tuple[int, int]], spans: list[tuple[str, int, int]]) -> str:
    """The text with mentions masked and a blank for each filler."""
    moved = [
        (entity, first - taken, last - taken)
        for entity, first, last in spans
        for taken in [sum(end - start - 1 for start, end in fillers if end <= first)]
    ]
    for start, end in reversed(fillers):
        text = f"{text[:start]} {text[end:]}"
    return masked(text, moved)


def views(message: Message) -> tuple[View, ...]:
    """The features of one message, in the order of the vocabularies."""
    spans = message.get(MENTIONS) or []
    fillers = _outside(filler_spans(message.get(TEXT)), spans)
    tokens = [
        token
        for token in message.get(TOKENS_NAMES[TEXT]) or []
        if not any(start <= token.start and token.end <= end for start, end in fillers)
    ]
    text = plain(_without(message.get(TEXT), fillers, spans).lower())
    return (
        in_words(to_jamo(text), 2, 5),
        in_words(text, 1, 4),
        morphemes(tokens, spans),
        shape(text, tokens, spans, message.get(SAID) or []),
    )
