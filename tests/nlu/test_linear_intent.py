"""The linear intent classifier on a handful of sentences: learning, storing, and damage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.nlu.kiwi_tokenizer import tokens_of
from assistant.nlu.linear_intent import LinearIntentClassifier, balance, damaged, with_damaged
from assistant.nlu.linear_views import plain, shape, views
from assistant.nlu.mentions import MENTIONS, MentionAnnotator

EXAMPLES = {
    "ask_weather": [
        "내일 비 와",
        "오늘 비 오나요",
        "주말에 눈 와",
        "모레 비 올까",
        "지금 눈 오나요",
        "비 와요",
    ],
    "play_music": ["노래 틀어줘", "재즈 틀어줘", "음악 틀어줄래", "노래 좀 틀어", "캐럴 틀어줘", "음악 틀어"],
    "greet": ["안녕", "안녕하세요", "안녕 길벗아", "반가워", "길벗아 반가워", "안녕하십니까"],
}


class Storage:
    """A folder in the place of Rasa's model storage."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def write_to(self, _: Any) -> Iterator[Path]:
        yield self._folder

    read_from = write_to


def message(text: str, intent: str | None = None) -> Message:
    made = Message({TEXT: text, INTENT: intent} if intent else {TEXT: text})
    made.set(TOKENS_NAMES[TEXT], tokens_of(text))
    MentionAnnotator().process_training_data(TrainingData([made]))
    return made


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[LinearIntentClassifier, Storage, Any]:
    storage: Any = Storage(tmp_path_factory.mktemp("linear"))
    config = LinearIntentClassifier.get_default_config()
    resource: Any = None
    classifier = LinearIntentClassifier(config, storage, resource)
    lines = [message(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    classifier.train(TrainingData(lines))
    return classifier, storage, config


@pytest.mark.parametrize(
    ("text", "intent"),
    [("글피에 비 오나요", "ask_weather"), ("트로트 노래 틀어줄래", "play_music"), ("안녕하신가요", "greet")],
)
def test_it_learns_what_it_was_not_shown(trained: Any, text: str, intent: str) -> None:
    opinion = trained[0].probabilities(message(text))
    assert max(opinion, key=opinion.__getitem__) == intent
    assert sum(opinion.values()) == pytest.approx(1)


def test_a_loaded_model_says_the_same_and_runs_no_code(trained: Any) -> None:
    classifier, storage, config = trained
    loaded = LinearIntentClassifier.load(config, storage, None, None)  # type: ignore[arg-type]
    for text in ("내일 눈 올까", "재즈 좀 틀어", "뷁", "???"):
        mine, theirs = classifier.probabilities(message(text)), loaded.probabilities(message(text))
        assert theirs == pytest.approx(mine, abs=5e-3)
    assert {path.suffix for path in storage._folder.iterdir()} == {".json", ".npz"}


def test_it_blends_with_the_ranking_before_it(trained: Any) -> None:
    classifier = trained[0]
    sure = message("노래 틀어줘")
    sure.set(INTENT_RANKING_KEY, [{"name": "greet", "confidence": 1.0}])
    classifier.process([sure])
    ranking = {rank["name"]: rank["confidence"] for rank in sure.get(INTENT_RANKING_KEY)}
    weight = classifier._config["weight"]
    alone = classifier.probabilities(message("노래 틀어줘"))
    assert ranking["greet"] == pytest.approx(weight * alone["greet"] + 1 - weight)
    assert ranking["play_music"] == pytest.approx(weight * alone["play_music"])


def test_damaged_copies_have_tokens_and_mentions_of_their_own_and_repeat() -> None:
    original = message("내일 부산 가는 길 안전한지 알려줘", "ask_route_safety")
    copies = [damaged(original, 2, Random(seed)) for seed in range(20)]
    made = [copy for copy in copies if copy is not None]
    assert len(made) >= 10
    assert all(
        copy.get(TEXT) != original.get(TEXT) and copy.get(INTENT) == "ask_route_safety" for copy in made
    )
    assert all(
        "".join(t.text for t in copy.get(TOKENS_NAMES[TEXT])) in copy.get(TEXT).replace(" ", "")
        for copy in made
    )
    assert any(
        ("place", copy.get(TEXT).find("부산"), copy.get(TEXT).find("부산") + 2) in copy.get(MENTIONS)
        for copy in made
    )
    again = [damaged(original, 2, Random(seed)) for seed in range(20)]
    assert [c and c.get(TEXT) for c in again] == [c and c.get(TEXT) for c in copies]


def test_no_noise_no_copies_and_short_answers_are_left_alone() -> None:
    lines = [message("응", "affirm"), message("내일 비 와", "ask_weather")]
    assert with_damaged(lines, {1: 0.0, 2: 0.0}, 1) == lines
    assert all(line.get(TEXT) != "응" for line in with_damaged(lines, {1: 1.0, 2: 1.0}, 1)[2:])


def test_balance_lifts_rare_classes_by_the_root_only() -> None:
    weights = balance(["a"] * 90 + ["b"] * 10)
    assert weights["b"] / weights["a"] == pytest.approx(3)


def test_views_hide_places_and_times() -> None:
    here, there = views(message("내일 부산 날씨 어때")), views(message("모레 대구 날씨 어때"))
    assert here == there
    assert "has:place" in here[3]
    assert "has:time" in here[3]


def test_plain_and_shape() -> None:
    assert plain("비, 와?? ㅋ") == "비 와 ㅋ"
    assert shape("", [], [], []) == ["n:0", "ef:none"]
    assert "role:destination" in shape("부산", [], [], ["role:destination"])
