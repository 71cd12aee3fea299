"""Of several ways to read the sound, the one that makes sense: 'ten' or 'twenty', February or October.

Recognition knows how things sound, understanding knows what can be meant. A reading that says less than the
best one must be close to it in sound to win by its sense.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.speech.stt import Hypothesis, Transcript

REACH = 12.0
"""Readings that are less likely than the best by more than this (natural logarithm) are not considered."""
SENSE_WEIGHT = 10.0
"""What a whole unit of sense is worth in units of the recogniser's score."""
_NOTHING = ("out_of_scope", "nlu_fallback")


class Meaning(Protocol):
    """What is needed of `dialogue.Understanding`."""

    @property
    def intent(self) -> str:
        """A name of DESIGN §4."""

    @property
    def confidence(self) -> float:
        """Of the intent, 0 to 1."""

    @property
    def slots(self) -> Mapping[str, Any]:
        """By name; None for what was not said."""


Understand = Callable[[str], Awaitable[Meaning]]
Plausible = Callable[[str], bool]
"""Whether what a reading says can be at all (`plausible.possible`)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The reading that won."""

    text: str
    meaning: Meaning | None
    changed: bool
    """It is not the one that the recogniser liked best."""


async def choose(
    transcript: Transcript, understand: Understand, *, plausible: Plausible | None = None
) -> Choice:
    """The reading whose sound and sense together are best."""
    readings = transcript.alternatives or (Hypothesis(transcript.text, 0.0),)
    near = [reading for reading in readings if reading.score >= -REACH]
    if len(near) < 2:
        return Choice(transcript.text, None, False)
    scored: list[tuple[float, int, Hypothesis, Meaning]] = []
    for rank, reading in enumerate(near):
        meaning = await understand(reading.text)
        possible = 1.0 if plausible is None or plausible(reading.text) else 0.0
        value = reading.score + SENSE_WEIGHT * (sense(meaning) + possible)
        scored.append((value, -rank, reading, meaning))
    _, rank, best, meaning = max(scored, key=lambda row: row[:2])
    return Choice(best.text, meaning, rank != 0)


def sense(meaning: Meaning) -> float:
    """How much sense a reading makes, 0 to 1: a known intention, and parts of it that were understood."""
    if meaning.intent in _NOTHING:
        return 0.0
    slots = [value for value in meaning.slots.values() if value is not None]
    return 0.6 * meaning.confidence + 0.4 * min(1.0, len(slots) / 2)
