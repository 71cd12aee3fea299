"""Pauses and emphasis: a small part of SSML 1.1, never read from text that did not come as markup.

    script("<speak>지금 <emphasis>출발하지 마세요</emphasis>.<break time='500ms'/> 비가 와요.</speak>")

Known: `speak`, `p`, `s`, `break` (`time` or `strength`), `emphasis` (`level`), `prosody` (`rate`) and `sub`
(`alias`). Anything else is refused with its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from assistant.speech.errors import BadMarkup
from assistant.speech.sentences import sentences

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SENTENCE_PAUSE_S = 0.35
"""Between sentences."""
LONGEST_PAUSE_S = 10.0
LONGEST = 20_000
"""Characters of markup that are read."""
_JOINT_S = 0.06
"""Around emphasised words inside a sentence."""
_STRENGTHS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.35, "strong": 0.7, "x-strong": 1.2}
_RATES = {"x-slow": 0.6, "slow": 0.8, "medium": 1.0, "default": 1.0, "fast": 1.2, "x-fast": 1.5}
_LEVELS = {"none": 0, "reduced": -1, "moderate": 1, "strong": 2}
_TIME = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)(ms|s)")


@dataclass(frozen=True, slots=True)
class Piece:
    """What is spoken in one go, at most a sentence."""

    text: str
    pause_s: float = SENTENCE_PAUSE_S
    """Silence after it; the last piece has none."""
    emphasis: int = 0
    """-1 reduced, 0 none, 1 moderate, 2 strong."""
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Script:
    """Pieces in order."""

    pieces: tuple[Piece, ...]


def plain(text: str) -> Script:
    """The sentences of a text."""
    return Script(tuple(Piece(sentence) for sentence in sentences(text)))


def script(markup: str) -> Script:
    """Reads markup. Raises BadMarkup with what is wrong."""
    if len(markup) > LONGEST:
        raise BadMarkup(f"markup of {len(markup)} characters; at most {LONGEST} are read")
    import defusedxml.ElementTree  # Not needed by the engines' processes, which load this package too.
    from defusedxml import DefusedXmlException

    try:
        root = defusedxml.ElementTree.fromstring(markup)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BadMarkup(f"not well-formed markup: {error}. It must be one <speak> element.") from None
    if _name(root) != "speak":
        raise BadMarkup(f"the outermost element must be <speak>, not <{_name(root)}>")
    pieces: list[Piece] = []
    for item in _walk(root, Piece("")):
        if isinstance(item, Piece):
            pieces.append(item)
        elif pieces:
            pieces[-1] = replace(pieces[-1], pause_s=min(item, LONGEST_PAUSE_S))
    return Script(tuple(pieces))


def _walk(element: Element, style: Piece) -> Iterator[Piece | float]:
    """Pieces, and pauses that hold for the piece before them."""
    yield from _text(element.text, style)
    for child in element:
        name = _name(child)
        if name == "break":
            yield _pause(child)
        elif name == "sub":
            yield from _text(child.get("alias") or "".join(child.itertext()), style)
        else:
            yield from _walk(child, _styled(child, name, style))
            if name in ("p", "s"):
                yield _STRENGTHS["strong" if name == "p" else "medium"]
        yield from _text(child.tail, style)


def _styled(element: Element, name: str, style: Piece) -> Piece:
    if name in ("p", "s"):
        return style
    if name == "emphasis":
        level = element.get("level", "moderate")
        if level not in _LEVELS:
            raise BadMarkup(f"<emphasis level={level!r}>: {', '.join(_LEVELS)}")
        return replace(style, emphasis=_LEVELS[level])
    if name == "prosody":
        return replace(style, speed=_rate(element.get("rate", "medium")))
    raise BadMarkup(f"<{name}> is not known; there are speak, p, s, break, emphasis, prosody, sub")


def _text(text: str | None, style: Piece) -> Iterator[Piece]:
    found = list(sentences(text or ""))
    for index, sentence in enumerate(found):
        ends = index + 1 < len(found) or sentence[-1] in ".?!。？！…"
        yield replace(style, text=sentence, pause_s=SENTENCE_PAUSE_S if ends else _JOINT_S)


def _pause(element: Element) -> float:
    time = element.get("time")
    if time is None:
        strength = element.get("strength", "medium")
        if strength not in _STRENGTHS:
            raise BadMarkup(f"<break strength={strength!r}>: {', '.join(_STRENGTHS)}")
        return _STRENGTHS[strength]
    match = _TIME.fullmatch(time.strip())
    if match is None:
        raise BadMarkup(f'<break time={time!r}>: write "500ms" or "1.5s"')
    return float(match[1]) / (1000 if match[2] == "ms" else 1)


def _rate(text: str) -> float:
    percent = re.fullmatch(r"(\d{1,3})%", text.strip())
    rate = int(percent[1]) / 100 if percent else _RATES.get(text)
    if rate is None or not 0.5 <= rate <= 2.0:
        raise BadMarkup(f"<prosody rate={text!r}>: {', '.join(_RATES)} or 50% to 200%")
    return rate


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
