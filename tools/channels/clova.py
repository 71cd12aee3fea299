"""CLOVA: a TSV file for each intent and each slot type, as the developer console takes them ("업로드")."""

from __future__ import annotations

from assistant.channels.speaker.compose import UTTERANCE
from assistant.channels.speaker.tables import table
from tools.channels import values
from tools.channels.examples import EMERGENCY, Example, domain_intents, examples, slots_for, whole

TYPES = {
    "origin": "PLACE",
    "destination": "PLACE",
    "place": "PLACE",
    "time": "CLOVA.DATETIME",
    "mode": "MODE",
    "hazard": "HAZARD",
    "utterance": "DANGER",
}


def intents() -> list[str]:
    """Those of domain.yml that CLOVA has no built-in intent for."""
    builtin = {word for name, word in table("intents")["builtin"].items() if name.startswith("Clova.")}
    own = builtin | ({"cancel"} if "stop" in builtin else set())
    return [name for name in domain_intents() if name not in own]


def files() -> dict[str, str]:
    """The files by their path."""
    found = {f"clova/intents/{name}.tsv": _intent(name) for name in intents()}
    types = {
        "PLACE": values.places(),
        "MODE": values.modes(),
        "HAZARD": values.hazards(),
        "DANGER": values.dangers(),
    }
    for name, entries in types.items():
        found[f"clova/slot_types/{name}.tsv"] = "".join(
            "\t".join((word, *synonyms)) + "\n" for word, synonyms in entries.items()
        )
    return found


def _intent(name: str) -> str:
    said = examples(name)
    slots = slots_for(name)
    if name == EMERGENCY:
        slots, said = (UTTERANCE,), whole(said)
    lines = ["[INTENT SLOT]", *(f"{slot}\t{TYPES[slot]}" for slot in slots), ""]
    return "\n".join([*lines, "[INTENT EXPRESSION]", *map(_expression, said)]) + "\n"


def _expression(example: Example) -> str:
    return "".join(
        f"<{part.slot}>{part.text}</{part.slot}>" if part.slot else part.text for part in example.parts
    )
