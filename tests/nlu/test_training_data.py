"""The NLU data itself: complete, current with its grammar, and apart from the evaluation sets."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tools.nlu import grammar
from tools.nlu.build import OUT_DIR, topic_yaml
from tools.nlu.check import ambiguous
from tools.nlu.data import EVALUATION_SETS, bare, labelled_tsv, training_examples

MANY = {
    "ask_route_safety": 150,
    "ask_place_risk": 150,
    "ask_road_status": 150,
    "ask_weather": 150,
    "ask_warning": 150,
    "emergency": 150,
    "out_of_scope": 400,
}
# Short and few by nature: there are not sixty ways to say hello.
FEW = ("greet", "goodbye", "thank", "repeat", "affirm", "deny", "cancel")
PERSONAL = ("change_trip", "ask_my_data", "allow_data", "refuse_data")
"""In a set of their own: the other sets are older than they."""
OTHERS = (
    "ask_departure_time",
    "ask_alternative",
    "ask_directions",
    "ask_infection",
    "ask_guidance",
    "find_shelter",
    "ask_reason",
    "more_detail",
    "add_trip",
    "list_trips",
    "delete_trip",
    *PERSONAL,
    "ask_trips_safety",
    "alerts_on",
    "alerts_off",
    "set_place",
    "delete_my_data",
    "change_voice",
    "play_news",
    "ask_knowledge",
    "play_music",
    "media_control",
    "help",
    "inform",
)
LEAST = MANY | dict.fromkeys(FEW, 40) | dict.fromkeys(OTHERS, 60)


def test_every_intent_of_the_contract_has_enough_examples() -> None:
    counts = Counter(intent for intent, _ in training_examples())
    assert set(counts) == set(LEAST)
    assert {name: count for name, count in counts.items() if count < LEAST[name]} == {}


def test_no_sentence_has_two_intents() -> None:
    assert ambiguous(training_examples()) == {}


@pytest.mark.parametrize("path", EVALUATION_SETS, ids=lambda path: path.stem)
def test_evaluation_sets_cover_all_intents_and_share_no_sentence(path) -> None:  # type: ignore[no-untyped-def]
    examples = labelled_tsv(path)
    trained = {bare(text) for _, text in training_examples()}
    wanted = set(LEAST) - set(PERSONAL)
    if path.stem == "intents_personal":
        wanted = {*PERSONAL, "ask_route_safety", "delete_my_data"}
    assert {intent for intent, _ in examples} == wanted
    assert [text for _, text in examples if bare(text) in trained] == []
    assert ambiguous(examples) == {}


@pytest.mark.parametrize("source", sorted(grammar.GRAMMAR_DIR.glob("*.txt")), ids=lambda path: path.stem)
def test_committed_files_are_what_the_grammar_gives(source) -> None:  # type: ignore[no-untyped-def]
    text, _ = topic_yaml(source.stem, grammar.load_slots())
    committed = (OUT_DIR / f"{source.stem}.yml").read_text(encoding="utf-8")
    assert committed == text, "run python -m tools.nlu.build"


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{name:으로} 가", {"서울로 가", "부산으로 가", "제주로 가"}),
        ("{name}(은|는)", {"서울은", "부산은", "제주는"}),
        ("(이|그) 길", {"이 길", "그 길"}),
        ("가(자|(면|고))", {"가자", "가면", "가고"}),
    ],
)
def test_grammar_expands_slots_choices_and_particles(template: str, expected: set[str]) -> None:
    slots = {"name": ["서울", "부산", "제주"]}
    assert set(grammar.sentences("x9 " + template, slots, random.Random(1))) == expected


def test_a_grammar_line_needs_an_intent() -> None:
    with pytest.raises(ValueError, match="before the first"):
        grammar.parse("부산 가는 길 안전해?")
