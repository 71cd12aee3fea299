"""Checks against the development data, where they are present."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant.backtest.records import shared_root, statements
from assistant.feeds.kma_tables import warning_tables
from assistant.feeds.kma_zones import zone_table
from assistant.feeds.resolve import in_force
from assistant.feeds.scenarios import list_scenarios, load_scenario
from tools.feeds.build_scenarios import of_period
from tools.feeds.evaluate_bulletins import compare

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def root() -> Path:
    found = shared_root()
    if found is None:
        pytest.skip("development data not present (GILBEOT_SHARED or ../shared)")
    return found


def test_every_recorded_bulletin_is_read_in_full(root: Path) -> None:
    found = statements(root)
    assert len(found) == 5186
    assert not [s for s in found if s.unknown_zones or not s.zones]
    assert sum(s.end_until is not None for s in found) > 1700
    assert Counter(s.kind for s in found)["태풍"] == 35


def test_agreement_with_the_rough_list(root: Path) -> None:
    found = compare(root)
    assert found.recall > 0.98
    assert found.precision > 0.93


def test_what_only_the_list_has_is_wrong_in_the_list(root: Path) -> None:
    """All of it are excluded districts, or Daegu where only Gunwi was meant."""
    found = compare(root)
    districts = Counter(district for _, district, _, _ in found.listed - found.parsed)
    assert districts["군위"] + districts["대구"] > 0.75 * sum(districts.values())


def test_releases_meet_a_warning_in_force(root: Path) -> None:
    """An independent check of the resolution: what KMA releases must be what we hold in force."""
    found = statements(root)
    ends = {(zone, kind, end) for zone, kind, _, end in in_force(found, warning_tables().stale)}
    releases = [
        (zone, s.kind, s.effective)
        for s in found
        if s.command.releases
        for zone in s.zones
        if zone_table().zones[zone].kind == "land"
    ]
    assert len(releases) > 3000
    assert sum(release in ends for release in releases) / len(releases) > 0.97


@pytest.mark.parametrize("name", list_scenarios())
def test_scenario_files_are_what_the_tool_builds(root: Path, name: str) -> None:
    scenario = load_scenario(name)
    if "kma_warnings" not in scenario.meta.feeds:
        assert scenario.statements == ()
        return
    built = of_period(statements(root), scenario.meta.start, scenario.meta.end)
    assert list(scenario.statements) == built
