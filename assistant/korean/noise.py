"""Damaged utterances: what a recogniser mishears and what people mistype, drop or say around a sentence.

`corrupt` is for tests, measurements and training data. It is pure: the same text and the same state of the
random generator give the same damage. Each change replaces a piece of the original text, changes never touch
each other, and `Corruption.span` tells where a piece of the original has gone, so that slots can be scored.
What it may do is in `data/noise.toml`; proposals are made in `noise_kinds.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from random import Random

from assistant.korean.noise_kinds import LETTER_KINDS, PROPOSERS, Edit, Proposal
from assistant.korean.noise_tables import Kind, tables

__all__ = ["MAX_LEVEL", "Clash", "Corruption", "Edit", "Kind", "corrupt"]

MAX_LEVEL = 3
"""0 changes nothing, 1 is everyday speech, 2 a hurried thumb or a bad line, 3 both."""

LONGEST = 2000
"""Longer texts are returned unchanged: nobody says them, and looking for changes would take long."""

Clash = Callable[[str, str], bool]
"""(word before, word after) -> the new word means something else (안산 -> 아산): the change is not made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corruption:
    """A damaged text and how it came about."""

    text: str
    source: str
    kinds: tuple[Kind, ...]
    """In text order, one for each change; `()` if nothing was changed."""
    edits: tuple[Edit, ...]
    """In text order, without overlaps, on `source`."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `source[start:end]` is in `text`. A piece that was changed covers all of its replacement."""
        return _shift(self.edits, start, end)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The inverse of `span`: where `text[start:end]` comes from in `source`."""
        back, moved = [], 0
        for edit in self.edits:
            at = edit.start + moved
            back.append(Edit(edit.kind, at, at + len(edit.new), self.source[edit.start : edit.end]))
            moved += len(edit.new) - (edit.end - edit.start)
        return _shift(back, start, end)


def corrupt(
    text: str,
    rng: Random,
    level: int = 1,
    clash: Clash | None = None,
    kinds: Collection[Kind] | None = None,
) -> Corruption:
    """`text` with the damage of a level (0 to `MAX_LEVEL`); meaning words, numbers and negations survive.

    `clash` refuses changes to other words, `kinds` are the only ones that may happen (None: all). Fewer
    changes are made where there is nothing to change (empty, Latin or very short texts). Raises ValueError
    for another level.
    """
    if not 0 <= level <= MAX_LEVEL:
        raise ValueError(f"level must be 0 to {MAX_LEVEL}, not {level}")
    if level == 0 or not text.strip() or len(text) > LONGEST:
        return Corruption(text=text, source=text, kinds=(), edits=())
    wanted, letters = tables().amount(level, rng)
    chosen: list[Proposal] = []
    weights = {kind: weight for kind, weight in tables().weights.items() if kinds is None or kind in kinds}
    if level == 1 and kinds is None:
        weights.pop(Kind.SPACES_GONE, None)
    while weights and len(chosen) < wanted:
        kind = rng.choices(list(weights), list(weights.values()))[0]
        if kind in LETTER_KINDS and letters == 0:
            del weights[kind]
            continue
        fitting = [p for p in PROPOSERS[kind](text) if _free(p, chosen) and not _clashes(text, p, clash)]
        if not fitting:
            del weights[kind]
            continue
        chosen.append(_pick(fitting, rng))
        letters -= kind in LETTER_KINDS
        # A sentence has one wake word, one dialect: the same kind again only where it is natural.
        if kind not in LETTER_KINDS | {Kind.SPACE_LOST, Kind.SPELLING}:
            del weights[kind]
    edits = tuple(sorted((edit for proposal in chosen for edit in proposal), key=lambda edit: edit.start))
    return Corruption(
        text=_apply(text, edits), source=text, kinds=tuple(edit.kind for edit in edits), edits=edits
    )


def _pick(fitting: Sequence[Proposal], rng: Random) -> Proposal:
    """One of the proposals: first where, then what, so that a place with many choices is not favoured."""
    places = sorted({proposal[0].start for proposal in fitting})
    where = rng.choice(places)
    return rng.choice([proposal for proposal in fitting if proposal[0].start == where])


def _free(proposal: Proposal, chosen: Sequence[Proposal]) -> bool:
    """Whether a proposal neither overlaps nor touches what was chosen before."""
    taken = [edit for other in chosen for edit in other]
    return all(new.start > old.end or new.end < old.start for new in proposal for old in taken)


def _clashes(text: str, proposal: Proposal, clash: Clash | None) -> bool:
    if clash is None or proposal[0].kind not in LETTER_KINDS | {Kind.SPELLING}:
        return False
    edit = proposal[0]
    start = text.rfind(" ", 0, edit.start) + 1
    end = text.find(" ", edit.end)
    end = len(text) if end < 0 else end
    return clash(text[start:end], text[start : edit.start] + edit.new + text[edit.end : end])


def _apply(text: str, edits: Sequence[Edit]) -> str:
    pieces, position = [], 0
    for edit in edits:
        pieces += [text[position : edit.start], edit.new]
        position = edit.end
    return "".join([*pieces, text[position:]])


def _shift(edits: Sequence[Edit], start: int, end: int) -> tuple[int, int]:
    """A span carried over the edits. What was put in at one of its ends stays outside."""
    low = high = moved = 0
    low, high = start, end
    for edit in edits:
        grown = len(edit.new) - (edit.end - edit.start)
        if edit.end <= start:
            low += grown
        elif edit.start < start:
            low = edit.start + moved
        if edit.end <= end and edit.start < end:
            high += grown
        elif edit.start < end:
            high = edit.end + moved + grown
        moved += grown
    return low, max(low, high)
