"""Calibration: which level an official warning gives, by mode and length of stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.risk import assess
from assistant.risk.levels import THRESHOLDS, level_of
from assistant.risk.model import (
    Area,
    Certainty,
    Circle,
    Hazard,
    Level,
    Mode,
    Profile,
    Severity,
    Signal,
    SignalKind,
)
from assistant.risk.scoring import combine

from .builders import NOW, itinerary, signal, situation

ADVISORY, WARNING, EXTREME = Severity.MODERATE, Severity.SEVERE, Severity.EXTREME


def level(*signals: Signal, minutes: float = 60, mode: Mode = Mode.CAR, who: Profile | None = None) -> Level:
    return assess(itinerary([("48270", minutes)], mode=mode), situation(*signals), profile=who).level


@pytest.mark.parametrize(
    ("hazard", "severity", "minutes", "mode", "expected"),
    [
        # 주의보 met in full gives 주의 where the mode is sensitive to it, less where it is not.
        (Hazard.HEAVY_RAIN, ADVISORY, 60, Mode.CAR, Level.CAUTION),
        (Hazard.HEAVY_RAIN, ADVISORY, 60, Mode.TRAIN, Level.ATTENTION),
        (Hazard.HEAVY_SNOW, ADVISORY, 60, Mode.CAR, Level.CAUTION),
        (Hazard.STRONG_WIND, ADVISORY, 60, Mode.FLIGHT, Level.CAUTION),
        (Hazard.HIGH_WAVES, ADVISORY, 60, Mode.SHIP, Level.CAUTION),
        (Hazard.HIGH_WAVES, WARNING, 60, Mode.CAR, Level.SAFE),
        # 경보 in full gives 경계; a short touch of it 주의, of an advisory 관심.
        (Hazard.HEAVY_RAIN, WARNING, 60, Mode.CAR, Level.ALERT),
        (Hazard.HEAVY_RAIN, WARNING, 5, Mode.CAR, Level.CAUTION),
        (Hazard.HEAVY_RAIN, ADVISORY, 5, Mode.CAR, Level.ATTENTION),
        (Hazard.HIGH_WAVES, WARNING, 120, Mode.SHIP, Level.ALERT),
        (Hazard.TYPHOON, WARNING, 60, Mode.CAR, Level.ALERT),
        (Hazard.TYPHOON, EXTREME, 120, Mode.CAR, Level.SERIOUS),
        # One ordinary warning is never 심각, however long.
        (Hazard.HEAVY_RAIN, WARNING, 600, Mode.CAR, Level.ALERT),
        (Hazard.TYPHOON, WARNING, 600, Mode.CAR, Level.ALERT),
        # Common warnings must not make common alarms.
        (Hazard.DRY, WARNING, 300, Mode.CAR, Level.SAFE),
        (Hazard.COLD, ADVISORY, 120, Mode.CAR, Level.ATTENTION),
        (Hazard.CONGESTION, WARNING, 60, Mode.CAR, Level.ATTENTION),
    ],
)
def test_level_of_one_warning(
    hazard: Hazard, severity: Severity, minutes: float, mode: Mode, expected: Level
) -> None:
    assert level(signal(hazard, severity), minutes=minutes, mode=mode) is expected


def test_several_warnings_together_are_worse_and_can_be_serious() -> None:
    rain, storm = signal(Hazard.HEAVY_RAIN), signal(Hazard.TYPHOON)
    assert level(rain) is Level.ALERT
    assert level(rain, storm, minutes=90) is Level.SERIOUS
    result = assess(itinerary([("48270", 60)]), situation(rain, storm))
    assert {driver.hazard for driver in result.drivers} == {Hazard.HEAVY_RAIN, Hazard.TYPHOON}


def test_one_event_from_three_sources_counts_once_and_is_told_once() -> None:
    official = signal(name="호우경보", id="kma")
    copies = [replace(official, id=f"copy{n}", source="행정안전부", feed="dm") for n in range(2)]
    trip = itinerary([("48270", 60)])
    alone, thrice = assess(trip, situation(official)), assess(trip, situation(official, *copies))
    assert thrice.score == alone.score
    (driver,) = thrice.drivers
    assert driver.source == "기상청·행정안전부"
    assert set(driver.signal_ids) == {"kma", "copy0", "copy1"}


def test_the_heat_of_the_day_bites_by_day() -> None:
    heat = signal(Hazard.HEAT, WARNING)
    noon = itinerary([("48270", 60)], mode=Mode.WALK, depart=NOW.replace(hour=13))
    dawn = itinerary([("48270", 60)], mode=Mode.WALK, depart=NOW.replace(hour=6) + timedelta(days=1))
    assert assess(noon, situation(heat)).level is Level.CAUTION
    assert assess(dawn, situation(heat)).level is Level.ATTENTION


def test_who_travels_matters() -> None:
    heat = signal(Hazard.HEAT, WARNING)
    noon = itinerary([("48270", 60)], mode=Mode.WALK, depart=NOW.replace(hour=13))
    dust = signal(Hazard.FINE_DUST, ADVISORY)
    walk = itinerary([("48270", 60)], mode=Mode.WALK)
    assert assess(noon, situation(heat), profile=Profile(elder=True)).level is Level.ALERT
    assert (
        assess(walk, situation(dust), profile=Profile(respiratory=True)).score
        > assess(walk, situation(dust)).score
    )


@pytest.mark.parametrize(
    ("facts", "at_least", "below"),
    [
        ({"rain_mm_3h": 20}, 20, 30),  # nothing beyond its own severity (Unknown)
        ({"rain_mm_3h": 60}, 40, 60),
        ({"rain_mm_3h": 90}, 60, 80),
        ({"rain_mm_1h": 72}, 85, 101),
        ({"rain_mm_3h": "많음"}, 20, 30),
        ({"criterion_rain_mm_3h": 90}, 20, 30),  # the meaning of a name is no measurement
    ],
)
def test_facts_count_by_the_official_thresholds(
    facts: dict[str, float | str], at_least: float, below: float
) -> None:
    said = signal(severity=Severity.UNKNOWN, name="강수 예보", facts=facts, kind=SignalKind.FORECAST)
    score = assess(itinerary([("48270", 120)]), situation(said)).score
    assert at_least <= score < below


def test_an_official_name_counts_even_without_severity() -> None:
    named = signal(severity=Severity.UNKNOWN, name="호우경보")
    assert assess(itinerary([("48270", 60)]), situation(named)).level is Level.ALERT


def test_a_preliminary_warning_is_attention() -> None:
    watch = signal(Hazard.TYPHOON, Severity.MINOR, name="태풍 예비특보", certainty=Certainty.POSSIBLE)
    assert level(watch) is Level.ATTENTION


@pytest.mark.parametrize(
    ("hours_later", "ratio"),
    [(1, 1.0), (14, 1.0), (18, 0.4), (40, 0.0)],  # heavy rain: surely 16 h, possibly 36 h
)
def test_an_open_warning_fades(hours_later: float, ratio: float) -> None:
    rain = signal(Hazard.HEAVY_RAIN, onset=NOW - timedelta(days=2))
    now = assess(itinerary([("48270", 60)]), situation(rain)).score
    later = itinerary([("48270", 60)], depart=NOW + timedelta(hours=hours_later))
    assert assess(later, situation(rain)).score == pytest.approx(ratio * now, abs=0.6)


def test_an_announced_end_is_believed() -> None:
    rain = signal(expected_end=NOW + timedelta(hours=3))
    after = itinerary([("48270", 60)], depart=NOW + timedelta(hours=3))
    long_after = itinerary([("48270", 60)], depart=NOW + timedelta(hours=8))
    assert (
        0 < assess(after, situation(rain)).score < assess(itinerary([("48270", 60)]), situation(rain)).score
    )
    assert assess(long_after, situation(rain)).score == 0.0


def test_a_forecast_keeps_a_fading_warning_in_force_where_it_reaches() -> None:
    warning = signal(Hazard.TYPHOON, WARNING)
    when = NOW + timedelta(hours=30)
    circle = signal(
        Hazard.TYPHOON,
        ADVISORY,
        (),
        id="track",
        kind=SignalKind.FORECAST,
        certainty=Certainty.POSSIBLE,
        extrapolated=True,
        area=Area(circle=Circle(lat=35.5, lon=128.7, radius_km=100)),
        onset=when,
        expires=when + timedelta(hours=3),
    )
    trip = itinerary([("48270", 60)], depart=when)
    fading = assess(trip, situation(warning)).score
    assert assess(trip, situation(warning, circle)).score > 2 * fading
    elsewhere = replace(circle, area=Area(circle=Circle(lat=33.0, lon=126.0, radius_km=100)))
    assert assess(trip, situation(warning, elsewhere)).score == fading


def test_a_measurement_says_little_of_the_hours_to_come() -> None:
    seen = signal(
        kind=SignalKind.OBSERVATION, certainty=Certainty.OBSERVED, onset=NOW, expires=NOW + timedelta(hours=6)
    )
    soon = assess(itinerary([("48270", 50)]), situation(seen)).score
    later = assess(itinerary([("48270", 50)], depart=NOW + timedelta(hours=3)), situation(seen)).score
    assert later == pytest.approx(0.4 * soon, abs=0.2)


@pytest.mark.parametrize(
    ("values", "expected"),
    [((), 0.0), ((0.5,), 0.5), ((0.5, 0.5), 0.6), ((0.2, 0.5), 0.54), ((1.0, 1.0), 1.0)],
)
def test_families_combine_at_a_discount(values: tuple[float, ...], expected: float) -> None:
    assert combine(values) == pytest.approx(expected)


def test_levels_are_ordered_and_complete() -> None:
    assert [level_of(x) for x in (0, 11.9, 12, 35, 60, 85, 100)] == [
        Level.SAFE, Level.SAFE, Level.ATTENTION, Level.CAUTION, Level.ALERT, Level.SERIOUS, Level.SERIOUS,
    ]  # fmt: skip
    assert [threshold for threshold, _ in THRESHOLDS] == sorted((t for t, _ in THRESHOLDS), reverse=True)
