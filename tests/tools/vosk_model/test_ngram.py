from __future__ import annotations

import math

import pytest

from tools.vosk_model.ngram import BEGIN, learn
from tools.vosk_model.sorts import CLOSED, OPEN
from tools.vosk_model.units import SORTS

TEXT = [
    (sentence.split(), 1.0)
    for sentence in ("가 나 +다", "가 나 +라", "가 나 +다", "라 나 +다", "마 다 가", "나 +다 +라")
]
VOCABULARY = ["가", "나", "다", "라", "마", "바", "+다", "+라", "+바"]


@pytest.mark.parametrize("worth", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(
    "history",
    [(BEGIN,), ("가",), ("바",), ("+다",), (BEGIN, "가"), ("가", "나"), ("나", "+다"), ("바", "바")],
)
def test_probabilities_sum_to_one(history: tuple[str, ...], worth: float) -> None:
    model = learn(TEXT, VOCABULARY, SORTS, worth=worth)
    total = sum(math.exp(-model.piece_cost(history, piece)) for piece in [*VOCABULARY, "</s>"])
    assert total == pytest.approx(1.0, abs=1e-6)


def test_what_was_met_is_likelier_and_nothing_is_impossible() -> None:
    model = learn(TEXT, VOCABULARY, SORTS)
    assert model.sentence_cost("가 나 +다".split()) < model.sentence_cost("가 나 +라".split())
    assert model.sentence_cost("가 나 +라".split()) < model.sentence_cost("다 나 가".split())
    assert math.isfinite(model.sentence_cost(["바", "바"]))


def test_a_word_that_never_went_on_seldom_does() -> None:
    model = learn(TEXT, VOCABULARY, SORTS)
    assert model.piece_cost(("가",), "+라") > model.piece_cost(("나",), "+라")
    assert model.piece_cost(("가",), "+바") - model.piece_cost(("나",), "+바") > 1.0  # both never met


def test_every_state_has_a_way_back() -> None:
    model = learn(TEXT, VOCABULARY, SORTS, worth=0.3)
    histories = {gram[:-1] for gram in model.cost if len(gram) > 1}
    assert histories <= {*model.backoff, *model.leave}
    assert {(OPEN,), (CLOSED,)} <= set(model.leave)


def test_what_saves_little_is_left_to_shorter_histories() -> None:
    whole, pruned = learn(TEXT, VOCABULARY, SORTS), learn(TEXT, VOCABULARY, SORTS, worth=1.0)
    assert 0 < len(pruned.cost) < len(whole.cost)
    costs = [sum(model.sentence_cost(pieces) for pieces, _ in TEXT) for model in (whole, pruned)]
    assert costs[0] < costs[1] < 1.5 * costs[0]


def test_particles_follow_the_last_sound() -> None:
    text = [(sentence.split(), 1.0) for sentence in ("산 +은", "물 +은", "강 +은 산", "나무 +는", "바다 +는")]
    model = learn(text, ["산", "물", "강", "나무", "바다", "집", "차", "+은", "+는"], SORTS)
    assert model.piece_cost(("집",), "+은") + 2 < model.piece_cost(("집",), "+는")
    assert model.piece_cost(("차",), "+는") + 2 < model.piece_cost(("차",), "+은")
