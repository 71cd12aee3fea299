"""Pieces of words that the model recognises: common words whole, others in parts, at the least in syllables.

A part that continues a word is written with "+" before it: 서해대교가 is "서해대교 +가". So every word of
known syllables can be recognised, and `assistant.speech.vosk_engine.plain` puts the parts together again. The
cut is a unigram model of the pieces (Kudo 2018), in which first syllables are letters of their own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tokenizers import Tokenizer, models, trainers

from assistant.korean.jamo import has_final
from assistant.speech.readings import CONTINUES
from tools.vosk_model.phones import phones_of
from tools.vosk_model.pronounce import Style, pronounced
from tools.vosk_model.sorts import Sorts

_PRIVATE = 0xF0000 - 0xAC00
"""First syllables are moved to a private plane of Unicode."""
_STYLE_SHARE = {Style.CAREFUL: 0.4, Style.STANDARD: 0.4, Style.CASUAL: 0.2}
_UNKNOWN = "<unk>"
_RAREST_READING = 0.015
"""가는 is said 까는 behind 못, seldom but so."""
_READINGS = 5

Phones = tuple[str, ...]


@dataclass(slots=True)
class Units:
    """How words are cut. `whole` are never cut."""

    tokenizer: Tokenizer
    whole: frozenset[str]
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def cut(self, word: str) -> tuple[str, ...]:
        """The units of a word: ("서해대교", "+가")."""
        if word not in self._known:
            self._known[word] = (word,) if word in self.whole else self._pieces(word)
        return self._known[word]

    def _pieces(self, word: str) -> tuple[str, ...]:
        found: list[str] = []
        for piece in self.tokenizer.encode(_marked(word)).tokens:
            plain = "".join(chr(ord(char) - _PRIVATE) if ord(char) >= 0xF0000 else char for char in piece)
            found.append(plain if not found else CONTINUES + plain)
        return tuple(found)


def continues(unit: str) -> bool:
    """Whether a unit continues a word."""
    return unit.startswith(CONTINUES)


SORTS = Sorts(continues, has_final)


def _marked(word: str) -> str:
    return chr(ord(word[0]) + _PRIVATE) + word[1:]


def learn(words: Mapping[str, float], whole: Iterable[str], size: int) -> Units:
    """Units of words with their counts. `whole` words are units whatever their count."""
    tokenizer = Tokenizer(models.Unigram())
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        unk_token=_UNKNOWN,
        special_tokens=[_UNKNOWN],
        initial_alphabet=sorted({char for word in words for char in _marked(word)}),
        max_piece_length=6,
        show_progress=False,
        shrinking_factor=0.8,
    )
    rows = [_marked(word) for word, count in words.items() for _ in range(max(1, round(count)))]
    tokenizer.train_from_iterator(rows, trainer)
    return Units(tokenizer, frozenset(whole))


def readings(
    sentences: Iterable[tuple[Sequence[str], float]], units: Units
) -> dict[str, list[tuple[Phones, float]]]:
    """How every unit is said where it was met, with the cost (-log of its share against the commonest); and
    the syllables of KS X 1001 that none was, so that any name can be spelt."""
    import math

    met: dict[str, Counter[Phones]] = defaultdict(Counter)
    for words, weight in sentences:
        for style, share in _STYLE_SHARE.items():
            for word, said in zip(words, pronounced(words, style), strict=True):
                at = 0
                for unit in units.cut(word):
                    size = len(unit.removeprefix(CONTINUES))
                    met[unit][tuple(phones_of(said[at : at + size]))] += share * weight  # type: ignore[assignment]
                    at += size
    found: dict[str, list[tuple[Phones, float]]] = {}
    for unit, counts in met.items():
        total, best = sum(counts.values()), max(counts.values())
        kept = [(phones, count) for phones, count in counts.most_common(_READINGS) if phones]
        found[unit] = [
            (phones, -math.log(count / best)) for phones, count in kept if count / total >= _RAREST_READING
        ]
    for syllable in _syllables():
        if syllable not in found:
            found[syllable] = [(tuple(phones_of(pronounced((syllable,), Style.CAREFUL)[0])), 0.0)]
    return found


def _syllables() -> list[str]:
    """The 2,350 of KS X 1001; the codec writes the others in eight bytes."""
    return [char for char in map(chr, range(0xAC00, 0xD7A4)) if len(char.encode("euc_kr")) == 2]
