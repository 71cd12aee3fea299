"""The readers, and the committed sets themselves: every label must be one that can be right."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from assistant.evaluation.datasets import (
    SLOTS,
    DataError,
    read,
    sample,
    standard_sets,
    travel_intents,
)
from assistant.evaluation.slots import score_slots
from assistant.evaluation.training import seen_in_training
from assistant.places.gazetteer import load_gazetteer
from assistant.risk.model import Hazard, Mode

ROOT = Path(__file__).resolve().parents[2]
OWN = read("slots", ROOT / "tests/nlu/slots_own.jsonl")
INTENTS = set(yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"])
MISSING_PLACES = 40
"""Wanted places that the gazetteer does not know yet; the fewer the better."""


def test_own_slots_are_many_and_cover_everything() -> None:
    said = Counter(name for line in OWN.lines for name in line.slots or ())
    assert len(OWN.lines) >= 300
    assert len({line.text for line in OWN.lines}) == len(OWN.lines)
    assert all(said[name] >= 40 for name in SLOTS)
    assert said["via"] >= 8
    assert {line.intent for line in OWN.lines} <= INTENTS
    modes = [line.slots.get("mode") for line in OWN.lines if line.slots]
    assert {mode for mode in modes if isinstance(mode, str)} == {mode.value for mode in Mode}


def test_own_slots_have_possible_values() -> None:
    for line in OWN.lines:
        for name, wanted in (line.slots or {}).items():
            for value in wanted if isinstance(wanted, list) else [wanted]:
                if name == "time":
                    assert value["end"] is None or value["start"] < value["end"], line.text
                elif name == "mode":
                    assert Mode(value)
                elif name == "hazard":
                    assert Hazard(value)
                elif isinstance(value, str) and value.startswith("@"):
                    assert value[1:] in {"home", "work", "here", "there"}


def test_own_slots_name_places_as_the_gazetteer_does() -> None:
    gazetteer = load_gazetteer()
    unknown = []
    for line in OWN.lines:
        for name, wanted in (line.slots or {}).items():
            if name not in ("origin", "destination", "place", "via"):
                continue
            values = wanted if isinstance(wanted, list) else [wanted]
            names = [value["name"] if isinstance(value, dict) else value for value in values]
            known = {place.name for one in names for place in gazetteer.lookup(one)}
            if not any(one.startswith("@") or one in known for one in names):
                unknown.append(names)
    assert len(unknown) <= MISSING_PLACES, unknown


def test_own_slots_are_not_trained_on() -> None:
    assert seen_in_training(OWN) <= 0.03 * len(OWN.lines)


def test_right_values_score_full() -> None:
    """The scorer accepts the labels themselves, so that no line is impossible."""

    def filled(wanted: object) -> object:
        if isinstance(wanted, list):
            return filled(wanted[0])
        if isinstance(wanted, str) and wanted.startswith("@"):
            return {"deictic": wanted[1:]}
        return wanted

    answers = []
    for line in OWN.lines:
        slots = {name: filled(value) for name, value in (line.slots or {}).items()}
        for name in ("origin", "destination", "place", "via"):
            if isinstance(slots.get(name), str):
                slots[name] = {"name": slots[name]}
        for name, value in slots.items():
            if name == "time" and isinstance(value, dict) and value["end"] is None:
                slots[name] = value | {"end": value["start"]}
        answers.append((line, slots))
    score = score_slots(answers)
    assert (score.all.f1, score.whole) == (1.0, score.total)


def test_travel_intents_exist() -> None:
    assert travel_intents() <= INTENTS


def test_standard_sets_name_what_is_absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GILBEOT_SHARED", str(tmp_path))
    sets = standard_sets()
    assert {data.name for data in sets.of("slots")} == {"own", "unseen", "held back"}
    assert any(name.startswith("outside: small talk") for name in sets.absent)


def test_readers(tmp_path: Path) -> None:
    intents = tmp_path / "a.tsv"
    intents.write_text("intent\ttext\n# note\nask_weather\t비 와?\n", encoding="utf-8")
    assert [(line.intent, line.text) for line in read("intents", intents).lines] == [
        ("ask_weather", "비 와?")
    ]
    times = tmp_path / "b.jsonl"
    row = {"text": "내일", "now": "2026-03-04T10:00:00+09:00", "start": "2026-03-05T00:00:00", "end": None}
    times.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    (line,) = read("times", times, "mine").lines
    assert (line.now and line.now.tzinfo, line.end) == (None, None)


@pytest.mark.parametrize(
    ("task", "content", "told"),
    [
        ("intents", "ask_weather\n", ":1: intent<TAB>text"),
        ("intents", "# only a note\n", "no lines"),
        ("slots", "not json\n", ":1: not JSON"),
        ("slots", '{"text": "x"}\n', ":1: an object with text, now, slots"),
        ("slots", '{"text": "x", "now": "2026-01-01", "slots": {"colour": 1}}\n', "no such slot: colour"),
        ("times", '{"text": "x", "now": "soon", "start": "2026-01-01"}\n', "not an ISO 8601 time"),
    ],
)
def test_bad_files_are_named(task: str, content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "bad"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"bad.*") as error:
        read(task, path)
    assert told in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.tsv"):
        read("intents", tmp_path / "none.tsv")


def test_sample_is_even_and_stable() -> None:
    some = sample(OWN, 10)
    assert len(some.lines) == 10
    assert some == sample(OWN, 10)
    assert some.lines[0] == OWN.lines[0]
    assert sample(OWN, 10_000) is OWN
