"""Example utterances of an intent, with the slots that stand in them: from nlu_data, by our own annotator.

nlu_data has sentences that are damaged or restyled on purpose; each stands right behind the one it was made
of, which is nearly the same, and is left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from rapidfuzz.fuzz import ratio

from assistant.channels.speaker.compose import UTTERANCE, slots_of
from assistant.channels.speaker.tables import table
from assistant.nlu.annotate import Mention, annotate

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 27, 8, tzinfo=ZoneInfo("Asia/Seoul"))
"""When the examples are said: only which words are times depends on it."""
WITH_SLOTS, WITHOUT_SLOTS, OF_DANGER = 30, 10, 100
"""NAVER's guide: thirty examples or more for an intent with slots, about ten for a simple one. Cries for help
are values of a slot: a hundred, because nothing else may be heard of them."""
LONGEST = 30
"""Characters of an example: longer ones are said to nobody's speaker."""
EMERGENCY = "emergency"
_ALIKE = 78.0
_UNSPOKEN = re.compile(r"[ㄱ-ㅎㅏ-ㅣ0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an example; a slot's value if `slot` is given."""

    text: str
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """An utterance in pieces."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """As it is said."""
        return "".join(part.text for part in self.parts)

    @property
    def pattern(self) -> str:
        """With slots for their values: {time} {destination} 가는 길 안전해."""
        return "".join(f"{{{part.slot}}}" if part.slot else part.text for part in self.parts)

    @property
    def slots(self) -> dict[str, str]:
        """The values by slot."""
        return {part.slot: part.text for part in self.parts if part.slot}


def domain_intents() -> list[str]:
    """The intents of domain.yml that a platform can name, in that order."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return [name for name in domain["intents"] if name in table("intents")["intents"]]


def slots_for(intent: str) -> tuple[str, ...]:
    """The slots that the door says for that intent."""
    return slots_of(table("intents")["intents"][intent])


@cache
def examples(intent: str) -> tuple[Example, ...]:
    """Varied examples of an intent, the same ones every time."""
    found: dict[str, Example] = {}
    for text in _unalike(_sentences()[intent]):
        example = _tagged(text, intent)
        if example is not None and example.pattern not in found:
            found[example.pattern] = example
    most = OF_DANGER if intent == EMERGENCY else WITH_SLOTS if slots_for(intent) else WITHOUT_SLOTS
    return tuple(_spread(list(found.values()), most))


def whole(found: tuple[Example, ...]) -> tuple[Example, ...]:
    """Each as the value of the slot `utterance`, which the door says as it is."""
    return tuple(Example((Part(example.text, UTTERANCE),)) for example in found)


@cache
def _sentences() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "nlu_data" / "nlu").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line.removeprefix("- ").strip() for line in entry["examples"].splitlines()]
            found.setdefault(entry["intent"], []).extend(line for line in lines if line)
    return found


def _unalike(lines: Iterable[str]) -> Iterator[str]:
    """Without what is nearly the same as one of the two lines before it, and what nobody says aloud."""
    before: list[str] = []
    for line in lines:
        text = line.rstrip("?").strip()
        bare = "".join(text.split())
        if not any(ratio(bare, other) > _ALIKE for other in before):
            before = [*before[-1:], bare]
            if len(text) <= LONGEST and not _UNSPOKEN.search(text):
                yield text


def _tagged(text: str, intent: str) -> Example | None:
    """With its slots; None if something is mentioned that the intent has no slot for, or twice."""
    mentions = annotate(text, NOW)
    if intent == "set_place" and any(_own(mention) for mention in mentions):
        return None  # "우리 집 사상이야": the home is not where it is
    named = [_slot(mention, slots_for(intent)) for mention in mentions]
    if None in named or len(set(named)) < len(named):
        return None
    parts, at = [], 0
    for mention, slot in zip(mentions, named, strict=True):
        if mention.start > at:
            parts.append(Part(text[at : mention.start]))
        parts.append(Part(mention.text, slot))
        at = mention.end
    if at < len(text):
        parts.append(Part(text[at:]))
    return Example(tuple(parts))


def _own(mention: Mention) -> bool:
    return mention.entity == "place" and "deictic" in mention.value


def _slot(mention: Mention, allowed: tuple[str, ...]) -> str | None:
    name = (mention.role or "place") if mention.entity == "place" else mention.entity
    if name in allowed:
        return name
    # "부산 날씨 어때" names a place without a role, whatever the annotator takes it for.
    return "place" if mention.entity == "place" and "place" in allowed and name != "via" else None


def _spread(found: list[Example], most: int) -> list[Example]:
    """At most that many, from all over the list."""
    if len(found) <= most:
        return found
    return [found[number * len(found) // most] for number in range(most)]
