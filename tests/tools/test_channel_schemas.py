"""The interaction models in docs/channels: current, complete, and what each platform takes."""

from __future__ import annotations

import asyncio
import json
import re
from itertools import chain
from typing import Any

import pytest

from assistant.channels.alexa.words import tables
from assistant.channels.nugu.request import OUTPUTS
from assistant.channels.speaker.compose import heard
from assistant.channels.speaker.model import Kind
from assistant.channels.speaker.tables import table
from assistant.dialogue import RasaBot
from tools.channels import alexa, clova, nugu
from tools.channels.examples import domain_intents, examples, slots_for
from tools.channels.schemas import TARGET, stale


def test_the_committed_files_are_what_is_made_now() -> None:
    assert stale() == [], "run python -m tools.channels.schemas"


def test_every_intent_has_varied_examples() -> None:
    assert set(domain_intents()) == set(table("intents")["intents"])
    for name in domain_intents():
        found = examples(name)
        assert len({example.text for example in found}) == len(found) >= 8, name
        assert all(example.slots.keys() <= set(slots_for(name)) for example in found), name
        used = set(chain.from_iterable(example.slots for example in found))
        assert used or not slots_for(name), name


# CLOVA -------------------------------------------------------------------------------------------------


def _tsv(name: str) -> tuple[dict[str, str], list[str]]:
    text = (TARGET / "clova" / "intents" / f"{name}.tsv").read_text(encoding="utf-8")
    slots, expressions = text.removeprefix("[INTENT SLOT]\n").split("[INTENT EXPRESSION]\n")
    return dict(line.split("\t") for line in slots.splitlines() if line), expressions.splitlines()


@pytest.mark.parametrize("name", clova.intents())
def test_clovas_intents(name: str) -> None:
    slots, expressions = _tsv(name)
    types = {path.stem for path in (TARGET / "clova" / "slot_types").glob("*.tsv")}
    assert set(slots.values()) <= types | {"CLOVA.DATETIME"}
    assert len(expressions) >= 8
    for line in expressions:
        tags = re.findall(r"<(\w+)>([^<>]+)</(\w+)>", line)
        assert all(begin == end and begin in slots for begin, _, end in tags), line
        assert "<" not in re.sub(r"<(\w+)>[^<>]+</\1>", "", line), line
        assert len(tags) == len({begin for begin, _, _ in tags}), line


def test_clova_names_what_it_has_itself_by_itself() -> None:
    own = {"affirm", "deny", "help", "cancel"}
    assert own.isdisjoint(clova.intents())
    assert set(clova.intents()) | own == set(domain_intents())


def test_clovas_values_stand_once() -> None:
    for path in (TARGET / "clova" / "slot_types").glob("*.tsv"):
        words = path.read_text(encoding="utf-8").replace("\n", "\t").split("\t")[:-1]
        assert words
        assert all(words), path
        assert len(words) == len(set(words)), path


# NUGU --------------------------------------------------------------------------------------------------


def test_nugus_play() -> None:
    play = json.loads((TARGET / "nugu" / "play.json").read_text(encoding="utf-8"))
    types = {entry["name"] for entry in play["entityTypes"]} | set(play["builtInEntityTypes"])
    actions = {action["trigger"]: action for action in play["actions"]}
    assert [intent["name"] for intent in play["intents"]] == domain_intents()
    assert set(nugu.BUILTIN.values()) <= {action["name"] for action in play["actions"]}
    for intent in play["intents"]:
        parameters = {entity["parameter"]: entity["type"] for entity in intent["entities"]}
        assert set(parameters.values()) <= types
        action = actions[intent["name"]]
        assert action["utteranceParameters"] == list(parameters)
        assert action["backendParameters"] == list(OUTPUTS)
        for said in intent["utterances"]:
            for entity in said["entities"]:
                assert said["text"][entity["start"] : entity["end"]] == entity["value"]
                assert entity["parameter"] in parameters


# Alexa -------------------------------------------------------------------------------------------------


def _model() -> dict[str, Any]:
    whole = json.loads((TARGET / "alexa" / "en-US.json").read_text(encoding="utf-8"))
    return dict(whole["interactionModel"]["languageModel"])


def test_alexas_model_is_one_that_alexa_takes() -> None:
    model = _model()
    assert re.fullmatch(r"[a-z]+( [a-z]+)+", model["invocationName"])
    types = {entry["name"] for entry in model["types"]}
    everything = [text for intent in model["intents"] for text in intent["samples"]]
    assert len(everything) == len(set(everything))
    for intent in model["intents"]:
        builtin = intent["name"].startswith("AMAZON.")
        assert re.fullmatch(r"(AMAZON\.)?[A-Za-z_]+", intent["name"])
        assert builtin or intent["samples"], intent["name"]
        slots = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        assert all(kind in types or kind.startswith("AMAZON.") for kind in slots.values())
        used = [re.findall(r"\{(\w+)\}", text) for text in intent["samples"]]
        assert set(chain.from_iterable(used)) == set(slots), intent["name"]
        assert all(len(names) == len(set(names)) for names in used)
        for text, names in zip(intent["samples"], used, strict=True):
            assert re.fullmatch(r"[A-Za-z' ]+", re.sub(r"\{\w+\}", "x", text)), text
            if "AMAZON.SearchQuery" in (slots[name] for name in names):
                assert len(names) == 1, text
                assert text != "{utterance}"
    for entry in model["types"]:
        words = [
            word.casefold()
            for value in entry["values"]
            for word in (value["name"]["value"], *value["name"]["synonyms"])
        ]
        assert len(words) == len(set(words)), entry["name"]


def test_alexas_intents_are_those_that_the_door_knows() -> None:
    named = {intent["name"] for intent in _model()["intents"]}
    assert named == {*alexa.builtins(), *alexa.intents(), "free_speech"}
    assert {"affirm", "deny", "help", "cancel", "repeat", "more_detail"}.isdisjoint(alexa.intents())
    for needed in ("Help", "Stop", "Cancel", "NavigateHome", "Fallback", "Repeat"):
        assert f"AMAZON.{needed}Intent" in named


# All ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bot() -> RasaBot:
    return RasaBot.load()


def _misunderstood(
    bot: RasaBot, asked: list[tuple[str, dict[str, str]]]
) -> list[tuple[str, str, str | None]]:
    async def listen() -> list[tuple[str, str, str | None]]:
        wrong = []
        for name, slots in asked:
            kind, text = heard(name, slots)
            assert kind is Kind.SPOKEN, (name, slots)
            intent = (await bot.understand(text)).intent
            if intent != name:
                wrong.append((name, text, intent))
        return wrong

    return asyncio.run(listen())


def test_what_the_examples_carry_is_understood_as_their_intent(bot: RasaBot) -> None:
    """The platform names intent and slots, the door makes a sentence of them, the dialogue understands it."""
    asked = [
        (name, {"utterance": example.text} if name == "emergency" else example.slots)
        for name in domain_intents()
        if name not in ("help", "inform")  # the door answers help itself; inform is whatever is left open
        for example in examples(name)
    ]
    wrong = _misunderstood(bot, asked)
    assert len(asked) > 600
    assert len(wrong) <= len(asked) * 0.02, wrong


def test_alexas_cries_for_help_are_heard_as_such(bot: RasaBot) -> None:
    wrong = _misunderstood(bot, [("emergency", {"utterance": text}) for text in tables()["danger"].values()])
    assert wrong == []
