"""Hides names and times from an encoder, and finds the way back to the characters of the original text."""

from __future__ import annotations

from dataclasses import dataclass

CLASSES = ("place", "time", "mode")
"""Mentions that are hidden. Hazards stay: they tell intents apart."""

Span = tuple[int, int]
"""[start, end) in characters."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text with signs in the place of names."""

    text: str
    stretches: tuple[tuple[Span, Span, bool], ...]
    """(span in `text`, span in the original, whether it is a sign), ascending, without gaps."""

    def original(self, span: Span) -> Span:
        """Where a span of `text` comes from; a sign comes from the whole name."""
        found = [
            (low, high) if sign else (low + max(span[0] - start, 0), min(low + span[1] - start, high))
            for (start, end), (low, high), sign in self.stretches
            if span[0] < end and start < span[1]
        ]
        return (found[0][0], found[-1][1]) if found else (0, 0)


def hide(text: str, mentions: list[tuple[str, int, int]], signs: dict[str, str]) -> Hidden:
    """Puts `signs[entity]` in the place of every mention of such a class."""
    cuts = [(start, end, signs[entity]) for entity, start, end in mentions if entity in signs]
    parts: list[str] = []
    stretches: list[tuple[Span, Span, bool]] = []
    at = length = 0
    for start, end, sign in [*cuts, (len(text), len(text), "")]:
        if start < at:
            continue
        for part, low, high, is_sign in ((text[at:start], at, start, False), (sign, start, end, True)):
            if part:
                stretches.append(((length, length + len(part)), (low, high), is_sign))
                parts.append(part)
                length += len(part)
        at = end
    return Hidden("".join(parts), tuple(stretches))
