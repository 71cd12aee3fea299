"""When somebody is told: once for each cause, not for flutter, never "all clear" out of silence."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.alerts.decide import (
    CALM,
    FROM,
    LEAD,
    SOON,
    Judged,
    asks_outlook,
    decide,
    due_at,
    is_urgent,
    may_worsen,
)
from assistant.alerts.model import AlertKind, Told
from assistant.risk.levels import level_of
from assistant.risk.model import Hazard, Level
from tests.engine_fakes import NOW

RAIN, WIND, SNOW = Hazard.HEAVY_RAIN, Hazard.STRONG_WIND, Hazard.HEAVY_SNOW


def judged(score: float, *causes: Hazard, coverage: float = 1.0) -> Judged:
    return Judged(level_of(score), score, coverage, causes)


def run(*steps: tuple[int, Judged]) -> list[tuple[int, AlertKind]]:
    """Minutes and judgements in; minutes and alerts out."""
    told, said = Told(), []
    for minute, each in steps:
        told, kind = decide(told, each, NOW + timedelta(minutes=minute))
        if kind is not None:
            said.append((minute, kind))
    return said


def test_worse_is_told_once() -> None:
    rain = judged(50, RAIN)
    assert run((0, judged(20)), (1, rain), (2, rain), (90, rain)) == [(1, AlertKind.RAISED)]


def test_every_step_up_is_told_and_every_new_cause() -> None:
    steps = [
        (0, judged(40, RAIN)),
        (1, judged(50, RAIN, WIND)),
        (2, judged(70, RAIN, WIND)),
        (3, judged(90, RAIN)),
    ]
    kinds = [AlertKind.RAISED, AlertKind.NEW_CAUSE, AlertKind.RAISED, AlertKind.RAISED]
    assert run(*steps) == [*zip(range(4), kinds, strict=True)]


def test_what_may_come_is_told_once_shortly_before_the_departure_and_not_after_worse_was_told() -> None:
    near, far = judged(40, RAIN), judged(30, RAIN)
    depart = NOW + SOON
    assert asks_outlook(Told(), depart, NOW)
    assert not asks_outlook(Told(), depart + timedelta(minutes=1), NOW)
    assert not asks_outlook(Told(), NOW, NOW)
    assert not asks_outlook(Told(level=FROM), depart, NOW)
    assert may_worsen(Told(), far) == (Told(), None)
    told, kind = may_worsen(Told(), near)
    assert (told, kind) == (Told(foretold=True), AlertKind.MAY_WORSEN)
    assert not asks_outlook(told, depart, NOW)
    told, kind = decide(told, judged(50, RAIN), NOW)
    assert (told.foretold, kind) == (True, AlertKind.RAISED)


def test_flutter_around_a_threshold_is_silent() -> None:
    steps = [(minute, judged(61 if minute % 2 else 58, RAIN)) for minute in range(240)]
    assert run(*steps) == [(0, AlertKind.RAISED), (1, AlertKind.RAISED)]


def test_the_end_is_told_after_it_has_lasted() -> None:
    calm = CALM.seconds // 60
    steps = [(0, judged(50, RAIN)), (10, judged(3)), (10 + calm - 1, judged(3)), (10 + calm, judged(3))]
    assert run(*steps) == [(0, AlertKind.RAISED), (10 + calm, AlertKind.ALL_CLEAR)]
    back = [(0, judged(50, RAIN)), (10, judged(3)), (30, judged(50, RAIN)), (50, judged(3)), (70, judged(3))]
    assert run(*back) == [(0, AlertKind.RAISED)]


def test_silence_of_the_sources_is_no_end() -> None:
    unknown = judged(0, coverage=0.2)
    assert run((0, judged(50, RAIN)), *((m, unknown) for m in range(10, 600, 10))) == [(0, AlertKind.RAISED)]


def test_after_the_end_the_same_cause_is_news_again() -> None:
    steps = [(0, judged(50, RAIN)), (10, judged(3)), (50, judged(3)), (60, judged(50, RAIN))]
    assert [kind for _, kind in run(*steps)] == [AlertKind.RAISED, AlertKind.ALL_CLEAR, AlertKind.RAISED]


@given(st.lists(st.tuples(st.floats(0, 100), st.sets(st.sampled_from([RAIN, WIND, SNOW]))), max_size=60))
def test_whatever_comes_the_told_level_is_never_below_what_holds(
    steps: list[tuple[float, set[Hazard]]],
) -> None:
    told = Told()
    for minute, (score, causes) in enumerate(steps):
        each = judged(score, *causes)
        told, kind = decide(told, each, NOW + timedelta(minutes=minute))
        if each.level >= FROM:
            assert told.level >= each.level
            assert told.hazards >= causes
        if kind is AlertKind.ALL_CLEAR:
            assert each.level < FROM


def at(hour: int, minute: int = 0) -> datetime:
    return NOW.replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("now", "depart", "due"),
    [
        (at(9), at(20), at(9)),
        (at(21, 59), at(23, 59), at(21, 59)),
        (at(22), at(12) + timedelta(days=1), at(7) + timedelta(days=1)),
        (at(3), at(12), at(7)),
        (at(3), at(6), at(4)),
        (at(3), at(4), at(3)),
    ],
)
def test_at_night_it_waits_for_the_morning_or_the_departure(
    now: datetime, depart: datetime, due: datetime
) -> None:
    assert due_at(now, depart, urgent=False) == due
    assert due_at(now, depart, urgent=True) == now


def test_what_is_urgent() -> None:
    far = NOW + timedelta(days=1)
    assert is_urgent(AlertKind.RAISED, Level.SERIOUS, far, NOW)
    assert is_urgent(AlertKind.RAISED, Level.CAUTION, NOW + LEAD, NOW)
    assert is_urgent(AlertKind.NEW_CAUSE, Level.ALERT, NOW - LEAD, NOW)
    assert not is_urgent(AlertKind.RAISED, Level.ALERT, far, NOW)
    assert not is_urgent(AlertKind.ALL_CLEAR, Level.SAFE, NOW, NOW)
