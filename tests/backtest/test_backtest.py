"""Back-tests on committed scenarios and on statements made for the purpose."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assistant.backtest.floods import backtest_floods
from assistant.backtest.matchers import end_points, latest_only, nearest_centroid, whole_provinces
from assistant.backtest.report import floods_table, typhoons_table, warnings_plot, warnings_tables
from assistant.backtest.trips import TripRuns, named, runs, table
from assistant.backtest.typhoons import backtest_typhoons
from assistant.backtest.warnings import WARNED, backtest_warnings, scores_of_history
from assistant.clock import SEOUL
from assistant.feeds.kma_bulletin import resolve_zones
from assistant.feeds.kma_tables import Command, Kind, WarningLevel
from assistant.feeds.kma_zones import zone_table
from assistant.feeds.replay import zone_regions
from assistant.feeds.scenarios import load_scenario
from assistant.feeds.statements import Statement
from assistant.feeds.storms import Fix
from assistant.risk.model import Area, Level
from tests.risk.builders import signal

DAY = date(2024, 7, 3)


@pytest.fixture(scope="module")
def one_day() -> TripRuns:
    return runs(DAY, DAY)


def statement(
    issued: datetime, effective: datetime, zone: str, command: Command = Command.ISSUE
) -> Statement:
    zones, unknown = resolve_zones(zone, DAY)
    assert not unknown
    return Statement(
        issued=issued,
        office="부산",
        number=1,
        kind=Kind.HEAVY_RAIN,
        level=WarningLevel.WARNING,
        command=command,
        effective=effective,
        zones=zones,
    )


def moment(hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 7, 3, hour, minute, tzinfo=SEOUL)


def test_every_name_of_the_table_is_a_place() -> None:
    for origin, destination, _ in table()["trips"]:
        assert named(origin).region or named(origin).kind
        assert named(destination)
    with pytest.raises(LookupError):
        named("안드로메다")


def test_departures_ascend_and_are_found(one_day: TripRuns) -> None:
    assert list(one_day.departs) == sorted(one_day.departs)
    part = one_day.at(moment(13))
    assert part.stop - part.start == len(table()["trips"])
    assert set(one_day.departs[part]) == {moment(13)}
    assert one_day.at(moment(12)).start == one_day.at(moment(12)).stop


def test_what_is_issued_after_departure_touches_but_is_not_warned(one_day: TripRuns) -> None:
    late = statement(moment(13, 5), moment(13, 10), "울산")
    over = statement(moment(16), moment(16), "울산", Command.RELEASE)
    touched = scores_of_history([late, over], one_day).scores >= WARNED
    assert 0 < touched.sum() < len(touched)
    assert set(np.array(one_day.departs)[touched]) == {moment(13)}
    result = backtest_warnings([late, over], one_day)
    assert all(verdict.hits == 0 for verdict in result.systems)


def test_what_is_known_before_departure_is_warned(one_day: TripRuns) -> None:
    early = statement(moment(6), moment(13, 30), "울산")
    over = statement(moment(16), moment(16), "울산", Command.RELEASE)
    result = backtest_warnings([early, over], one_day)
    ours, _, ends, _, broadcast = result.systems
    assert ours.hit_rate == 1.0
    assert ends.hit_rate <= ours.hit_rate
    assert broadcast.hit_rate == 1.0
    assert result.ahead[0] == 1.0
    assert result.ahead[12] == 0.0
    [rain] = [family for family in result.families if family.touched]
    assert rain.hit_rate == 1.0


def test_a_recorded_typhoon() -> None:
    scenario = load_scenario("khanun-2023")
    result = backtest_warnings(scenario.statements, runs(date(2023, 8, 9), date(2023, 8, 10)))
    ours, nearest, ends, latest, broadcast = result.systems
    assert ours.touched > ours.trips / 2
    assert ours.hit_rate >= 0.95
    assert ours.false_alarms <= 0.3
    assert ends.hit_rate < ours.hit_rate
    assert latest.hit_rate < ours.hit_rate
    assert broadcast.alarmed >= ours.alarmed
    assert nearest.trips == ours.trips
    tables = warnings_tables(result)
    assert len(tables[0].rows) == 5
    plot = warnings_plot(result)
    assert plot is None or plot.startswith(b"\x89PNG")


def test_end_points_are_the_first_and_the_last_stay(one_day: TripRuns) -> None:
    seen = end_points(one_day.batch)
    assert set(np.diff(seen.offsets)) == {2}
    whole = one_day.batch
    assert seen.regions[seen.offsets[3]] == whole.regions[whole.offsets[3]]
    assert seen.regions[seen.offsets[4] - 1] == whole.regions[whole.offsets[4] - 1]


def test_nearest_centroid_knows_no_sea_and_no_outline(one_day: TripRuns) -> None:
    seen = nearest_centroid(one_day.batch)
    assert (seen.regions >= 0).all()
    assert (seen.regions != one_day.batch.regions).mean() > 0.02


def test_latest_and_broadcast() -> None:
    old, new = signal(regions=["26110"]), signal(regions=["48270"])
    from dataclasses import replace

    new = replace(new, issued=old.issued + timedelta(hours=1))
    assert list(latest_only([old, new])) == [new]
    assert list(latest_only([])) == []
    [wide] = whole_provinces([new])
    assert {"48270", "48250"} <= wide.area.regions
    assert "26110" not in wide.area.regions
    sea = replace(new, area=Area(regions=zone_regions(next(iter(zone_table().all_leaves)))))
    assert whole_provinces([sea])[0].area.regions >= sea.area.regions


def test_typhoon_errors_of_a_straight_track() -> None:
    def track(speed: float) -> tuple[Fix, ...]:
        start, step = datetime(2020, 8, 1, tzinfo=SEOUL), timedelta(hours=6)
        return tuple(
            Fix(
                time=start + n * step,
                lat=25 + speed * n,
                lon=128.0,
                wind_mps=30.0,
                pressure_hpa=None,
            )
            for n in range(14)
        )

    storms: Mapping[str, tuple[Fix, ...]] = {"a": track(0.5)}
    first = backtest_typhoons(storms)[0]
    assert first.lead_h == 6
    assert first.median < 2
    assert first.median_still == pytest.approx(55.6, abs=1)
    assert typhoons_table([first]).rows[0][0] == "6 h"


def test_the_floods_are_known_when_the_water_comes() -> None:
    told = backtest_floods()
    at_last = [t for t in told if t.before_min == 0]
    assert {t.flood.scenario for t in at_last} == {"osong-2023", "gwanak-2022"}
    assert all(t.level >= Level.ALERT for t in at_last)
    hour_before = {t.flood.scenario: t.level for t in told if t.before_min == 60}
    assert hour_before["osong-2023"] >= Level.ALERT
    assert len(floods_table(told).rows) == len(told)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.cli", "backtest", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env=environment or None
    )


@pytest.mark.parametrize(
    "arguments", [("--first", "2024-13-01"), ("--first", "2024-07-02", "--last", "2024-07-01")]
)
def test_wrong_days_are_told(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_missing_record_is_named(tmp_path: Path) -> None:
    done = run(GILBEOT_SHARED=str(tmp_path))
    assert done.returncode == 1
    assert str(tmp_path / "data") in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr


def test_without_records_it_says_what_to_do(tmp_path: Path) -> None:
    done = run(GILBEOT_SHARED=str(tmp_path / "none"))
    assert done.returncode == 1
    assert "GILBEOT_SHARED" in done.stderr
    assert "Traceback" not in done.stderr
