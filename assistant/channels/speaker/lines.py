"""A `Reply` for a screen: a title and lines, as many as the screen shows."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answers.tables import level_word
from assistant.channels.fit import tidy
from assistant.channels.speaker.tables import label
from assistant.reply import Card, CardItem, CardKind, Reply


@dataclass(frozen=True, slots=True)
class Screenful:
    """What is shown at once."""

    title: str
    level: str
    """길벗 판단으로 '주의' 단계; empty where there is none. Words, never a colour alone."""
    lines: tuple[str, ...]


def screenful(reply: Reply, most: int) -> Screenful | None:
    """The most urgent card with at most that many lines; None if there is nothing to show.

    The last line is kept when some are left out: it tells what is unknown."""
    if most <= 0 or not reply.cards:
        return None
    card = next((one for one in reply.cards if one.kind is CardKind.EMERGENCY), reply.cards[0])
    lines = _lines(card)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[-1]]
    level = label("level", level=level_word(card.level)) if card.level else ""
    title = tidy(card.title) or label("title")
    return Screenful(title, level, tuple(lines)) if lines or level or tidy(card.title) else None


def _lines(card: Card) -> list[str]:
    found = [tidy(card.description), *(_line(item) for item in card.items)]
    return [line for line in found if line]


def _line(item: CardItem) -> str:
    text, value = tidy(item.label), tidy(item.value)
    level = level_word(item.level) if item.level else ""
    parts = [text, value] if not level or level in value or level in text else [level, text, value]
    return " · ".join(part for part in parts if part)
