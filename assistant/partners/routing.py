"""Who is asked: a pure decision from what was said and whose turn it is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the decision rests on."""

    intent: str
    addressed: str | None = None
    """The partner that was named."""
    last_speaker: str | None = None
    handed_to: str | None = None
    we_asked: bool = False
    """길벗 waits for the answer to a question of its own."""


def candidates(situation: Situation, order: Sequence[str]) -> tuple[str, ...]:
    """The partners that are offered the request, the first to be asked first; () leaves it to 길벗.

    1. An intent that is 길벗's own (safety, emergency, trips, profile) is never offered, named or not.
    2. A partner asked by name is the only one.
    3. While 길벗 waits for an answer, only a request that is a partner's by nature ends the question.
    4. A partner that has the conversation gets everything else.
    5. Who spoke last may go on, before the others in the order of the file.
    """
    allowed = intents()
    intent = situation.intent
    if situation.addressed:
        everything = {name for names in allowed.values() for name in names}
        return (situation.addressed,) if intent in everything else ()
    is_open = intent in allowed["open"]
    if situation.we_asked:
        is_open = is_open and intent != "out_of_scope"
        return tuple(order) if is_open else ()
    goes_on = is_open or intent in allowed["follow_up"]
    if situation.handed_to:
        return (situation.handed_to,) if goes_on or intent in allowed["handed_over"] else ()
    first = [situation.last_speaker] if situation.last_speaker and goes_on else []
    others = [name for name in order if name not in first] if is_open else []
    return (*first, *others)


@cache
def intents() -> Mapping[str, frozenset[str]]:
    """data/routing.toml."""
    path = files("assistant.partners") / "data" / "routing.toml"
    return {kind: frozenset(names) for kind, names in tomllib.loads(path.read_text(encoding="utf-8")).items()}
