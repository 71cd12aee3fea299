from __future__ import annotations

import calendar

from assistant.feeds.climatology import climatology, climatology_provider
from assistant.feeds.model import FeedStatus
from assistant.feeds.replay import ScenarioReplay
from assistant.places.regions import load_regions
from assistant.risk.model import Hazard
from tests.feeds.helpers import at

BUSAN, SEOUL, POHANG, SEJONG = "26350", "11140", "47111", "36110"


def share(region: str, month: int, hazard: Hazard) -> float:
    return climatology()[region, month, hazard].day_fraction


def test_shares_are_shares_of_known_regions() -> None:
    regions = load_regions()
    for (region, month, hazard), entry in climatology().items():
        regions.get(region)
        assert (entry.region, entry.month, entry.hazard) == (region, month, hazard)
        assert 0 <= entry.day_fraction <= 1
        assert "년" in entry.years


def test_seasons_are_where_they_belong() -> None:
    for region in (BUSAN, SEOUL, POHANG):
        assert share(region, 8, Hazard.HEAT) > 0.1
        assert share(region, 1, Hazard.HEAT) == 0
        assert share(region, 1, Hazard.COLD) > share(region, 5, Hazard.COLD) == 0
        assert share(region, 8, Hazard.TYPHOON) > share(region, 5, Hazard.TYPHOON)
        assert share(region, 2, Hazard.TYPHOON) == 0
    assert share(POHANG, 3, Hazard.HEAVY_SNOW) > 0
    assert share("sea:동해남부북쪽바깥먼바다", 12, Hazard.HIGH_WAVES) > share(
        "sea:동해남부북쪽바깥먼바다", 6, Hazard.HIGH_WAVES
    )


def test_a_year_has_months_of_every_entry() -> None:
    keys = {(region, hazard) for region, _, hazard in climatology()}
    assert len(climatology()) == len(keys) * (len(calendar.month_name) - 1)


def test_no_data_is_absent_not_zero() -> None:
    # Snow warnings were recorded in Yeongnam only; no station stands for Sejong.
    assert (BUSAN, 1, Hazard.HEAVY_SNOW) in climatology()
    assert (SEOUL, 1, Hazard.HEAVY_SNOW) not in climatology()
    assert (SEJONG, 8, Hazard.HEAT) not in climatology()
    assert not [key for key in climatology() if key[2] in (Hazard.INFECTION, Hazard.FOG, Hazard.CROWDING)]


def test_recorded_warnings_come_before_weather_stations() -> None:
    assert "특보" in climatology()[BUSAN, 8, Hazard.HEAT].years
    assert "일별" in climatology()[SEOUL, 8, Hazard.HEAT].years


def test_provider_without_sources_knows_only_what_is_usual() -> None:
    now = at("2026-11-24 09:00")
    provider = climatology_provider()
    situation = provider.situation(now)
    assert provider.scenario is None
    assert (situation.now, situation.signals, situation.coverage) == (now, (), ())
    assert situation.climatology is climatology()
    rows = provider.health(now)
    assert rows[0].feed == "climatology"
    assert rows[0].status is FeedStatus.OK
    assert {row.status for row in rows[1:]} == {FeedStatus.UNCONFIGURED}
    assert {"kma_warnings", "kma_forecasts", "disaster_messages", "its_events", "airkorea"} <= {
        row.feed for row in rows
    }
    assert all("설정을 넣으면 켜져요" in row.detail for row in rows[1:])


def test_replay_carries_climatology_too() -> None:
    replay = ScenarioReplay("khanun-2023")
    assert replay.situation(replay.meta.suggested_now).climatology is climatology()
