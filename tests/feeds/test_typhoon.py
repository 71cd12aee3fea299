from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from assistant.feeds.storms import (
    Fix,
    Storm,
    chance,
    known_fixes,
    position,
    typhoon_table,
    wind_mps,
    wind_radius_km,
)
from assistant.feeds.typhoon import typhoon_signals
from assistant.risk.model import Certainty, Severity, SignalKind
from tests.feeds.helpers import at

START = at("2023-08-09 03:00")


def storm(
    *winds: float | None, pressure: float | None = 970.0, north: float = 1.0, east: float = 0.0
) -> Storm:
    """Fixes every six hours from 30 N 128 E, moving `north`, `east` degrees each."""
    return Storm(
        id="T",
        name="시험",
        fixes=tuple(
            Fix(
                time=START + timedelta(hours=6 * i),
                lat=30 + north * i,
                lon=128 + east * i,
                wind_mps=wind,
                pressure_hpa=pressure,
            )
            for i, wind in enumerate(winds)
        ),
    )


def test_a_fix_is_known_an_hour_after_its_time() -> None:
    track = storm(25, 25, 25)
    assert len(known_fixes(track, START + timedelta(hours=6, minutes=59))) == 1
    assert len(known_fixes(track, START + timedelta(hours=7))) == 2
    assert known_fixes(track, START) == ()


def test_a_storm_without_new_fixes_is_no_longer_followed() -> None:
    track = storm(25, 25)
    last = track.fixes[-1].time
    assert known_fixes(track, last + timedelta(hours=13))
    assert known_fixes(track, last + timedelta(hours=13, minutes=1)) == ()


def test_motion_goes_on_over_ground() -> None:
    north = storm(25, 25, 25).fixes
    assert position(north, north[-1].time + timedelta(hours=12)) == pytest.approx((34, 128))
    # Eastwards the same kilometres are more degrees further north, none where it does not move north.
    east = storm(25, 25, 25, north=0, east=1).fixes
    assert position(east, east[-1].time + timedelta(hours=6)) == pytest.approx((30, 131))
    one = storm(25).fixes
    assert position(one, START + timedelta(hours=12)) == (30, 128)


def test_only_the_last_twelve_hours_count() -> None:
    turned = Storm(
        id="T",
        name="",
        fixes=(
            *storm(25, 25).fixes,
            *(
                Fix(
                    time=START + timedelta(hours=6 * i),
                    lat=31,
                    lon=128 + (i - 1),
                    wind_mps=25,
                    pressure_hpa=970,
                )
                for i in (2, 3)
            ),
        ),
    )
    lat, lon = position(turned.fixes, turned.fixes[-1].time + timedelta(hours=6))
    assert lat == pytest.approx(31)
    assert lon == pytest.approx(131)


def test_wind_radius() -> None:
    assert wind_radius_km(14, 15, 33) == 0
    assert wind_radius_km(25, 15, 33) < wind_radius_km(40, 15, 33)
    assert wind_radius_km(40, 25, 33) < wind_radius_km(40, 15, 33)
    assert 100 < wind_radius_km(25, 15, 33) < 350


def test_wind_from_pressure_never_rises() -> None:
    given = storm(25, 25).fixes
    assert wind_mps(given) == (25, False)
    weakened = storm(25, None, pressure=950).fixes
    assert wind_mps(weakened) == (25, True)
    shallow = storm(25, None, pressure=1004).fixes
    estimate, estimated = wind_mps(shallow)
    assert estimated
    assert estimate is not None
    assert estimate < typhoon_table().typhoon_mps
    assert wind_mps(storm(None, pressure=None).fixes) == (None, True)


def test_error_grows_and_chance_falls() -> None:
    table = typhoon_table()
    errors = [table.error_km(h) for h in range(0, 60, 3)]
    assert errors == sorted(errors)
    assert table.error_km(12) == 89
    chances = [chance(200, e) for e in errors]
    assert chances == sorted(chances, reverse=True)
    # By definition of the median: half of the centres lie within the median error.
    assert chance(100, 100) == pytest.approx(0.5, abs=0.001)


def test_signals_widen_and_lose_certainty() -> None:
    signals = typhoon_signals(storm(30, 30, 30), START + timedelta(hours=13))
    forecasts = [s for s in signals if s.kind is SignalKind.FORECAST]
    reach = [s for s in forecasts if s.id.endswith(":reach")]
    gale = [s for s in forecasts if s.id.endswith(":gale")]
    radii = [s.area.circle.radius_km for s in reach if s.area.circle]
    assert len(reach) == 16
    assert radii == sorted(radii)
    assert [s.certainty for s in reach] == sorted(
        (s.certainty for s in reach), key=[Certainty.POSSIBLE, Certainty.UNLIKELY].index
    )
    assert gale
    assert all(s.certainty is Certainty.LIKELY and s.severity is Severity.MODERATE for s in gale)
    assert len(gale) < len(reach)
    # Steps follow one another without a gap.
    for before, after in pairwise(reach):
        assert before.expires == after.onset


@pytest.mark.parametrize(("wind", "severity"), [(26, Severity.SEVERE), (45, Severity.EXTREME)])
def test_storm_force_core(wind: float, severity: Severity) -> None:
    signals = typhoon_signals(storm(wind, wind), START + timedelta(hours=7))
    assert {s.severity for s in signals if s.id.endswith(":storm")} == {severity}


@pytest.mark.parametrize("winds", [(16.0, 16.0), (None, None)])
def test_below_tropical_storm_there_is_no_signal(winds: tuple[float | None, ...]) -> None:
    assert typhoon_signals(storm(*winds, pressure=1004), START + timedelta(hours=7)) == ()
