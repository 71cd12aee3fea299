"""Text of a disaster message -> hazards, severity, regions, whether it is over. Pure: no I/O.

A message goes to whole districts, often to those around; the event is where the text says. For events at
one spot (a closed road, a fire) the places named in the text decide, as far as the message was sent there;
for weather the districts it was sent to.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources

from assistant.places import load_gazetteer, load_regions
from assistant.risk.model import Hazard, Severity

_SENDER = re.compile(r"\[([^\[\]]{2,20})\]")
_OFFICE = re.compile(r"(특례시청|특례시|시청|군청|구청|도청|청)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Words that mean a hazard."""

    hazard: Hazard
    label: str
    """What a Korean reader calls it."""
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    lasts: timedelta
    """How long such a message is taken to hold."""
    point: bool
    beside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTable:
    """`data/disaster_messages.toml`, typed."""

    skip: re.Pattern[str]
    over: re.Pattern[str]
    not_over: re.Pattern[str]
    happening: re.Pattern[str]
    steps: Mapping[str, Severity]
    rules: tuple[Rule, ...]
    types: Mapping[str, Hazard]


@cache
def message_table() -> MessageTable:
    """The table, read once."""
    path = resources.files("assistant.feeds") / "data" / "disaster_messages.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return MessageTable(
        skip=re.compile(raw["skip"]),
        over=re.compile(raw["over"]),
        not_over=re.compile(raw["not_over"]),
        happening=re.compile(raw["happening"]),
        steps={step: Severity(value) for step, value in raw["steps"].items()},
        rules=tuple(
            Rule(
                hazard=Hazard(rule["hazard"]),
                label=rule["label"],
                words=re.compile(rule["words"]),
                unless=re.compile(rule["not"]) if "not" in rule else None,
                lasts=timedelta(hours=rule["hours"]),
                point=rule.get("point", False),
                beside=rule.get("beside", False),
            )
            for rule in raw["rule"]
        ),
        types={name: Hazard(hazard) for name, hazard in raw["types"].items()},
    )


def rules_of(text: str, kind: str = "") -> tuple[Rule, ...]:
    """The hazards a message tells of, the weightiest first; at most three. () for none.

    `kind` is the sender's own type, used where the text says nothing.
    """
    table = message_table()
    found = [
        rule
        for rule in table.rules
        if rule.words.search(text) and not (rule.unless and rule.unless.search(text))
    ]
    if found:
        first = found[0]
        beside = {rule.hazard: rule for rule in reversed(found[1:]) if rule.beside}
        beside.pop(first.hazard, None)
        return (first, *list(reversed(beside.values()))[:2])
    if table.skip.search(text) or (hazard := table.types.get(kind.strip())) is None:
        return ()
    return tuple(rule for rule in table.rules if rule.hazard is hazard)[-1:]


def is_service(text: str) -> bool:
    """Whether the message is about water, power, people looked for: no danger on the way."""
    return message_table().skip.search(text) is not None


def is_over(text: str) -> bool:
    """Whether the message says that the matter is over."""
    table = message_table()
    return table.over.search(table.not_over.sub("", text)) is not None


def severity_of(text: str, step: str) -> Severity:
    """By the step of the message; advice for what may come is Minor, what happens now Moderate."""
    table = message_table()
    severity = table.steps.get(step.strip(), Severity.MINOR)
    return Severity.MODERATE if severity is Severity.MINOR and table.happening.search(text) else severity


def sender_of(text: str) -> str:
    """Who sent it ("예천군"), "" if the text does not say."""
    names = _SENDER.findall(text)
    return str(names[0 if text.lstrip().startswith("[") else -1]).strip() if names else ""


def regions_sent(names: str) -> tuple[frozenset[str], int]:
    """(region codes, names that are unknown) of "대구광역시 남구 ,경기도 전체 ,충청남도 보령시 대천동"."""
    codes: set[str] = set()
    unknown = 0
    for name in names.split(","):
        if name.strip():
            found = _region_codes(name.strip())
            codes |= found
            unknown += not found
    return frozenset(codes), unknown


@cache
def _region_codes(name: str) -> frozenset[str]:
    words = [word for word in name.split() if word != "전체"]
    words = [word for n, word in enumerate(words) if n == 0 or word != words[n - 1]]
    while words:
        if found := load_regions().find(" ".join(words)):
            return frozenset(region.code for region in found)
        words = words[:-1]
    return frozenset()


def regions_meant(text: str, sent: frozenset[str]) -> frozenset[str]:
    """Of the regions a message about one spot was sent to, those that its text names; else the sender's own.

    Unchanged if it names none of them.
    """
    if len(sent) < 2:
        return sent
    body = _SENDER.sub(" ", text)
    named: set[str] = set()
    for mention in load_gazetteer().mentions(body):
        codes = {place.region for place in mention.candidates if place.region}
        named |= codes & sent if len(codes & sent) <= 2 else set()
    if not named:
        office = _OFFICE.sub(lambda m: "시" if m[1].startswith("특례시") else m[1][:-1], sender_of(text))
        named = set(_region_codes(office)) & sent if office else set()
    return frozenset(named) or sent
