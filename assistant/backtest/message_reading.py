"""Back-test (b), first half: hazard and place of disaster messages, read from their text alone.

Truth is what the senders entered: their hazard type, and the districts the message went to. Both are rough
(a type may name the cause where the text tells the event), so no reader reaches 100 %.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assistant.feeds.message_text import (
    message_table,
    regions_meant,
    regions_sent,
    rules_of,
    sender_of,
)
from assistant.places import load_gazetteer, load_regions
from assistant.risk.model import Hazard

Codes = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A recorded message, as sent."""

    number: str
    at: datetime
    """Aware."""
    text: str
    sent: str
    """Names of the districts or provinces it went to, with commas."""
    step: str
    """위급재난, 긴급재난 or 안전안내."""
    kind: str
    """The sender's own type ("호우")."""

    def row(self) -> dict[str, str]:
        """In the field names of the live service."""
        return {
            "SN": self.number,
            "CRT_DT": f"{self.at:%Y/%m/%d %H:%M:%S}",
            "MSG_CN": self.text,
            "RCPTN_RGN_NM": self.sent,
            "EMRG_STEP_NM": self.step,
            "DST_SE_NM": self.kind,
        }


@dataclass(slots=True, kw_only=True)
class HazardScore:
    """How well one system names the sender's type."""

    name: str
    right: Counter[str] = field(default_factory=Counter)
    """By type."""
    total: Counter[str] = field(default_factory=Counter)

    @property
    def accuracy(self) -> float:
        """Share of messages whose type was named."""
        return self.right.total() / max(1, self.total.total())

    @property
    def mean_recall(self) -> float:
        """Mean over the types, each counting once."""
        return sum(self.of(kind) for kind in self.total) / max(1, len(self.total))

    def of(self, kind: str) -> float:
        """Share of the messages of one type."""
        return self.right[kind] / max(1, self.total[kind])


@dataclass(slots=True, kw_only=True)
class PlaceScore:
    """How well one system finds the districts that a message was sent to."""

    name: str
    messages: int = 0
    found: int = 0
    """A district was told at all."""
    inside: int = 0
    """… and all that were told are among those it was sent to."""
    told: int = 0
    """Districts, summed over the messages, as below."""
    sent: int = 0
    both: int = 0

    def add(self, told: Codes, sent: Codes) -> None:
        """One message."""
        self.messages += 1
        self.found += bool(told)
        self.inside += bool(told) and told <= sent
        self.told += len(told)
        self.sent += len(sent)
        self.both += len(told & sent)


def backtest_hazards(messages: Sequence[Message]) -> list[HazardScore]:
    """Ours first, then the baselines; over the messages whose type stands for a hazard."""
    types = message_table().types
    typed = [message for message in messages if message.kind in types]
    common = Counter(types[message.kind] for message in typed).most_common(1)
    always = {hazard for hazard, _ in common}
    systems: dict[str, Callable[[str], set[Hazard]]] = {
        "gilbeot: among those told (at most three)": lambda text: {r.hazard for r in rules_of(text)},
        "gilbeot: the first told": lambda text: {r.hazard for r in rules_of(text)[:1]},
        "first keyword in order": first_keyword,
        "always the most frequent": lambda _: always,
    }
    scores = []
    for name, told in systems.items():
        score = HazardScore(name=name)
        for message in typed:
            score.total[message.kind] += 1
            score.right[message.kind] += types[message.kind] in told(message.text)
        scores.append(score)
    return scores


def first_keyword(text: str) -> set[Hazard]:
    """The type whose own name comes first in the text: what a keyword filter does."""
    at = {kind: text.find(kind) for kind in message_table().types if kind in text}
    if not at:
        return set()
    return {message_table().types[min(at, key=lambda kind: (at[kind], -len(kind)))]}


def backtest_places(messages: Sequence[Message]) -> list[PlaceScore]:
    """Ours first, then the baselines; every message. The districts it was sent to are not shown to any."""
    systems: dict[str, Callable[[str], Codes]] = {
        "gilbeot: sender, narrowed by the names in the text": by_text,
        "first place name in order": first_name,
        "sender as it calls itself": by_sender,
        "whole province of the sender": by_province,
    }
    scores = {name: PlaceScore(name=name) for name in systems}
    for message in messages:
        sent, _ = regions_sent(message.sent)
        for name, told in systems.items():
            scores[name].add(told(message.text), sent)
    return list(scores.values())


def by_text(text: str) -> Codes:
    """Our reader, given the sender's districts in place of those it was sent to; else names anywhere."""
    own = by_sender(text)
    if own:
        return regions_meant(text, own)
    everywhere = frozenset(region.code for region in load_regions().all())
    found = regions_meant(text, everywhere)
    return frozenset() if found == everywhere else found


def first_name(text: str) -> Codes:
    """The best-known district of the first place that is named, the sender's own name included."""
    for mention in load_gazetteer().mentions(text):
        if not mention.candidates:
            continue
        best = max(mention.candidates, key=lambda place: place.prominence)
        return frozenset({best.region}) if best.region else frozenset()
    return frozenset()


def by_sender(text: str) -> Codes:
    """All districts of the name in brackets."""
    sender = sender_of(text)
    return regions_sent(sender.removesuffix("청"))[0] if sender else frozenset()


def by_province(text: str) -> Codes:
    """All districts of the sender's province."""
    names = {load_regions().province_of(code) for code in by_sender(text)}
    return frozenset(region.code for region in load_regions().all() if region.province in names)
