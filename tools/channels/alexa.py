"""Alexa: the interaction model for the console's JSON editor. In English: there is no Korean locale."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from assistant.channels.alexa.words import tables
from assistant.channels.speaker.tables import table
from tools.channels.examples import domain_intents

TYPES = {
    "place": "GILBEOT_PLACE",
    "mode": "GILBEOT_MODE",
    "hazard": "GILBEOT_HAZARD",
    "danger": "GILBEOT_DANGER",
}
_TIMES = {"time": "AMAZON.DATE", "hour": "AMAZON.TIME"}
_SAMPLES = Path(__file__).parent / "data" / "alexa.toml"
_OPTIONAL = re.compile(r" ?\[([^\]]+)\]")
_SLOT = re.compile(r"\{(\w+)\}")


def intents() -> list[str]:
    """Those of domain.yml that Alexa has no built-in intent for."""
    builtin = {word for name, word in table("intents")["builtin"].items() if name.startswith("AMAZON.")}
    own = builtin | ({"cancel"} if "stop" in builtin else set())
    return [name for name in domain_intents() if name not in own]


def builtins() -> list[str]:
    """Alexa's own, that the door answers."""
    own = table("intents")
    return [name for name in (*own["builtin"], *own["said"]) if name.startswith("AMAZON.")]


def samples(intent: str) -> list[str]:
    """English utterances with their slots; what stands in brackets may be left out."""
    lines = tomllib.loads(_SAMPLES.read_text(encoding="utf-8"))["samples"][intent]
    return list(dict.fromkeys(text for line in lines for text in _variants(line)))


def _variants(line: str) -> Iterator[str]:
    pieces = _OPTIONAL.split(line)
    fixed, optional = pieces[::2], pieces[1::2]
    for chosen in product((False, True), repeat=len(optional)):
        text = fixed[0]
        for said, wanted, rest in zip(optional, chosen, fixed[1:], strict=True):
            text += (f" {said}" if wanted else "") + rest
        yield text.strip()


def slot_type(intent: str, slot: str) -> str:
    """What may stand in the slot."""
    if slot in _TIMES:
        return _TIMES[slot]
    if slot == "utterance" and intent == "free_speech":
        return "AMAZON.SearchQuery"
    return TYPES[tables()["slots"][slot]]


def model() -> dict[str, Any]:
    """The interaction model."""
    own = [*intents(), "free_speech"]
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": "gil beot",
                "intents": [
                    *({"name": name, "samples": []} for name in builtins()),
                    *(_intent(name) for name in own),
                ],
                "types": [_type(kind, name) for kind, name in TYPES.items()],
            }
        }
    }


def _intent(name: str) -> dict[str, Any]:
    said = samples(name)
    used = {slot for text in said for slot in _SLOT.findall(text)}
    order = [*_TIMES, *tables()["slots"]]
    slots = [{"name": slot, "type": slot_type(name, slot)} for slot in order if slot in used]
    return {"name": name, "slots": slots, "samples": said}


def _type(kind: str, name: str) -> dict[str, Any]:
    synonyms = tables()["synonyms"]
    return {
        "name": name,
        "values": [
            {"name": {"value": english, "synonyms": synonyms.get(english, [])}} for english in tables()[kind]
        ],
    }


def files() -> dict[str, str]:
    """The file by its path."""
    return {"alexa/en-US.json": json.dumps(model(), ensure_ascii=False, indent=1) + "\n"}
