"""Watched trips in columns give the same scores, however they came there."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.alerts.fleet import Fleet
from assistant.journeys import Trip, TripPlan
from assistant.risk import SignalIndex
from assistant.risk.model import Hazard, Mode, Profile, Situation
from assistant.routing import load_planner
from tests.engine_fakes import BUSAN, NOW, SEOUL, warning

HOUR = timedelta(hours=1)
SKY = SignalIndex(
    Situation(
        now=NOW,
        signals=(
            warning(Hazard.HEAVY_RAIN, "호우경보", ["48270"], expires=NOW + 9 * HOUR),
            warning(Hazard.STRONG_WIND, "강풍주의보", ["11140"], expires=NOW + 4 * HOUR),
        ),
    )
)


def trip(number: int, **changes: object) -> Trip:
    plan = TripPlan(origin=SEOUL, destination=BUSAN, depart=NOW + HOUR, mode=Mode.CAR)
    return Trip(
        id=f"{number}", owner="local", user="u", created=NOW, updated=NOW,
        plan=replace(plan, **changes),  # type: ignore[arg-type]
    )  # fmt: skip


def fresh(trips: list[Trip]) -> dict[str, float]:
    fleet = Fleet(load_planner())
    fleet.sync(trips, NOW)
    return dict(fleet.scores(None, SKY))


def test_what_comes_goes_and_changes_ends_as_if_it_had_always_been_so() -> None:
    rng = random.Random(3)
    fleet, trips = Fleet(load_planner()), {}
    for _ in range(6):
        for number in rng.sample(range(12), 5):
            window = (NOW + HOUR, NOW + 6 * HOUR) if rng.random() < 0.3 else None
            depart = None if window else NOW + rng.randint(1, 20) * HOUR
            mode = rng.choice([Mode.CAR, Mode.TRAIN])
            trips[number] = trip(number, depart=depart, window=window, mode=mode)
        for number in rng.sample(sorted(trips), 2):
            del trips[number]
        fleet.sync(trips.values(), NOW)
        assert dict(fleet.scores(None, SKY)) == pytest.approx(fresh(list(trips.values())))


def test_ways_that_are_alike_are_kept_once() -> None:
    fleet = Fleet(load_planner())
    fleet.sync([trip(n, mode=Mode.TRAIN, depart=NOW + n * HOUR) for n in range(1, 9)], NOW)
    (group,) = fleet._groups.values()
    assert len(group.ways.profile) == 8
    assert len(group.ways.digests) == 1


def test_a_trip_without_a_way_has_no_score_and_disturbs_nobody() -> None:
    trips = [trip(1), trip(2, destination=SEOUL), trip(3, profile=Profile(elder=True)), trip(4)]
    scores = fresh(trips)
    assert set(scores) == {"1", "3", "4"}
    assert scores["1"] == scores["4"] > 0
    assert fresh([trips[1]]) == {}
