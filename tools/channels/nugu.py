"""NUGU: one JSON file with intents, entity types and actions, to be typed into Play Builder."""

from __future__ import annotations

import json
from typing import Any

from assistant.channels.nugu.request import OUTPUTS
from assistant.channels.speaker.compose import UTTERANCE
from tools.channels import values
from tools.channels.examples import EMERGENCY, Example, domain_intents, examples, slots_for, whole

TYPES = {
    "origin": "PLACE",
    "destination": "PLACE",
    "place": "PLACE",
    "time": "BID_DT_DAY",
    "mode": "MODE",
    "hazard": "HAZARD",
    "utterance": "DANGER",
}
BUILTIN = {"NUGU.INTENT.OPEN": "welcome", "NUGU.INTENT.CLOSE": "exit", "NUGU.INTENT.FALLBACK": "fallback"}
"""What starts and ends a play, and what nobody understood: the actions that they lead to."""


def files() -> dict[str, str]:
    """The file by its path."""
    intents = domain_intents()
    model = {
        "entityTypes": [
            {"name": "PLACE", "values": _values(values.places())},
            {"name": "MODE", "values": _values(values.modes())},
            {"name": "HAZARD", "values": _values(values.hazards())},
            {"name": "DANGER", "values": _values(values.dangers())},
        ],
        "builtInEntityTypes": ["BID_DT_DAY"],
        "intents": [_intent(name) for name in intents],
        "actions": [
            *(_action(trigger, action, ()) for trigger, action in BUILTIN.items()),
            *(_action(name, f"answer.{name}", _slots(name)) for name in intents),
        ],
    }
    return {"nugu/play.json": json.dumps(model, ensure_ascii=False, indent=1) + "\n"}


def _values(entries: values.Values) -> list[dict[str, Any]]:
    return [{"value": word, "synonyms": list(synonyms)} for word, synonyms in entries.items()]


def _slots(name: str) -> tuple[str, ...]:
    return (UTTERANCE,) if name == EMERGENCY else slots_for(name)


def _intent(name: str) -> dict[str, Any]:
    said = whole(examples(name)) if name == EMERGENCY else examples(name)
    return {
        "name": name,
        "entities": [{"parameter": slot, "type": TYPES[slot]} for slot in _slots(name)],
        "utterances": [_utterance(example) for example in said],
    }


def _utterance(example: Example) -> dict[str, Any]:
    entities, at = [], 0
    for part in example.parts:
        if part.slot:
            end = at + len(part.text)
            entities.append({"parameter": part.slot, "start": at, "end": end, "value": part.text})
        at += len(part.text)
    return {"text": example.text, "entities": entities}


def _action(trigger: str, name: str, slots: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": name,
        "trigger": trigger,
        "utteranceParameters": list(slots),
        "backendParameters": list(OUTPUTS),
        "outputs": [
            {"when": "more == Y", "prompt": "대기", "text": "{{answer}}"},
            {"when": "more == N", "prompt": "종료", "text": "{{answer}}"},
        ],
    }
