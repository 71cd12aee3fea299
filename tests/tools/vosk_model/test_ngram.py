from __future__ import annotations

import math

import pytest

from tools.vosk_model.ngram import BEGIN, learn
from tools.vosk_model.units import continues

TEXT = [
    (sentence.split(), 1.0)
    for sentence in ("가 나 +다", "가 나 +라", "가 나 +다", "라 나 +다", "마 다 가", "나 +다 +라")
]
VOCABULARY = ["가", "나", "다", "라", "마", "바", "+다", "+라", "+바"]


@pytest.mark.parametrize("least", [(0, 0, 0), (0, 0, 1.5), (0, 1.5, 1.5)])
@pytest.mark.parametrize(
    "history",
    [(), (BEGIN,), ("가",), ("바",), ("+다",), (BEGIN, "가"), ("가", "나"), ("나", "+다"), ("바", "바")],
)
def test_probabilities_sum_to_one(history: tuple[str, ...], least: tuple[float, ...]) -> None:
    model = learn(TEXT, VOCABULARY, continues, least=least)
    total = sum(math.exp(-model.piece_cost(history, piece)) for piece in [*VOCABULARY, "</s>"])
    assert total == pytest.approx(1.0, abs=1e-6)


def test_what_was_met_is_likelier_and_nothing_is_impossible() -> None:
    model = learn(TEXT, VOCABULARY, continues)
    assert model.sentence_cost("가 나 +다".split()) < model.sentence_cost("가 나 +라".split())
    assert model.sentence_cost("가 나 +라".split()) < model.sentence_cost("다 나 가".split())
    assert math.isfinite(model.sentence_cost(["바", "바"]))


def test_a_word_that_never_went_on_seldom_does() -> None:
    model = learn(TEXT, VOCABULARY, continues)
    assert model.piece_cost(("가",), "+라") > model.piece_cost(("나",), "+라")
    assert model.piece_cost(("가",), "+바") - model.piece_cost(("나",), "+바") > 1.0  # both never met


def test_every_state_has_a_way_back() -> None:
    model = learn(TEXT, VOCABULARY, continues, least=(0, 0, 1.5))
    histories = {gram[:-1] for gram in model.cost if len(gram) > 1}
    assert histories <= {*model.backoff, *model.leave}
    assert () in model.leave
