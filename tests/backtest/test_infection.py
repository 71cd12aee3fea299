"""Ranking of provinces on counts made for the purpose, and on the record where it is present."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.backtest.infection import (
    METHODS,
    Counts,
    backtest_infection,
    residents,
    spearman,
    until_break,
)
from assistant.backtest.records import case_counts, shared_root
from assistant.backtest.report import infection_table
from assistant.feeds.infection_outlook import next_week

NAMES = ("서울", "부산", "대구", "인천")
PEOPLE = dict.fromkeys(NAMES, 1_000_000)
DAYS = 70


def counts(daily: np.ndarray) -> Counts:
    return Counts(provinces=NAMES, first=date(2021, 8, 1), total=np.cumsum(daily, axis=0).astype(float))


def test_population_is_that_of_the_country() -> None:
    assert len(residents()) == 17
    assert sum(residents().values()) == 51_638_809


def test_steady_counts_are_ranked_without_error() -> None:
    steady = np.tile([10.0, 40.0, 30.0, 20.0], (DAYS, 1))
    for ranking in backtest_infection(counts(steady), PEOPLE):
        assert ranking.period in {"delta", "all"}
        assert ranking.rank_correlation == pytest.approx(1.0)
        assert ranking.top_hits == 1.0
        assert ranking.factor == pytest.approx(1.0)


def test_growth_beats_persistence_where_it_goes_on() -> None:
    speed = np.array([1.08, 1.0, 1.0, 1.02])
    growing = np.array([50_000.0, 90_000.0, 60_000.0, 70_000.0]) * speed ** np.arange(DAYS)[:, None]
    last, damped = backtest_infection(counts(growing), PEOPLE)[-2:]
    assert (last.method, damped.method) == tuple(METHODS)
    assert damped.factor < last.factor
    assert damped.rank_correlation >= last.rank_correlation
    assert (last.better, last.worse) == (0, 0)
    assert damped.better >= damped.worse


def test_the_record_ends_where_its_source_does() -> None:
    total = np.cumsum(np.ones((20, 4)), axis=0)
    assert len(until_break(total)) == 20
    total[15:] = 0
    assert len(until_break(total)) == 15
    total[5, 0] = 0  # one province corrects itself
    assert len(until_break(total)) == 15


def test_few_cases_follow_the_country() -> None:
    last, before = np.array([4.0, 40_000.0, 0.0]), np.array([1.0, 40_000.0, 0.0])
    told = next_week(last, before)
    assert told[0] == pytest.approx(4.0, rel=0.01)
    assert told[1] == pytest.approx(40_000.0, rel=0.01)
    assert told[2] == 0
    with pytest.raises(ValueError, match="provinces"):
        next_week(last, before[:2])


def test_ties_share_their_rank() -> None:
    assert spearman(np.array([1.0, 1.0, 2.0]), np.array([3.0, 3.0, 9.0])) == pytest.approx(1.0)
    assert spearman(np.array([1.0, 2.0, 3.0]), np.array([9.0, 5.0, 1.0])) == pytest.approx(-1.0)


@pytest.mark.shared
def test_the_recorded_epidemic() -> None:
    root: Path | None = shared_root()
    if root is None:
        pytest.skip("development data not present (GILBEOT_SHARED or ../shared)")
    found = backtest_infection(case_counts(root))
    last, damped = found[-2:]
    assert last.period == "all"
    assert last.weeks > 170
    assert 0.7 < last.rank_correlation < 0.85
    assert damped.factor < last.factor
    assert len(infection_table(found).rows) == 10
