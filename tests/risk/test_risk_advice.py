"""What to do, and which alternatives are worth telling."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.risk import assess, rank_alternatives, scan, with_alternatives
from assistant.risk.advice import BETTER_BUT_UNKNOWN, NONE_BETTER, choose
from assistant.risk.model import (
    Advice,
    AlternativeKind,
    Assessment,
    Hazard,
    Level,
    Mode,
    Severity,
    Signal,
)

from .builders import NOW, itinerary, minutes, signal, situation, source

ALL = tuple(Hazard)
KNOWN = (source(ALL, hours=72),)
D, R, M = AlternativeKind.DEPARTURE, AlternativeKind.ROUTE, AlternativeKind.MODE
MIDDLE = [("11110", 90), ("48270", 60), ("26110", 90)]
AT_END = [("11110", 90), ("48270", 60)]


def trip(
    *signals: Signal, stays: list[tuple[str, float]] = MIDDLE, coverage: tuple = KNOWN, **changes: object
) -> Assessment:
    return assess(itinerary(stays, **changes), situation(*signals, coverage=coverage))


def stay(*signals: Signal) -> Assessment:
    place = itinerary([("48270", 60)], mode=Mode.WALK, origin="밀양", destination="밀양", distance_km=0.0)
    return assess(place, situation(*signals, coverage=KNOWN))


@pytest.mark.parametrize(
    ("assessment", "expected"),
    [
        (trip(), Advice.GO),
        (trip(coverage=()), Advice.CARE),
        (trip(signal(severity=Severity.MINOR)), Advice.CARE),
        (trip(signal(severity=Severity.MODERATE)), Advice.CARE),
        (trip(signal()), Advice.AVOID),
        (trip(signal(), stays=AT_END), Advice.DELAY),
        (trip(signal(Hazard.INFECTION, Severity.EXTREME), mode=Mode.SUBWAY), Advice.DISTANCE),
        (trip(signal(Hazard.CROWDING), stays=[("48270", 60)], mode=Mode.WALK), Advice.DISTANCE),
        (
            trip(signal(Hazard.TYPHOON), signal(), stays=[("48270", 180), ("26110", 30)]),
            Advice.SHELTER,
        ),
        (
            trip(
                signal(Hazard.TYPHOON, expires=NOW + timedelta(days=2)),
                signal(expires=NOW + timedelta(days=2)),
                stays=[("48270", 180), ("26110", 30)],
                depart=NOW + timedelta(hours=20),
            ),
            Advice.DELAY,
        ),
        (stay(), Advice.GO),
        (stay(signal(severity=Severity.MODERATE)), Advice.CARE),
        (stay(signal(Hazard.TYPHOON)), Advice.SHELTER),
        (stay(signal(Hazard.YELLOW_DUST, Severity.EXTREME)), Advice.AVOID),
    ],
)
def test_advice(assessment: Assessment, expected: Advice) -> None:
    assert assessment.advice is expected


def better(base: Assessment, kind: AlternativeKind, **changes: object) -> tuple[AlternativeKind, Assessment]:
    fields = {"level": Level.SAFE, "score": 5.0, "drivers": (), **changes}
    return kind, replace(base, **fields)


@pytest.mark.parametrize(
    ("stays", "kind", "expected"),
    [
        (MIDDLE, D, Advice.DELAY),
        (MIDDLE, R, Advice.DETOUR),
        (MIDDLE, M, Advice.CHANGE_MODE),
        # Inside the hazard at an end: no way around it.
        (AT_END, R, Advice.DELAY),
        (AT_END, M, Advice.DELAY),
    ],
)
def test_the_best_alternative_gives_the_advice(
    stays: list[tuple[str, float]], kind: AlternativeKind, expected: Advice
) -> None:
    base = trip(signal(), stays=stays)
    found, note = rank_alternatives(base, [better(base, kind)])
    assert note is None
    assert with_alternatives(base, found, note).advice is expected


def test_only_the_strictly_better_are_told_and_ranked() -> None:
    base = trip(signal())
    later = replace(base.trip, depart=base.trip.depart + timedelta(hours=2))
    much_later = replace(base.trip, depart=base.trip.depart + timedelta(hours=20))
    found, note = rank_alternatives(
        base,
        [
            (D, base),  # the same
            better(base, M, level=base.level, score=base.score - 5),  # hardly better
            better(base, M, level=Level.CAUTION, score=45.0),
            better(base, D, trip=much_later),
            better(base, D, trip=later),
            better(base, R, level=Level.SERIOUS, score=95.0),
        ],
    )
    assert [(item.kind, item.level) for item in found] == [
        (D, Level.SAFE),
        (D, Level.SAFE),
        (M, Level.CAUTION),
    ]
    assert found[0].depart == later.depart  # the smaller change of plan first
    assert note is None


def test_no_better_one_is_said() -> None:
    base = trip(signal())
    assert rank_alternatives(base, [(D, base)]) == ((), NONE_BETTER)
    assert rank_alternatives(base, []) == ((), NONE_BETTER)


def test_what_is_better_only_because_nobody_reports_is_not_told() -> None:
    base = trip(signal())
    assert rank_alternatives(base, [better(base, D, coverage=0.1)]) == ((), BETTER_BUT_UNKNOWN)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ({"expected_end": NOW + timedelta(hours=5)}, True),
        ({"expires": NOW + timedelta(hours=30)}, False),
        ({}, False),
    ],
)
def test_an_announced_end_supports_a_later_departure(end: dict[str, object], told: bool) -> None:
    base = trip(signal(**end))
    later = replace(base.trip, depart=NOW + timedelta(hours=24))
    found, _ = rank_alternatives(base, [better(base, D, coverage=0.0, trip=later)])
    assert bool(found) is told


def test_the_worst_departure_is_reported_with_the_best_one() -> None:
    rain = signal(expires=NOW + minutes(150))
    runs = [trip(rain, depart=NOW + timedelta(hours=hours)) for hours in range(4)]
    result, found = scan(runs, NOW + timedelta(hours=2))
    assert result.level is Level.ALERT
    assert result.trip.depart == found.worst.depart == NOW
    assert found.best.level is Level.SAFE
    assert found.best.depart == NOW + timedelta(hours=2)  # of three calm ones the usual hour
    assert [point.depart.hour for point in found.points] == [9, 10, 11, 12]


def test_a_scan_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        scan([], NOW)


def test_choice_is_stable_without_alternatives() -> None:
    base = trip(signal())
    assert choose(base) is base.advice
