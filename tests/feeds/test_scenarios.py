from __future__ import annotations

import json
from datetime import UTC, timedelta
from importlib import resources

import pytest

from assistant.feeds.model import FeedStatus, SituationProvider
from assistant.feeds.replay import ScenarioReplay, recorded_regions
from assistant.feeds.scenarios import UnknownScenarioError, list_scenarios, load_scenario
from assistant.feeds.statements import from_json
from assistant.places.regions import load_regions
from assistant.risk.model import Certainty, Hazard, Severity, Signal, SignalKind
from tests.feeds.helpers import at

NAMES = list_scenarios()
WARNED = [name for name in NAMES if "kma_warnings" in load_scenario(name).meta.feeds]
BUSAN, MIRYANG, GEOJE, SEOUL = "26350", "48270", "48310", "11140"


@pytest.fixture(scope="module")
def khanun() -> ScenarioReplay:
    return ScenarioReplay("khanun-2023")


def official(replay: ScenarioReplay, region: str, now: str) -> set[str]:
    """Names of KMA warnings in force in a region."""
    moment = at(now)
    return {
        s.name
        for s in replay.situation(moment).signals
        if s.feed == "kma_warnings" and region in s.area.regions and in_force(s, now)
    }


def in_force(signal: Signal, now: str) -> bool:
    return signal.onset <= at(now) and (signal.expires is None or at(now) < signal.expires)


# Facts of the recorded bulletins: who was under what, and when.
KHANUN = [
    ("2023-08-06 12:00", BUSAN, {"폭염경보"}),
    ("2023-08-09 06:59", BUSAN, set()),
    ("2023-08-09 07:00", BUSAN, {"강풍주의보"}),
    ("2023-08-09 15:00", BUSAN, {"강풍주의보", "호우주의보"}),
    ("2023-08-09 18:00", BUSAN, {"태풍주의보"}),
    ("2023-08-09 23:30", BUSAN, {"태풍경보"}),
    ("2023-08-10 17:00", BUSAN, {"강풍주의보"}),
    ("2023-08-10 23:00", BUSAN, set()),
    ("2023-08-12 09:00", BUSAN, {"폭염주의보"}),
    ("2023-08-09 16:00", GEOJE, {"태풍주의보"}),
    ("2023-08-09 18:00", MIRYANG, {"호우주의보"}),
    ("2023-08-10 00:00", MIRYANG, {"태풍경보"}),
    ("2023-08-10 18:00", MIRYANG, set()),
    ("2023-08-09 18:00", "sea:남해동부바깥먼바다", {"태풍경보"}),
    ("2023-08-10 11:30", "sea:남해동부바깥먼바다", {"풍랑경보"}),
    ("2023-08-10 12:00", "47940", {"태풍경보"}),
    ("2023-08-09 18:00", SEOUL, set()),
]


@pytest.mark.parametrize(("now", "region", "names"), KHANUN)
def test_khanun_warnings(khanun: ScenarioReplay, now: str, region: str, names: set[str]) -> None:
    assert official(khanun, region, now) == names


def test_khanun_announced_and_expected_to_end(khanun: ScenarioReplay) -> None:
    upcoming = [
        s
        for s in khanun.situation(at("2023-08-09 23:10")).signals
        if MIRYANG in s.area.regions and s.onset > at("2023-08-09 23:10")
    ]
    assert [(s.name, s.onset, s.severity) for s in upcoming] == [
        ("태풍경보", at("2023-08-10 00:00"), Severity.SEVERE)
    ]
    (wind,) = [
        s
        for s in khanun.situation(at("2023-08-09 08:00")).signals
        if BUSAN in s.area.regions and s.hazard is Hazard.STRONG_WIND
    ]
    assert wind.issued == at("2023-08-09 05:00")
    assert wind.onset == at("2023-08-09 07:00")
    assert wind.expires is None
    assert wind.expected_end == at("2023-08-11 06:00")
    assert wind.facts["criterion_wind_mps"] == 14
    assert "부산" in wind.area.zones


def test_khanun_track_is_continued_and_marked(khanun: ScenarioReplay) -> None:
    now = at("2023-08-09 18:00")
    storm = [s for s in khanun.situation(now).signals if s.feed == "typhoon_track"]
    observed = [s for s in storm if s.kind is SignalKind.OBSERVATION]
    ahead = [s for s in storm if s.kind is SignalKind.FORECAST]
    assert {s.name for s in storm} == {"태풍 카눈"}
    # The 15:00 fix is the newest that was out.
    assert {(s.facts["fix_time"], s.facts["pressure_hpa"]) for s in storm} == {
        ("2023-08-09T15:00:00+09:00", 970.0)
    }
    assert all(s.certainty is Certainty.OBSERVED and not s.extrapolated for s in observed)
    assert ahead
    assert all(s.extrapolated and s.certainty is not Certainty.OBSERVED for s in ahead)
    assert max(s.onset for s in ahead) >= now + timedelta(hours=40)
    assert not [s for s in khanun.situation(at("2023-08-12 09:00")).signals if s.hazard is Hazard.TYPHOON]


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_has_something_to_say_at_its_suggested_moment(name: str) -> None:
    replay = ScenarioReplay(name)
    assert replay.meta.covers(replay.meta.suggested_now)
    situation = replay.situation(replay.meta.suggested_now)
    assert situation.signals
    assert situation.coverage
    assert replay.meta.title
    assert all("—" in source for source in replay.meta.sources)


@pytest.mark.parametrize("name", NAMES)
def test_signals_are_well_formed_and_known_by_then(name: str) -> None:
    replay = ScenarioReplay(name)
    regions = load_regions()
    now = replay.meta.start
    while now < replay.meta.end:
        signals = replay.situation(now).signals
        assert len({s.id for s in signals}) == len(signals)
        for signal in signals:
            assert signal.issued <= now
            assert signal.expires is None or signal.expires > now
            assert signal.area.circle or signal.area.regions
            for code in signal.area.regions:
                regions.get(code)
        now += timedelta(hours=5, minutes=17)


@pytest.mark.parametrize("name", NAMES)
def test_no_warning_of_the_past_lingers(name: str) -> None:
    """The record releases everything but heat and drought within days."""
    replay = ScenarioReplay(name)
    for signal in replay.situation(replay.meta.end - timedelta(minutes=1)).signals:
        if signal.hazard not in (Hazard.HEAT, Hazard.DRY):
            assert replay.meta.end - signal.issued < timedelta(days=10)


@pytest.mark.parametrize("name", WARNED)
def test_files_hold_facts_not_sentences(name: str) -> None:
    path = resources.files("assistant.feeds") / "data/scenarios" / name / "warnings.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    statements = [from_json(json.loads(line)) for line in lines]
    assert len(set(statements)) == len(lines)
    assert not [s for s in statements if s.unknown_zones]
    assert {"내용", "text", "해당지역"}.isdisjoint(key for line in lines for key in json.loads(line))


def test_osong_river_is_seen_rising_before_it_floods() -> None:
    replay = ScenarioReplay("osong-2023")

    def flood(now: str) -> dict[SignalKind, Severity]:
        signals = replay.situation(at(now)).signals
        return {s.kind: s.severity for s in signals if s.hazard is Hazard.FLOOD}

    assert flood("2023-07-14 12:00") == {}
    # The embankment gave way a little before 08:00 on the 15th, the underpass filled at 08:40.
    assert flood("2023-07-15 04:30") == {
        SignalKind.OBSERVATION: Severity.MODERATE,
        SignalKind.FORECAST: Severity.SEVERE,
    }
    assert flood("2023-07-15 07:40")[SignalKind.OBSERVATION] is Severity.SEVERE
    # The gauge stops at 14:10: soon after nothing is known of the river, and nothing claimed.
    later = replay.situation(at("2023-07-15 16:00"))
    assert Hazard.FLOOD not in {hazard for c in later.coverage for hazard in c.hazards}
    assert not [s for s in later.signals if s.hazard is Hazard.FLOOD]


def test_gwanak_rain_reaches_the_emergency_level() -> None:
    (rain,) = ScenarioReplay("gwanak-2022").situation(at("2022-08-08 21:10")).signals
    assert (rain.hazard, rain.severity) == (Hazard.HEAVY_RAIN, Severity.EXTREME)
    assert rain.facts["rain_mm_1h"] == 110.5
    assert rain.area.regions == {"11620"}


def test_unrecorded_regions_are_unknown_not_calm(khanun: ScenarioReplay) -> None:
    covered = {
        (hazard, region)
        for c in khanun.situation(at("2023-08-09 18:00")).coverage
        if c.feed == "kma_warnings"
        for hazard in c.hazards
        for region in c.regions or ()
    }
    assert (Hazard.HEAVY_RAIN, BUSAN) in covered
    assert (Hazard.HEAVY_RAIN, "sea:부산앞바다") in covered
    assert not [region for _, region in covered if region == SEOUL]
    # Kinds that the record never has are unknown as well.
    assert Hazard.YELLOW_DUST not in {hazard for hazard, _ in covered}
    provinces = {code[:2] for code in recorded_regions() if not code.startswith("sea:")}
    assert provinces == {"26", "27", "31", "47", "48"}


def test_silence_says_less_the_further_ahead(khanun: ScenarioReplay) -> None:
    now = at("2023-08-09 18:00")
    until = {
        hazard: c.until - now
        for c in khanun.situation(now).coverage
        if c.feed == "kma_warnings"
        for hazard in c.hazards
    }
    assert until[Hazard.STORM_SURGE] < until[Hazard.HEAVY_RAIN] < until[Hazard.STRONG_WIND]
    assert until[Hazard.STRONG_WIND] < until[Hazard.HEAT] == timedelta(hours=24)
    assert all(c.start == now for c in khanun.situation(now).coverage)


@pytest.mark.parametrize("now", ["2023-08-05 23:59", "2023-08-14 00:00", "2026-01-01 00:00"])
def test_outside_the_period_nothing_is_known(khanun: ScenarioReplay, now: str) -> None:
    situation = khanun.situation(at(now))
    assert situation.signals == ()
    assert situation.coverage == ()
    assert situation.climatology
    row = khanun.health(at(now))[0]
    assert row.status is FeedStatus.STALE
    assert "2023년 8월 6일" in row.detail


def test_health_inside_the_period(khanun: ScenarioReplay) -> None:
    rows = {row.feed: row for row in khanun.health(at("2023-08-09 18:00"))}
    assert rows["kma_warnings"].status is FeedStatus.OK
    assert rows["kma_warnings"].newest == at("2023-08-09 17:00")
    assert rows["typhoon_track"].newest == at("2023-08-09 16:00")
    assert rows["airkorea"].status is FeedStatus.UNCONFIGURED


def test_unknown_scenario_lists_those_that_exist() -> None:
    with pytest.raises(UnknownScenarioError, match=r"'atlantis' 시나리오는 없어요.*khanun-2023"):
        ScenarioReplay("atlantis")
    with pytest.raises(UnknownScenarioError):
        load_scenario("../khanun-2023")


def test_now_needs_a_zone_and_any_zone_will_do(khanun: ScenarioReplay) -> None:
    now = at("2023-08-09 18:00")
    with pytest.raises(ValueError, match="time zone"):
        khanun.situation(now.replace(tzinfo=None))
    assert khanun.situation(now.astimezone(UTC)).signals == khanun.situation(now).signals


def test_replay_is_a_provider(khanun: ScenarioReplay) -> None:
    provider: SituationProvider = khanun
    assert provider.scenario == "khanun-2023"
    now = at("2023-08-10 03:00")
    assert provider.situation(now).signals is provider.situation(now).signals  # worked out once a minute
