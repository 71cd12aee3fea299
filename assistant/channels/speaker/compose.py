"""Intents with slots as Korean sentences (`data/intents.toml`), which the dialogue understands by itself."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from assistant.channels.fit import tidy
from assistant.channels.speaker.model import Kind
from assistant.channels.speaker.tables import table
from assistant.channels.speaker.times import in_korean
from assistant.korean.josa import fill

UTTERANCE = "utterance"
"""The slot of free speech."""
TIME, HOUR = "time", "hour"
"""The slots of a day and of a time of day; either may hold both."""


def heard(name: str, slots: Mapping[str, str]) -> tuple[Kind, str]:
    """What the user wants, and how it is said: ("ask_weather", {"place": "부산"}) is "부산 날씨 어때?".

    An intent that is unknown here is the words of its slots; without any, nothing was understood.
    """
    given = {key: text for key, value in slots.items() if (text := tidy(value))}
    if UTTERANCE in given:
        return Kind.SPOKEN, given[UTTERANCE]
    if name in table("intents")["said"]:
        return Kind.SPOKEN, str(table("intents")["said"][name])
    name = table("intents")["builtin"].get(name, name)
    if name in _KINDS:
        return Kind(name), ""
    name = name.removeprefix("answer.")
    template = table("intents")["intents"].get(name)
    needed = table("intents")["default"].get(name, {})
    given = _timed(given)
    text = sentence(template, needed | given) if template else " ".join(given.values())
    return (Kind.SPOKEN, text) if text else (Kind.UNHEARD, "")


_KINDS = {Kind.LAUNCH, Kind.STOP, Kind.UNHEARD, Kind.HELP}


def _timed(given: Mapping[str, str]) -> dict[str, str]:
    """With day and hour in words, as one slot. Times that cannot be said are left out."""
    said = " ".join(filter(None, (in_korean(given[slot]) for slot in (TIME, HOUR) if slot in given)))
    rest = {key: text for key, text in given.items() if key not in (TIME, HOUR)}
    return {TIME: said, **rest} if said else rest


def sentence(template: str, slots: Mapping[str, str]) -> str:
    """The template with what stands in the slots; those that were not said are left out."""
    particles = table("intents")["slot"]
    parts = {
        name: fill(particles[name], **{name: slots[name]}) if slots.get(name) else ""
        for name in slots_of(template)
    }
    return " ".join(template.format(**parts).split())


def slots_of(template: str) -> tuple[str, ...]:
    """The slots that a template has room for."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)
