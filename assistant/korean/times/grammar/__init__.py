"""The grammar: kinds of pieces by topic, joined into one pattern for openings and two for what follows."""

import re
from collections.abc import Iterator
from functools import cache

from assistant.korean.times.grammar import calendar_units, distances, edges, festivals, hours, numeric, weeks
from assistant.korean.times.grammar.base import LEFT, Handler, Kind, Outcome, words
from assistant.korean.times.lexicon import lexicon
from assistant.korean.times.model import Fields

__all__ = ["Outcome", "following", "gap", "handlers", "joining", "opening"]


def _step_over(_fields: Fields, _text: str) -> Outcome:
    return Outcome.REFUSED


@cache
def _kinds() -> tuple[Kind, ...]:
    """All kinds in order of preference; what begins alike stands with the longer first."""

    def ordered() -> Iterator[Kind]:
        yield Kind("trap", words(lexicon().traps), _step_over, follows=False)
        yield from numeric.kinds()
        yield from edges.kinds()
        yield from distances.kinds()
        yield from festivals.kinds()
        yield from weeks.kinds()
        yield from calendar_units.kinds()
        yield from hours.kinds()
        yield from distances.vague_kinds()

    return tuple(ordered())


@cache
def _following_kinds() -> tuple[Kind, ...]:
    topics = (calendar_units, weeks, edges, hours, festivals)
    return tuple(kind for topic in topics for kind in topic.following_kinds())


@cache
def handlers() -> dict[str, Handler]:
    """Kind name -> what notes it."""
    return {kind.name: kind.handler for kind in (*_kinds(), *_following_kinds())}


def _joined(kinds: Iterator[Kind], *, guarded: bool) -> re.Pattern[str]:
    parts = [f"{LEFT[kind.left] if guarded else ''}(?P<{kind.name}>{kind.pattern})" for kind in kinds]
    return re.compile("|".join(parts), re.IGNORECASE)


@cache
def opening() -> re.Pattern[str]:
    """Finds the next piece that may open an expression; `lastgroup` is its kind, `trap` what to step over."""
    return _joined(iter(_kinds()), guarded=True)


@cache
def following() -> re.Pattern[str]:
    """Matches, at a position, one more piece of a kind that only follows."""
    return _joined(iter(_following_kinds()), guarded=False)


@cache
def joining() -> re.Pattern[str]:
    """Matches, at a position, one more piece of a general kind."""
    return _joined((kind for kind in _kinds() if kind.follows), guarded=False)


@cache
def gap() -> re.Pattern[str]:
    """What may stand between two pieces of one expression."""
    return re.compile(r"[\s,]{0,3}(?:(?:의|날|에|에는|엔|쯤|경|은|는|중)(?=[\s,]))?[\s,]{0,3}")
