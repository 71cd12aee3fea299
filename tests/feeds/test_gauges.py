from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.feeds.gauges import Gauge, Reading, gauge_coverage, gauge_signals, rain_sums
from assistant.risk.model import Certainty, Severity, SignalKind
from tests.feeds.helpers import at

START = at("2023-07-15 00:00")


def gauge(kind: str, *values: float, minutes: int = 10) -> Gauge:
    return Gauge(
        id="1",
        name="시험 강우량계",
        source="시험",
        kind=kind,
        regions=frozenset({"43113"}),
        readings=tuple(
            Reading(time=START + timedelta(minutes=minutes * (i + 1)), value=v) for i, v in enumerate(values)
        ),
        advisory_m=7.0,
        warning_m=8.0,
    )


def end_of(g: Gauge) -> timedelta:
    return g.readings[-1].time - START + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("values", "minutes", "severity", "name"),
    [
        ([1.0] * 6, 10, None, ""),
        ([4.9] * 6, 10, None, ""),
        ([20.0, 20.0, 20.0], 60, Severity.MODERATE, "많은 비"),
        ([30.0, 30.0, 30.0], 60, Severity.SEVERE, "강한 비"),
        ([10.0] * 11, 60, Severity.MODERATE, "많은 비"),
        ([49.0], 60, None, ""),
        ([50.0], 60, Severity.SEVERE, "강한 비"),
        ([12.0] * 6, 10, Severity.EXTREME, "강한 비"),
    ],
)
def test_rain_by_official_sums(
    values: list[float], minutes: int, severity: Severity | None, name: str
) -> None:
    g = gauge("rain", *values, minutes=minutes)
    signals = gauge_signals(g, START + end_of(g))
    assert [(s.severity, s.name) for s in signals] == ([(severity, name)] if severity else [])


def test_sums_look_back_from_the_last_reading() -> None:
    sums = rain_sums(gauge("rain", *[6.0] * 24).readings)
    assert sums == {"rain_mm_1h": 36, "rain_mm_3h": 108, "rain_mm_12h": 144}


def test_a_rising_river_is_continued_and_marked() -> None:
    g = gauge("stage", 6.0, 6.1, 6.2, 6.3, 6.4, 6.5, 6.6)
    (ahead,) = gauge_signals(g, START + end_of(g))
    assert (ahead.kind, ahead.certainty, ahead.extrapolated) == (
        SignalKind.FORECAST,
        Certainty.POSSIBLE,
        True,
    )
    assert ahead.severity is Severity.SEVERE
    assert ahead.facts["rise_m_per_h"] == 0.6
    assert ahead.facts["stage_m_expected"] == 8.4


def test_a_falling_river_is_only_observed() -> None:
    g = gauge("stage", 8.3, 8.2, 8.1)
    (seen,) = gauge_signals(g, START + end_of(g))
    assert (seen.kind, seen.severity, seen.extrapolated) == (
        SignalKind.OBSERVATION,
        Severity.SEVERE,
        False,
    )


def test_readings_are_known_late_and_grow_stale() -> None:
    g = gauge("stage", 8.5)
    time = g.readings[0].time
    assert gauge_signals(g, time + timedelta(minutes=9)) == ()
    assert gauge_coverage(g, time + timedelta(minutes=9)) is None
    covered = gauge_coverage(g, time + timedelta(minutes=10))
    assert covered is not None
    assert covered.until - covered.start == timedelta(hours=1)
    assert gauge_signals(g, time + timedelta(minutes=80)) != ()
    assert gauge_signals(g, time + timedelta(minutes=81)) == ()
    assert gauge_coverage(g, time + timedelta(minutes=81)) is None
