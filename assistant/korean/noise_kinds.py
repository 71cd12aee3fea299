"""Every change that `noise.corrupt` could make to a text, kind by kind. Nothing is random here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from assistant.korean.jamo import Syllable, compose, decompose, is_syllable
from assistant.korean.noise_tables import Kind, NumberRule, Rewrite, tables
from assistant.korean.numbers import NATIVE, SINO, parse_number
from assistant.korean.spoken.numerals import native, sino


class Edit(NamedTuple):
    """`source[start:end]` becomes `new`."""

    kind: Kind
    start: int
    end: int
    new: str


Proposal: TypeAlias = tuple[Edit, ...]
"""Edits that belong together; all of one kind."""
Proposer: TypeAlias = Callable[[str], list[Proposal]]

LETTER_KINDS = frozenset({Kind.SOUND, Kind.FINAL_LOST, Kind.SLIP})
"""Kinds that change one letter of a word, which no table vouches for."""

_WORD = re.compile(r"[가-힣]+")


def _one(kind: Kind, start: int, end: int, new: str) -> Proposal:
    return (Edit(kind, start, end, new),)


def _spaces_lost(text: str) -> list[Proposal]:
    return [_one(Kind.SPACE_LOST, m.start(), m.end(), "") for m in _inner_spaces(text)]


def _spaces_gone(text: str) -> list[Proposal]:
    gone = tuple(Edit(Kind.SPACES_GONE, m.start(), m.end(), "") for m in _inner_spaces(text))
    return [gone] if len(gone) > 1 else []


def _inner_spaces(text: str) -> Iterator[re.Match[str]]:
    # Between digits a space keeps two numbers apart.
    return re.finditer(r"(?<=\S) +(?=\S)(?<![0-9] )", text)


def _spaces_wrong(text: str) -> list[Proposal]:
    return [
        _one(Kind.SPACE_WRONG, match.start(), match.start(), " ")
        for match in tables().split.finditer(text)
        if match.start() > 1 and is_syllable(text[match.start() - 1]) and is_syllable(text[match.start() - 2])
    ]


def _letters(text: str) -> Iterator[tuple[int, Syllable, int, int]]:
    """(offset, syllable, place in its word, length of the word) of each syllable that may change."""
    rules = tables()
    safe = [match.span() for match in rules.protected.finditer(text)]
    for word in _WORD.finditer(text):
        length = word.end() - word.start()
        if length < rules.shortest:
            continue
        for offset in range(word.start(), word.end()):
            if not any(low <= offset < high for low, high in safe):
                yield offset, decompose(text[offset]), offset - word.start(), length


def _replaced(
    kind: Kind, offset: int, syllable: Syllable, likes: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> list[Proposal]:
    """The syllable with one of its letters replaced by each of its likes."""
    found = []
    for part, table in likes.items():
        for letter in table.get(getattr(syllable, part), ()):
            changed = syllable._replace(**{part: letter})
            try:
                found.append(_one(kind, offset, offset + 1, compose(*changed)))
            except ValueError:
                # A key beside that cannot stand there (a vowel is no final).
                continue
    return found


def _sounds(text: str) -> list[Proposal]:
    return [p for o, s, _, _ in _letters(text) for p in _replaced(Kind.SOUND, o, s, tables().sounds)]


def _slips(text: str) -> list[Proposal]:
    keys = tables().keys
    likes = {"initial": keys, "vowel": keys, "final": keys}
    return [p for o, s, _, _ in _letters(text) for p in _replaced(Kind.SLIP, o, s, likes)]


def _finals_lost(text: str) -> list[Proposal]:
    """Inside words of three syllables or more: 안산 would be another town without its first final."""
    swallowed = tables().swallowed
    return [
        _one(Kind.FINAL_LOST, offset, offset + 1, compose(syllable.initial, syllable.vowel))
        for offset, syllable, place, length in _letters(text)
        if syllable.final in swallowed and 0 < place < length - 1
    ]


def _rewritten(kind: Kind, rewrites: tuple[Rewrite, ...], text: str) -> list[Proposal]:
    found = []
    for rewrite in rewrites:
        for match in rewrite.pattern.finditer(text):
            start, end = match.span("it") if "it" in rewrite.pattern.groupindex else match.span()
            found += [_one(kind, start, end, new) for new in rewrite.to if new != text[start:end]]
    return found


def _spellings(text: str) -> list[Proposal]:
    return _rewritten(Kind.SPELLING, tables().spelling, text)


def _dialects(text: str) -> list[Proposal]:
    return _rewritten(Kind.DIALECT, tables().dialect, text)


def _particles(text: str) -> list[Proposal]:
    return [
        _one(Kind.PARTICLE, *match.span("it"), "")
        for pattern in tables().particles
        for match in pattern.finditer(text)
    ]


def _numbers(text: str) -> list[Proposal]:
    return [proposal for rule in tables().numbers for proposal in _number(rule, text)]


def _number(rule: NumberRule, text: str) -> Iterator[Proposal]:
    words = SINO if rule.kind == "sino" else NATIVE
    pattern = rf"(?<![가-힣0-9:/.,~-])(?P<n>[1-9][0-9]?|{words}) ?(?P<unit>{rule.units})(?!{rule.not_before})"
    for match in re.finditer(pattern, text):
        value = parse_number(match["n"])
        limit = 12 if rule.kind == "hour" else 99
        if value is None or not 1 <= value <= limit:
            continue
        said = sino(value) if rule.kind == "sino" else native(value, counted=True)
        unit = match["unit"]
        for new in (f"{value}{unit}", f"{said} {unit}", f"{said}{unit}", f"{value} {unit}"):
            if new != match.group():
                yield _one(Kind.NUMBER, match.start(), match.end(), new)


def _fillers(text: str) -> list[Proposal]:
    starts = [0, *(match.end() for match in tables().filler_places.finditer(text))]
    return [_one(Kind.FILLER, at, at, f"{word} ") for at in starts for word in tables().fillers]


def _wake_words(_: str) -> list[Proposal]:
    return [_one(Kind.WAKE_WORD, 0, 0, f"{word} ") for word in tables().wake_words]


def _marks(text: str) -> list[Proposal]:
    bare = text.rstrip("?.!~ ")
    at = len(bare)
    return [_one(Kind.MARK, at, len(text), new) for new in ("", *tables().marks) if new != text[at:]]


PROPOSERS: Mapping[Kind, Proposer] = {
    Kind.SPACE_LOST: _spaces_lost,
    Kind.SPACE_WRONG: _spaces_wrong,
    Kind.SPACES_GONE: _spaces_gone,
    Kind.SOUND: _sounds,
    Kind.FINAL_LOST: _finals_lost,
    Kind.SPELLING: _spellings,
    Kind.SLIP: _slips,
    Kind.NUMBER: _numbers,
    Kind.PARTICLE: _particles,
    Kind.FILLER: _fillers,
    Kind.DIALECT: _dialects,
    Kind.WAKE_WORD: _wake_words,
    Kind.MARK: _marks,
}
"""How each kind finds its proposals."""
