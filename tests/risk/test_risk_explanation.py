"""What is told: drivers, segments, coverage, unknowns, usual risks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.answers.level import level_sentence
from assistant.risk import assess
from assistant.risk.coverage import relevant
from assistant.risk.model import (
    ClimatologyEntry,
    Hazard,
    Level,
    Mode,
    Profile,
    Severity,
    SignalKind,
)

from .builders import NOW, REGIONS, itinerary, minutes, signal, situation, source

WAY = [("11110", 60), ("43740", 30), ("47190", 30), ("48270", 30), ("48250", 30)]


def test_a_driver_says_what_where_when_who_and_since_when() -> None:
    rain = signal(regions=["48270", "48250"], name="호우경보", facts={"rain_mm_3h": 90})
    (driver,) = assess(itinerary(WAY), situation(rain), region_name=REGIONS.get).drivers
    assert driver.name == "호우경보"
    assert driver.region == "밀양시·김해시"
    assert (driver.from_, driver.until) == (NOW + minutes(120), NOW + minutes(180))
    assert (driver.source, driver.issued) == ("기상청", NOW - minutes(60))
    assert (driver.valid_from, driver.valid_until) == (NOW - minutes(60), None)
    assert driver.text == "밀양시·김해시에 호우경보"
    assert driver.facts == {"rain_mm_3h": 90}
    assert driver.kind is SignalKind.ALERT


def test_one_event_issued_region_by_region_is_one_driver_with_all_its_regions() -> None:
    parts = [
        signal(regions=[code], id=code, name="호우경보") for code in ("43740", "47190", "48270", "48250")
    ]
    newest = replace(parts[2], issued=NOW - minutes(5), expires=NOW + timedelta(hours=6))
    (driver,) = assess(itinerary(WAY), situation(*parts[:2], newest, parts[3])).drivers
    assert driver.region == "영동군·구미시·밀양시·김해시"
    assert driver.text == "영동군·구미시 등 4곳에 호우경보"
    assert driver.issued == NOW - minutes(5)
    assert driver.valid_until is None  # some of it is open
    assert len(driver.signal_ids) == 4


def test_a_hazard_left_for_long_and_met_again_is_told_twice() -> None:
    rain = signal(regions=["11110", "26110"])
    trip = itinerary([("11110", 60), ("43740", 120), ("26110", 30)])
    first, second = assess(trip, situation(rain)).drivers
    assert {first.region, second.region} == {"서울 종로구", "부산 중구"}


def test_different_severities_and_accidents_stay_apart() -> None:
    rain = [signal(regions=["48270"]), signal(severity=Severity.MODERATE, regions=["48250"])]
    crashes = [
        signal(Hazard.TRAFFIC_ACCIDENT, regions=["48270"], id=name, name=name)
        for name in ("A 사고", "B 사고")
    ]
    names = [driver.name for driver in assess(itinerary(WAY), situation(*rain, *crashes)).drivers]
    assert len(names) == 4
    assert {"A 사고", "B 사고"} <= set(names)


def test_segments_are_stretches_between_named_places() -> None:
    result = assess(itinerary(WAY), situation(signal(regions=["48270", "48250"])))
    assert [(s.name, s.level) for s in result.segments] == [
        ("서울 종로구~구미시", Level.SAFE),
        ("밀양시~김해시", Level.ALERT),
    ]
    assert result.segments[1].from_ == NOW + minutes(120)
    assert result.segments[1].regions == ("48270", "48250")


def test_a_trip_through_two_hazards_is_above_each_of_its_stretches_and_the_answer_says_so() -> None:
    known = situation(signal(regions=["48270"]), signal(hazard=Hazard.STRONG_WIND, regions=["26110"]))
    result = assess(itinerary([("11110", 30), ("48270", 15), ("43740", 30), ("26110", 15)]), known)
    assert result.level is Level.ALERT
    assert [segment.level for segment in result.segments] == [
        Level.SAFE,
        Level.CAUTION,
        Level.SAFE,
        Level.CAUTION,
    ]
    assert "길 전체로 보면 길벗 판단으로 '경계' 단계" in level_sentence(result, NOW)
    one = assess(itinerary(WAY), situation(signal(regions=["48270", "48250"])))
    assert "길 전체로" not in level_sentence(one, NOW)


def test_coverage_is_the_share_of_time_and_hazards_that_sources_speak_for() -> None:
    everything = [hazard for hazard, _ in relevant(Mode.CAR, 7, Profile())]
    trip = itinerary([("48270", 60), ("11110", 60)])
    full = assess(trip, situation(coverage=(source(everything),)))
    half = assess(trip, situation(coverage=(source(everything, ["48270"]),)))
    short = assess(trip, situation(coverage=(source(everything, hours=0.5),)))
    one = assess(trip, situation(coverage=(source([Hazard.HEAVY_RAIN]),)))
    assert (full.coverage, full.unknown) == (1.0, ())
    assert half.coverage == pytest.approx(0.5, abs=0.001)
    assert short.coverage == pytest.approx(0.25, abs=0.001)
    assert set(half.unknown) == set(everything)
    assert 0.15 < one.coverage < 0.5
    assert Hazard.HEAVY_RAIN not in one.unknown
    assert one.unknown[0] is Hazard.TYPHOON  # the weightiest gap first


def test_confidence_falls_with_age_and_lead() -> None:
    everything = [hazard for hazard, _ in relevant(Mode.CAR, 7, Profile())]
    trip = itinerary([("48270", 60)])
    later = itinerary([("48270", 60)], depart=NOW + timedelta(hours=20))
    fresh = situation(coverage=(source(everything),))
    old = situation(coverage=(source(everything, issued=NOW - timedelta(hours=12)),))
    assert assess(trip, fresh).confidence > 0.98
    assert assess(trip, old).confidence == pytest.approx(0.5, abs=0.01)
    assert assess(later, fresh).confidence == pytest.approx(0.5 ** (20 / 72), abs=0.01)
    assert assess(trip, old).freshness[0].age_minutes == 720


def test_nothing_known_is_not_safe() -> None:
    result = assess(itinerary(WAY), situation())
    assert result.level is Level.SAFE  # the worst *known* level
    assert (result.coverage, result.confidence) == (0.0, 0.0)
    assert {Hazard.HEAVY_RAIN, Hazard.TYPHOON} <= set(result.unknown)
    assert result.advice.value == "care"


def test_a_warning_makes_its_hazard_known_where_it_holds() -> None:
    result = assess(itinerary([("48270", 60)]), situation(signal()))
    assert Hazard.HEAVY_RAIN not in result.unknown
    assert result.coverage > 0


@pytest.mark.parametrize(
    ("mode", "month", "asked", "not_asked"),
    [
        (Mode.CAR, 1, Hazard.ROAD_ICE, Hazard.HEAT),
        (Mode.CAR, 8, Hazard.TYPHOON, Hazard.HEAVY_SNOW),
        (Mode.SHIP, 3, Hazard.HIGH_WAVES, Hazard.CONGESTION),
        (Mode.CAR, 3, Hazard.FOG, Hazard.HIGH_WAVES),
        (Mode.SUBWAY, 5, Hazard.INFECTION, Hazard.FOG),
        (Mode.FLIGHT, 4, Hazard.STRONG_WIND, Hazard.ROAD_CLOSURE),
    ],
)
def test_only_what_matters_to_mode_and_season_is_asked_after(
    mode: Mode, month: int, asked: Hazard, not_asked: Hazard
) -> None:
    hazards = {hazard for hazard, _ in relevant(mode, month, Profile())}
    assert asked in hazards
    assert not_asked not in hazards


def test_usual_risks_stand_in_for_what_no_source_covers() -> None:
    def past(region: str, hazard: Hazard, fraction: float) -> ClimatologyEntry:
        return ClimatologyEntry(
            region=region, month=7, hazard=hazard, day_fraction=fraction, years="2016-2020"
        )

    entries = [
        past("48270", Hazard.HEAVY_RAIN, 0.2),
        past("11110", Hazard.HEAVY_RAIN, 0.1),
        past("48270", Hazard.TYPHOON, 0.05),
        past("48270", Hazard.STRONG_WIND, 0.01),
        past("99999", Hazard.FOG, 0.9),
    ]
    known = {(e.region, e.month, e.hazard): e for e in entries}
    blind = assess(itinerary(WAY), situation(climatology=known))
    assert [(u.hazard, u.region) for u in blind.usual] == [
        (Hazard.HEAVY_RAIN, "밀양시"),
        (Hazard.TYPHOON, "밀양시"),
    ]
    covered = assess(itinerary(WAY), situation(climatology=known, coverage=(source([Hazard.HEAVY_RAIN]),)))
    assert [u.hazard for u in covered.usual] == [Hazard.TYPHOON]
    assert blind.level is Level.SAFE
