"""Intents with slots are said as sentences that the dialogue understands."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import yaml

from assistant.channels.speaker.compose import heard, slots_of
from assistant.channels.speaker.model import GIVE_UP_AFTER, Kind, Memory
from assistant.channels.speaker.tables import table
from assistant.dialogue import RasaBot

ROOT = Path(__file__).resolve().parents[3]
SLOTS = {
    "origin": "서울",
    "destination": "부산",
    "place": "강남역",
    "time": "내일",
    "mode": "기차",
    "hazard": "태풍",
}


@pytest.mark.parametrize(
    ("name", "slots", "kind", "text"),
    [
        ("ask_directions", {"time": "내일", "destination": "부산"}, Kind.SPOKEN, "부산까지 가는 길 보여줘"),
        ("inform", {"destination": "서울", "mode": "지하철"}, Kind.SPOKEN, "서울까지 지하철로"),
        ("answer.ask_weather", {"place": "부산"}, Kind.SPOKEN, "부산 날씨 어때?"),
        ("ask_route_safety", {}, Kind.SPOKEN, "가는 길 안전해?"),
        ("ask_route_safety", {"time": " \n", "destination": "제주"}, Kind.SPOKEN, "제주까지 가는 길 안전해?"),
        ("free_speech", {"utterance": "차가 물에 잠겼어"}, Kind.SPOKEN, "차가 물에 잠겼어"),
        ("ask_weather", {"utterance": "왜?", "place": "부산"}, Kind.SPOKEN, "왜?"),
        ("somebody_elses", {"x": "부산", "y": "내일"}, Kind.SPOKEN, "부산 내일"),
        ("somebody_elses", {}, Kind.UNHEARD, ""),
        ("free_speech", {}, Kind.UNHEARD, ""),
        ("AMAZON.StopIntent", {}, Kind.STOP, ""),
        ("AMAZON.FallbackIntent", {}, Kind.UNHEARD, ""),
        ("Clova.GuideIntent", {}, Kind.HELP, ""),
        ("Clova.YesIntent", {}, Kind.SPOKEN, "응"),
        ("ask_weather", {"place": "{time}{0}"}, Kind.SPOKEN, "{time}{0} 날씨 어때?"),
    ],
)  # fmt: skip
def test_what_is_said(name: str, slots: dict[str, str], kind: Kind, text: str) -> None:
    assert heard(name, slots) == (kind, text)


def test_every_intent_of_the_domain_can_be_said_or_says_why_not() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    here = table("intents")
    assert set(here["intents"]) | set(here["without"]) == set(domain["intents"])
    assert not set(here["intents"]) & set(here["without"])
    entities = {
        key for entity in domain["entities"] for key in ([entity] if isinstance(entity, str) else entity)
    }
    roles = set(domain["entities"][0]["place"]["roles"])
    assert set(here["slot"]) <= entities | roles


@pytest.fixture(scope="module")
def bot() -> RasaBot:
    return RasaBot.load()


async def _understood(bot: RasaBot, name: str, slots: dict[str, str]) -> tuple[str, set[str]]:
    _, text = heard(name, slots)
    found = await bot.understand(text)
    return found.intent, {key for key, value in found.slots.items() if value is not None}


def test_every_sentence_is_understood_as_the_intent_it_was_made_of(bot: RasaBot) -> None:
    wrong = []
    for name, template in table("intents")["intents"].items():
        given = {slot: SLOTS[slot] for slot in slots_of(template)}
        for slots in ({}, given):
            if name == "inform" and not slots:
                continue
            # What is said at once, in fragments, may as well be the whole question.
            expected = {name, "ask_route_safety"} if name == "inform" else {name}
            kind, _ = heard(name, slots)
            if kind is not Kind.SPOKEN:
                continue
            intent, filled = asyncio.run(_understood(bot, name, slots))
            missing = set(slots) - filled - ({"place"} if name == "inform" else set())
            if intent not in expected or missing:
                wrong.append((name, heard(name, slots)[1], intent, missing))
    assert not wrong, wrong


def test_what_platforms_name_themselves_is_understood(bot: RasaBot) -> None:
    said = set(table("intents")["said"].values())
    found = {text: asyncio.run(_understood(bot, "free_speech", {"utterance": text}))[0] for text in said}
    assert set(found.values()) == {"media_control"}, found
    known = {*table("intents")["intents"], *(kind.value for kind in Kind)}
    assert set(table("intents")["builtin"].values()) <= known


@pytest.mark.parametrize(
    ("attributes", "memory"),
    [
        (None, Memory()),
        ({}, Memory()),
        ({"open": True, "misses": 2}, Memory(open=True, misses=2)),
        ({"open": "yes", "misses": "2"}, Memory()),
        ({"open": 1, "misses": True}, Memory()),
        ({"misses": 10**9}, Memory()),
        ({"misses": -1}, Memory()),
    ],
)
def test_session_attributes_are_not_trusted(attributes: dict[str, object] | None, memory: Memory) -> None:
    assert Memory.of(attributes) == memory
    assert Memory.of(memory.attributes()) == memory
    assert memory.misses <= GIVE_UP_AFTER


def test_words_are_finished_sentences_for_the_ear() -> None:
    for text in table("words")["say"].values():
        assert re.search(r"[.?]$", text), text
        assert not re.search(r"[0-9A-Za-z]", text), text
