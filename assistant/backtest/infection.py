"""Back-test (c): which provinces will have the highest incidence next week?

Every seventh day the provinces are ranked by what is known then; the week after gives the truth. Baseline:
persistence, next week as the last one, which is also what the feed of infection cases tells.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from assistant.feeds.infection_outlook import next_week

Floats = NDArray[np.float64]
Method = Callable[[Floats, Floats], Floats]
"""(P,) cases of the last week, (P,) of the week before -> (P,) of the next."""

WEEK = 7
PER = 100_000
FEW = 0.1
"""Cases per 100,000 and week added to both sides of the error, so that weeks without cases count little."""
METHODS: Mapping[str, Method] = {
    "persistence: as last week": lambda last, before: last,  # noqa: ARG005
    "damped growth": next_week,
}
PERIODS = (
    ("first waves", date(2020, 2, 1), date(2021, 7, 1)),
    ("delta", date(2021, 7, 1), date(2022, 1, 1)),
    ("omicron", date(2022, 1, 1), date(2023, 1, 1)),
    ("after", date(2023, 1, 1), date(2024, 1, 1)),
)
"""[begin, end) of the last day known. Parameters of `next_week` were chosen on the first one."""
TIE = 1e-9
"""Rank correlations that differ by less are the same."""
WARM_UP = 28
"""First days of the record that are not judged: counts of most provinces are still zero."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counts:
    """Cumulative cases."""

    provinces: tuple[str, ...]
    first: date
    total: Floats
    """(D, P) by day and province."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """How one method did in one period: means over its weeks."""

    period: str
    method: str
    weeks: int
    rank_correlation: float
    """Spearman, of all provinces; weeks in which all are equal are left out."""
    better: int
    """Weeks ranked better than by persistence."""
    worse: int
    top_hits: float
    """0-1: share of the three highest provinces that were among the three told."""
    factor: float
    """By what factor the incidence told was off, geometric mean (1 is perfect)."""


@cache
def residents() -> Mapping[str, int]:
    """Province -> residents (`data/population.toml`)."""
    path = resources.files("assistant.backtest") / "data" / "population.toml"
    found: Mapping[str, int] = tomllib.loads(path.read_text(encoding="utf-8"))["residents"]
    return found


def until_break(total: Floats) -> Floats:
    """The days before the cumulative counts of most provinces fall: there a source stopped or began anew."""
    fell = np.mean(np.diff(total, axis=0) < 0, axis=1) > 0.5
    return total[: int(fell.argmax()) + 1] if fell.any() else total


def backtest_infection(counts: Counts, people: Mapping[str, int] | None = None) -> list[Ranking]:
    """By period and method, and over all. Raises KeyError for a province without population."""
    people = residents() if people is None else people
    size = np.array([people[name] for name in counts.provinces], np.float64)
    total = until_break(counts.total)
    found = []
    for period, begin, end in (*PERIODS, ("all", date.min, date.max)):
        ends = [
            day
            for day in range(WARM_UP, len(total) - WEEK, WEEK)
            if begin <= counts.first + timedelta(days=day) < end
        ]
        if ends:
            weeks = {name: _judged(method, total, size, ends) for name, method in METHODS.items()}
            base = next(iter(weeks.values()))
            found += [_ranking(period, name, judged, base) for name, judged in weeks.items()]
    return found


@dataclass(frozen=True, slots=True)
class _Week:
    """One week of one method; as in `Ranking`."""

    rank: float | None
    hits: float
    error: float
    """Natural logarithm of the factor."""


def _judged(method: Method, total: Floats, size: Floats, ends: Sequence[int]) -> list[_Week]:
    found = []
    for day in ends:
        last, before = total[day] - total[day - WEEK], total[day - WEEK] - total[day - 2 * WEEK]
        told = PER * method(np.maximum(last, 0.0), np.maximum(before, 0.0)) / size
        came = PER * np.maximum(total[day + WEEK] - total[day], 0.0) / size
        rank = spearman(told, came) if told.std() > 0 and came.std() > 0 else None
        error = float(np.abs(np.log((told + FEW) / (came + FEW))).mean())
        found.append(_Week(rank, len(_top(told) & _top(came)) / len(_top(came)), error))
    return found


def _ranking(period: str, name: str, weeks: Sequence[_Week], base: Sequence[_Week]) -> Ranking:
    pairs = [
        (w.rank, b.rank)
        for w, b in zip(weeks, base, strict=True)
        if w.rank is not None and b.rank is not None
    ]
    return Ranking(
        period=period,
        method=name,
        weeks=len(weeks),
        rank_correlation=float(np.mean([week.rank for week in weeks if week.rank is not None] or [0.0])),
        better=sum(ours > theirs + TIE for ours, theirs in pairs),
        worse=sum(ours < theirs - TIE for ours, theirs in pairs),
        top_hits=float(np.mean([week.hits for week in weeks])),
        factor=float(np.exp(np.mean([week.error for week in weeks]))),
    )


def spearman(one: Floats, other: Floats) -> float:
    """Rank correlation, ties sharing their mean rank. (P,), (P,) not constant."""
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Floats) -> Floats:
    _, same, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count).astype(np.float64)
    return np.asarray((last - (count - 1) / 2)[same])


def _top(values: Floats, count: int = 3) -> set[int]:
    return set(np.argsort(-values, kind="stable")[:count].tolist())
