"""The engine put together over a fake planner and hand-made situations; then over the real parts."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from assistant.places.model import Place, PlaceKind
from assistant.risk.advice import BETTER_BUT_UNKNOWN, NONE_BETTER
from assistant.risk.model import (
    Advice,
    AlternativeKind,
    Assessment,
    Certainty,
    Hazard,
    Level,
    Mode,
    SignalKind,
)
from assistant.riskclient import (
    NoWay,
    PlaceRequest,
    RiskError,
    RouteRequest,
    SignalQuery,
    TooFar,
    UnknownScenario,
)
from tests.engine_fakes import BUSAN, ISLAND, KST, NOW, REGIONS, SEOUL, FakePlanner, engine, place, warning

RAIN = warning(Hazard.HEAVY_RAIN, "호우경보", ["48270"], expires=NOW + timedelta(hours=6))
DAY = (NOW.replace(hour=0) + timedelta(days=1), NOW.replace(hour=0) + timedelta(days=2))


def request(**changes: object) -> RouteRequest:
    fields: dict[str, object] = {"origin": SEOUL, "destination": BUSAN, "now": NOW}
    return RouteRequest(**{**fields, **changes})  # type: ignore[arg-type]


def kinds(assessment: Assessment) -> set[AlternativeKind]:
    return {item.kind for item in assessment.alternatives}


def test_leaving_now_is_the_default() -> None:
    result = engine().assess_route_sync(request())
    assert (result.trip.depart, result.trip.mode, result.level) == (NOW, Mode.CAR, Level.SAFE)
    assert result.trip.depart_assumed
    assert (result.coverage, result.alternatives, result.scan) == (1.0, (), None)


def test_the_warning_is_met_at_the_hour_of_passage() -> None:
    result = engine(RAIN).assess_route_sync(request(depart=NOW))
    (driver,) = result.drivers
    assert (driver.name, driver.region) == ("호우경보", "밀양시")
    assert driver.from_ == NOW + timedelta(hours=3)
    assert result.level is Level.ALERT
    late = engine(RAIN).assess_route_sync(request(depart=NOW + timedelta(hours=3, minutes=30)))
    assert late.level is Level.SAFE


def test_alternatives_in_time_mode_and_way_are_scored_and_ranked() -> None:
    planner = FakePlanner()
    result = engine(RAIN, planner=planner).assess_route_sync(request(depart=NOW))
    assert kinds(result) == set(AlternativeKind)
    assert all(item.level < result.level for item in result.alternatives)
    assert result.alternatives_note is None
    ranks = [item.level.rank for item in result.alternatives]
    assert ranks == sorted(ranks)
    later = [item for item in result.alternatives if item.kind is AlternativeKind.DEPARTURE]
    assert min(item.depart for item in later) == NOW + timedelta(hours=3)
    assert any(item.via == "에움길 car" for item in result.alternatives)
    assert frozenset({"48270"}) in {avoid for _, _, avoid in planner.asked}
    assert all(depart >= NOW for _, depart, _ in planner.asked)


def test_alternatives_only_when_wanted() -> None:
    assert engine(RAIN).assess_route_sync(request(alternatives=False)).alternatives == ()
    forced = engine().assess_route_sync(request(force_alternatives=True))
    assert (forced.alternatives, forced.alternatives_note) == ((), NONE_BETTER)


@pytest.mark.parametrize(
    ("hazard", "note", "told"),
    [(Hazard.TYPHOON, None, {AlternativeKind.MODE}), (Hazard.EARTHQUAKE, NONE_BETTER, set())],
)
def test_what_holds_everywhere_for_days_leaves_little_choice(
    hazard: Hazard, note: str | None, told: set[AlternativeKind]
) -> None:
    """Trains stand a typhoon better than cars, but nothing an earthquake; no hour and no way helps."""
    everywhere = [region.code for region in REGIONS]
    danger = warning(hazard, f"{hazard.value}경보", everywhere, expires=NOW + timedelta(days=5))
    result = engine(danger).assess_route_sync(request(mode=Mode.CAR))
    assert result.level >= Level.CAUTION
    assert (kinds(result), result.alternatives_note) == (told, note)
    assert result.advice is not Advice.DETOUR


def test_the_unknown_is_no_alternative() -> None:
    """The warning fades after two days and so does the knowledge: leaving then is not "better"."""
    storm = warning(Hazard.TYPHOON, "태풍경보", ["48270", "26110"])
    result = engine(storm, hours=12).assess_route_sync(request(mode=Mode.CAR))
    assert AlternativeKind.DEPARTURE not in kinds(result)
    alone = engine(warning(Hazard.TYPHOON, "태풍경보", [r.code for r in REGIONS]), hours=12)
    told = alone.assess_route_sync(request(mode=Mode.CAR))
    assert told.alternatives_note == (None if told.alternatives else BETTER_BUT_UNKNOWN)


def test_a_window_is_scanned_and_its_worst_departure_reported() -> None:
    noon = DAY[0] + timedelta(hours=12)
    rain = warning(Hazard.HEAVY_RAIN, "호우경보", ["48270"], onset=noon, expires=noon + timedelta(hours=3))
    result = engine(rain).assess_route_sync(request(window=DAY))
    assert result.scan is not None
    assert result.level is Level.ALERT
    assert result.level is max(point.level for point in result.scan.points)
    assert result.scan.best.level is Level.SAFE
    assert result.trip.depart == result.scan.worst.depart
    assert result.trip.depart + timedelta(hours=3) < noon + timedelta(hours=3)
    assert [point.depart.hour for point in result.scan.points] == list(range(6, 23))
    assert result.trip.depart_assumed
    assert AlternativeKind.DEPARTURE in kinds(result)


def test_today_is_scanned_from_now_on() -> None:
    today = (NOW.replace(hour=0), NOW.replace(hour=0) + timedelta(days=1))
    result = engine().assess_route_sync(request(window=today))
    assert result.scan is not None
    assert result.scan.points[0].depart == NOW


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"destination": SEOUL}, NoWay, "같아요"),
        ({"destination": place("종로구", REGIONS[0])}, NoWay, "같아요"),
        ({"depart": NOW - timedelta(hours=1)}, TooFar, "지난"),
        ({"window": (NOW - timedelta(hours=5), NOW - timedelta(hours=1))}, TooFar, "지난"),
        ({"depart": NOW + timedelta(days=400)}, TooFar, "일 년"),
        ({"window": (NOW + timedelta(days=400), NOW + timedelta(days=401))}, TooFar, "일 년"),
        ({"mode": Mode.SHIP}, NoWay, "갈 수 없어요"),
        ({"scenario": "nope"}, UnknownScenario, "nope"),
    ],
)
def test_what_cannot_be_assessed_is_explained(
    changes: dict[str, object], error: type[RiskError], words: str
) -> None:
    with pytest.raises(error) as caught:
        engine().assess_route_sync(request(**changes))
    assert words in caught.value.reason


def test_a_moment_ago_still_means_now() -> None:
    assert engine().assess_route_sync(request(depart=NOW - timedelta(minutes=5))).trip.depart < NOW


def test_where_no_road_leads_another_mode_is_taken_if_none_was_said() -> None:
    assert engine().assess_route_sync(request(destination=ISLAND)).trip.mode is Mode.SHIP
    with pytest.raises(NoWay):
        engine().assess_route_sync(request(destination=ISLAND, mode=Mode.CAR))


def test_a_stay_at_a_place_and_in_a_whole_province() -> None:
    where = place("밀양", REGIONS[3])
    hour = {"start": NOW, "end": NOW + timedelta(hours=1), "now": NOW}
    result = engine(RAIN).assess_place_sync(PlaceRequest(place=where, **hour))
    assert (result.level, result.trip.distance_km, result.segments[0].name) == (Level.CAUTION, 0.0, "밀양")
    province = Place(name="어느도", kind=PlaceKind.PROVINCE, lat=35.5, lon=128.7, region=None)
    whole = engine(RAIN).assess_place_sync(PlaceRequest(place=province, **hour))
    assert whole.level is Level.CAUTION
    assert [driver.region for driver in whole.drivers] == ["밀양시"]


def test_a_live_location_is_put_into_its_region() -> None:
    here = Place(name="지금 계신 곳", kind=PlaceKind.HERE, lat=35.50, lon=128.75, region=None)
    asked = PlaceRequest(place=here, start=NOW, end=NOW + timedelta(hours=1), now=NOW)
    assert [driver.name for driver in engine(RAIN).assess_place_sync(asked).drivers] == ["호우경보"]


def test_a_stay_that_began_counts_from_now_and_one_that_is_over_is_refused() -> None:
    where = place("밀양", REGIONS[3])
    day = PlaceRequest(place=where, start=NOW.replace(hour=0), end=NOW + timedelta(hours=2), now=NOW)
    assert engine().assess_place_sync(day).trip.depart == NOW
    with pytest.raises(TooFar):
        engine().assess_place_sync(
            PlaceRequest(place=where, start=NOW - timedelta(hours=2), end=NOW, now=NOW)
        )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["later", "wind", "rain"]),
        ({"hazards": frozenset({Hazard.STRONG_WIND})}, ["wind"]),
        ({"regions": frozenset({"48270"})}, ["rain"]),
        ({"at": NOW}, ["wind", "rain"]),
        ({"at": NOW + timedelta(hours=7)}, ["later", "wind"]),
        ({"hazards": frozenset({Hazard.FOG})}, []),
    ],
)
def test_signals_are_filtered_newest_first(query: dict[str, object], expected: list[str]) -> None:
    found = engine(
        warning(Hazard.HEAVY_RAIN, "호우경보", ["48270"], id="rain", expires=NOW + timedelta(hours=6)),
        warning(Hazard.STRONG_WIND, "강풍경보", ["26110"], id="wind", issued=NOW - timedelta(minutes=30)),
        warning(
            Hazard.TYPHOON, "태풍경보", ["26110"], id="later", issued=NOW, onset=NOW + timedelta(hours=5)
        ),
        warning(Hazard.DRY, "건조경보", ["26110"], id="over", expires=NOW),
    ).signals_sync(SignalQuery(now=NOW, **query))  # type: ignore[arg-type]
    assert [item.id for item in found] == expected


def test_the_async_door_is_the_same() -> None:
    async def ask() -> tuple[object, ...]:
        local = engine(RAIN)
        return (
            await local.assess_route(request()),
            await local.route_modes(SEOUL, BUSAN),
            await local.signals(SignalQuery(now=NOW)),
            await local.feeds(NOW),
        )

    assessed, modes, signals, feeds = asyncio.run(ask())
    assert assessed == engine(RAIN).assess_route_sync(request())
    assert modes == (Mode.TRAIN, Mode.CAR)
    assert len(signals) == len(feeds) == 1  # type: ignore[arg-type]


# --- the real parts ---------------------------------------------------------------------------------


def seoul_to_busan(now: datetime, day: datetime, scenario: str | None) -> Assessment:
    from assistant.engine import LocalEngine
    from assistant.places.gazetteer import load_gazetteer

    table = load_gazetteer()
    return LocalEngine.default().assess_route_sync(
        RouteRequest(
            origin=table.lookup("서울")[0],
            destination=table.lookup("부산")[0],
            now=now,
            window=(day, day + timedelta(days=1)),
            mode=Mode.CAR,
            origin_assumed=True,
            scenario=scenario,
        )
    )


def test_the_eve_of_typhoon_khanun() -> None:
    result = seoul_to_busan(
        datetime(2023, 8, 9, 18, tzinfo=KST), datetime(2023, 8, 10, tzinfo=KST), "khanun-2023"
    )
    assert result.level >= Level.CAUTION
    official = [driver for driver in result.drivers if driver.kind is SignalKind.ALERT]
    assert {driver.hazard for driver in official} & {Hazard.TYPHOON, Hazard.HEAVY_RAIN, Hazard.STRONG_WIND}
    for driver in official:
        assert driver.source == "기상청"
        assert driver.issued <= result.now
        assert result.trip.depart <= driver.from_ < driver.until <= result.trip.arrive
    assert result.alternatives
    assert all(item.level < result.level or item.score < result.score for item in result.alternatives)
    assert result.scan is not None
    assert len(result.scan.points) == 17
    assert result.scenario == "khanun-2023"
    assert result.trip.origin_assumed
    after = seoul_to_busan(
        datetime(2023, 8, 12, 9, tzinfo=KST), datetime(2023, 8, 13, tzinfo=KST), "khanun-2023"
    )
    assert after.level < result.level
    assert not {driver.hazard for driver in after.drivers} & {Hazard.TYPHOON, Hazard.HEAVY_RAIN}


def test_the_extrapolated_typhoon_is_marked_and_weak() -> None:
    result = seoul_to_busan(
        datetime(2023, 8, 9, 18, tzinfo=KST), datetime(2023, 8, 10, tzinfo=KST), "khanun-2023"
    )
    guessed = [driver for driver in result.drivers if driver.extrapolated]
    assert guessed
    assert all(driver.certainty is not Certainty.OBSERVED for driver in guessed)


def test_without_a_scenario_only_the_past_is_known() -> None:
    result = seoul_to_busan(datetime(2023, 8, 9, 18, tzinfo=KST), datetime(2023, 8, 10, tzinfo=KST), None)
    assert (result.level, result.coverage, result.drivers) == (Level.SAFE, 0.0, ())
    assert {Hazard.HEAVY_RAIN, Hazard.TYPHOON} <= set(result.unknown)
    assert result.usual
    assert result.advice is Advice.CARE
