"""What is measured: the trained bot, its annotator without a model, and the stock Rasa baseline.

Each answers one line with an `Answer`; which parts of it mean something is told by `tasks`.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from assistant.clock import SEOUL
from assistant.evaluation.datasets import Line
from assistant.evaluation.intents import OUTSIDE

if TYPE_CHECKING:
    from assistant.dialogue import Bot

_MORNING = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001 - sets without a time are said at any time: a fixed one


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a system made of a line, and how long it took."""

    intent: str = ""
    confidence: float = 0.0
    slots: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


class System(Protocol):
    """Something that understands."""

    @property
    def name(self) -> str:
        """As it is called in tables."""

    @property
    def tasks(self) -> frozenset[str]:
        """intents, slots."""

    async def answer(self, line: Line) -> Answer:
        """Understands one line."""


def moment_of(line: Line) -> datetime:
    """When a line was said, in Korean time."""
    return (line.now or _MORNING).replace(tzinfo=SEOUL)


@dataclass(frozen=True, slots=True)
class BotSystem:
    """The bot as people use it (`gilbeot understand`)."""

    bot: Bot
    name: str = "gilbeot"
    tasks: frozenset[str] = frozenset({"intents", "slots"})

    async def answer(self, line: Line) -> Answer:
        """See `System`."""
        began = time.perf_counter()
        meaning = await self.bot.understand(line.text, moment_of(line))
        seconds = time.perf_counter() - began
        return Answer(
            intent=meaning.intent, confidence=meaning.confidence, slots=meaning.slots, seconds=seconds
        )


@dataclass(frozen=True, slots=True)
class AnnotatorSystem:
    """Slots without any model; the wanted intent is given, so that only the slots are judged."""

    name: str = "gilbeot, right intent given"
    tasks: frozenset[str] = frozenset({"slots"})

    async def answer(self, line: Line) -> Answer:
        """See `System`."""
        from assistant.nlu.annotate import annotate, slots_of

        began = time.perf_counter()
        slots = slots_of(annotate(line.text, moment_of(line)), line.intent)
        return Answer(intent=line.intent or "", slots=slots, seconds=time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class StockSystem:
    """Stock Rasa over HTTP. It finds pieces of text; their values come from our look-ups, to its good."""

    parse: Callable[[str], Awaitable[Mapping[str, Any]]]
    """Text to Rasa's parse result (`stock_server.StockServer.parse`)."""
    name: str = "stock Rasa"
    tasks: frozenset[str] = frozenset({"intents", "slots"})

    async def answer(self, line: Line) -> Answer:
        """See `System`."""
        began = time.perf_counter()
        parsed = await self.parse(line.text)
        seconds = time.perf_counter() - began
        return Answer(
            intent=parsed["intent"]["name"] or OUTSIDE,
            confidence=float(parsed["intent"].get("confidence") or 0.0),
            slots=resolved(parsed["entities"], moment_of(line)),
            seconds=seconds,
        )


def resolved(entities: Iterable[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """Slots from entities whose values are pieces of text; a piece that nothing answers to fills no slot."""
    slots: dict[str, Any] = {}
    for entity in entities:
        name, text = entity["entity"], str(entity["value"])
        slot = entity.get("role") or "place" if name == "place" else name
        value = _value(name, text, now)
        if value is not None and slot not in slots:
            slots[slot] = value
    return slots


def _value(name: str, text: str, now: datetime) -> Any:
    from assistant.korean.lexicon import find_hazards, find_modes
    from assistant.korean.times import find_times
    from assistant.nlu.annotate import place_value, time_value
    from assistant.places.gazetteer import load_gazetteer

    if name == "place":
        mentions = load_gazetteer().mentions(text, expected=True)
        if mentions and mentions[0].deictic:
            return {"text": text, "deictic": mentions[0].deictic}
        return place_value(mentions[0].candidates[0], text) if mentions else None
    if name == "time":
        spans = find_times(text, now)
        return time_value(spans[0]) if spans else None
    words = find_modes(text) if name == "mode" else find_hazards(text) if name == "hazard" else []
    return words[0].value if words else None
