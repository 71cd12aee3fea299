"""The promises of DESIGN §5, on generated situations."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.risk import assess
from assistant.risk.model import (
    Assessment,
    Hazard,
    Itinerary,
    Profile,
    Severity,
    Signal,
    Situation,
)

from .builders import NOW, REGIONS, itinerary, minutes, situation, source
from .strategies import profiles, signals, situations, trips

ROUNDING = 0.11


@given(trips, situations, signals(), profiles)
@settings(max_examples=150, deadline=None)
def test_one_more_signal_never_lowers_and_clearing_it_never_raises(
    trip: Itinerary, known: Situation, extra: Signal, who: Profile
) -> None:
    before = assess(trip, known, profile=who)
    after = assess(trip, replace(known, signals=(*known.signals, extra)), profile=who)
    assert after.score >= before.score
    assert after.level >= before.level


@given(trips, situations, st.floats(1, 300))
@settings(max_examples=100, deadline=None)
def test_a_longer_stay_never_lowers(trip: Itinerary, known: Situation, more: float) -> None:
    last = trip.exposures[-1]
    longer = replace(trip, exposures=(*trip.exposures[:-1], last._replace(end=last.end + minutes(more))))
    further = replace(
        trip, exposures=(*trip.exposures, last._replace(start=last.end, end=last.end + minutes(more)))
    )
    base = assess(trip, known).score
    assert assess(longer, known).score >= base
    assert assess(further, known).score >= base


@given(trips, situations, st.data())
@settings(max_examples=100, deadline=None)
def test_an_earlier_end_never_raises(trip: Itinerary, known: Situation, data: st.DataObject) -> None:
    ending = [s for s in known.signals if s.expires is not None]
    if not ending:
        return
    chosen = data.draw(st.sampled_from(ending))
    assert chosen.expires is not None
    earlier = replace(chosen, expires=chosen.expires - data.draw(st.integers(1, 2000).map(minutes)))
    cleared = replace(known, signals=tuple(earlier if s is chosen else s for s in known.signals))
    assert assess(trip, cleared).score <= assess(trip, known).score


@given(trips, situations, st.data())
@settings(max_examples=100, deadline=None)
def test_a_worse_severity_never_lowers(trip: Itinerary, known: Situation, data: st.DataObject) -> None:
    if not known.signals:
        return
    order = [Severity.MINOR, Severity.MODERATE, Severity.SEVERE, Severity.EXTREME]
    chosen = data.draw(st.sampled_from(known.signals))
    if chosen.severity not in order:
        return
    worse = replace(chosen, severity=order[min(3, order.index(chosen.severity) + 1)])
    raised = replace(known, signals=tuple(worse if s is chosen else s for s in known.signals))
    assert assess(trip, raised).score >= assess(trip, known).score


@given(trips, situations)
@settings(max_examples=100, deadline=None)
def test_a_failed_source_never_makes_anything_known(trip: Itinerary, known: Situation) -> None:
    whole = assess(trip, known)
    for index in range(len(known.coverage)):
        left = known.coverage[:index] + known.coverage[index + 1 :]
        without = assess(trip, replace(known, coverage=left))
        assert without.coverage <= whole.coverage
        assert without.confidence <= whole.confidence
        assert set(without.unknown) >= set(whole.unknown)
        assert without.score == whole.score


@given(trips, situations, profiles)
@settings(max_examples=150, deadline=None)
def test_the_score_is_explained_by_its_drivers(trip: Itinerary, known: Situation, who: Profile) -> None:
    result = assess(trip, known, profile=who)
    contributions = [driver.contribution for driver in result.drivers]
    assert contributions == sorted(contributions, reverse=True)
    calm = 1.0
    for value in contributions:
        calm *= 1.0 - value / 100.0
    assert max(contributions, default=0.0) - ROUNDING <= result.score
    assert result.score <= 100.0 * (1.0 - calm) + ROUNDING * max(1, len(contributions))
    told = {id_ for driver in result.drivers for id_ in driver.signal_ids}
    assert told <= {item.id for item in known.signals}
    assert (result.score > 0) <= bool(result.drivers)


@given(trips, situations)
@settings(max_examples=100, deadline=None)
def test_segments_cover_the_way_and_stay_under_the_level_of_the_trip(
    trip: Itinerary, known: Situation
) -> None:
    result = assess(trip, known)
    assert result.segments[0].from_ == trip.exposures[0].start
    assert result.segments[-1].until == trip.exposures[-1].end
    for first, second in zip(result.segments, result.segments[1:], strict=False):
        assert first.until == second.from_
    assert all(segment.level <= result.level for segment in result.segments)


@given(trips, situations)
@settings(max_examples=100, deadline=None)
def test_climatology_never_changes_score_level_or_coverage(trip: Itinerary, known: Situation) -> None:
    from assistant.risk.model import ClimatologyEntry

    often = {
        (code, month, hazard): ClimatologyEntry(
            region=code, month=month, hazard=hazard, day_fraction=0.9, years="2016-2020"
        )
        for code in REGIONS
        for month in (7, 8)
        for hazard in Hazard
    }
    plain, with_past = assess(trip, known), assess(trip, replace(known, climatology=often))
    assert _judgement(plain) == _judgement(with_past)
    assert {line.hazard for line in with_past.usual} <= set(with_past.unknown)


def _judgement(result: Assessment) -> tuple[Any, ...]:
    return result.level, result.score, result.coverage, result.confidence, result.unknown, result.advice


def test_beyond_every_horizon_nothing_is_known() -> None:
    trip = itinerary([("48270", 60)], depart=NOW + timedelta(days=5))
    result = assess(trip, situation(coverage=(source(list(Hazard), hours=48),)))
    assert result.coverage == 0.0
    assert Hazard.HEAVY_RAIN in result.unknown
