"""A household's trips under a changing sky: who is told what, when, once; and what a crash does to it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.alerts.model import Alert, AlertKind
from assistant.alerts.watcher import Watcher
from assistant.alerts.webhooks import Caller
from assistant.api.alert_schemas import payload
from assistant.clock import Clock
from assistant.journeys import Provenance, Rated, TripPlan
from assistant.risk.model import Hazard, Level, Mode, Signal
from assistant.settings import Settings
from assistant.store import LOCAL
from assistant.store.personal_data import PersonalData
from assistant.store.preferences import Preferences
from tests.engine_fakes import BUSAN, NOW, SEOUL, engine, warning

HOUR = timedelta(hours=1)
RAIN = warning(Hazard.HEAVY_RAIN, "호우경보", ["48270"], expires=NOW + 30 * HOUR)
WIND = warning(Hazard.STRONG_WIND, "강풍경보", ["48270"], expires=NOW + 30 * HOUR, facts={"wind_ms": 25})
ELSEWHERE = warning(Hazard.HEAVY_RAIN, "호우경보", ["47940"], expires=NOW + 30 * HOUR)
BESIDE = "48720"
"""의령: near the way, not on it."""
PLAN = TripPlan(
    origin=SEOUL, destination=BUSAN, depart=NOW + 5 * HOUR, mode=Mode.CAR, title="부산 출장",
    provenance=Provenance.CALENDAR,
)  # fmt: skip


class World:
    """A server's watcher over a database, with a sky that the test makes."""

    def __init__(self, folder: Path) -> None:
        config = Settings(database_url=f"sqlite:///{folder / 'g.db'}", state_dir=folder)
        self.stores = PersonalData.of(config)
        self.engine = engine()
        caller = Caller(self.stores.alerts, self.stores.webhooks, payload)
        self.caller = caller
        self.watcher = Watcher(self.engine, self.stores, Clock(NOW), caller, timedelta(days=7))

    def sky(self, *signals: Signal, hours: float = 96) -> None:
        provider: Any = self.engine._provider_for(None)
        provider.signals, provider.hours = signals, hours

    def pass_(self, now: datetime) -> list[tuple[AlertKind, Level]]:
        return [(alert.kind, alert.level) for alert in asyncio.run(self.watcher.watch(now))]

    def add(self, user: str = "minsu", **changes: Any) -> str:
        return self.stores.trips.add(LOCAL, user, replace(PLAN, **changes), NOW)[0].id

    def told(self, user: str | None = None) -> tuple[Alert, ...]:
        return self.stores.alerts.of(LOCAL, user)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_trip_that_gets_worse_is_told_once_with_why_and_what_to_do(world: World) -> None:
    world.add()
    assert world.pass_(NOW) == []
    world.sky(RAIN)
    assert world.pass_(NOW + HOUR) == [(AlertKind.RAISED, Level.ALERT)]
    assert world.pass_(NOW + 1.1 * HOUR) == []
    (alert,) = world.told()
    assert alert.text.startswith("오늘 오후 2시에 떠나시는 부산 출장 소식이에요.")
    assert "밀양에 기상청 호우경보" in alert.text
    assert (alert.seq, alert.hazards, alert.user, alert.urgent) == (1, (Hazard.HEAVY_RAIN,), "minsu", False)
    assert alert.speech


def test_what_is_near_is_told_in_the_last_hour_once_as_what_may_come(world: World) -> None:
    world.add()
    world.pass_(NOW)
    world.sky(warning(Hazard.HEAVY_RAIN, "호우주의보", [BESIDE], expires=NOW + 30 * HOUR))
    assert world.pass_(NOW + 3 * HOUR) == []
    ((kind, level),) = world.pass_(NOW + 4.1 * HOUR)
    assert (kind, level < Level.CAUTION) == (AlertKind.MAY_WORSEN, True)
    assert world.pass_(NOW + 4.5 * HOUR) == []
    (alert,) = world.told()
    assert "가까이에 호우주의보 소식이 있어요" in alert.text
    assert "아직 '주의' 단계는 아니지만" in alert.text
    assert (alert.hazards, alert.urgent) == ((Hazard.HEAVY_RAIN,), True)


def test_only_those_whose_way_is_touched_are_told(world: World) -> None:
    world.add("minsu")
    world.add("yuna", depart=NOW + 60 * HOUR)
    world.pass_(NOW)
    world.sky(RAIN, ELSEWHERE)
    world.pass_(NOW + HOUR)
    assert [alert.user for alert in world.told()] == ["minsu"]
    assert world.told("yuna") == ()


def test_who_leaves_first_is_told_first(world: World) -> None:
    for number, hours in enumerate((9, 7, 8, 6)):
        world.add(f"u{number}", depart=NOW + hours * HOUR)
    world.sky(RAIN)
    world.pass_(NOW)
    assert [alert.user for alert in world.told()] == ["u3", "u1", "u2", "u0"]


def test_a_second_cause_is_told_and_the_end_of_it(world: World) -> None:
    world.add(depart=NOW + 20 * HOUR)
    world.sky(RAIN)
    assert world.pass_(NOW) == [(AlertKind.RAISED, Level.ALERT)]
    world.sky(RAIN, WIND)
    ((kind, _),) = world.pass_(NOW + 0.1 * HOUR)
    assert kind in (AlertKind.NEW_CAUSE, AlertKind.RAISED)
    world.sky()
    assert world.pass_(NOW + 1 * HOUR) == []
    assert world.pass_(NOW + 1.2 * HOUR) == []
    assert world.pass_(NOW + 1.6 * HOUR) == [(AlertKind.ALL_CLEAR, Level.SAFE)]
    assert "걸리던 위험이 사라져서" in world.told()[-1].text


def test_sources_that_fall_silent_are_no_all_clear(world: World) -> None:
    world.add(depart=NOW + 20 * HOUR)
    world.sky(RAIN)
    world.pass_(NOW)
    world.sky(hours=0)
    for hour in range(1, 12):
        assert world.pass_(NOW + hour * HOUR) == []


def test_at_night_only_what_is_urgent_is_told(world: World) -> None:
    night = NOW.replace(hour=23)
    world.add("early", depart=night + 1.5 * HOUR)
    world.add("late", depart=night + 15 * HOUR)
    world.sky(replace(RAIN, expires=NOW + 60 * HOUR))
    world.pass_(night)
    assert [alert.user for alert in world.told()] == ["early"]
    world.pass_(night + 7.9 * HOUR)
    assert len(world.told("late")) == 0
    world.pass_(night + 8 * HOUR)
    assert len(world.told("late")) == 1


def test_what_passed_in_the_night_wakes_nobody_and_is_not_told_in_the_morning(world: World) -> None:
    night = NOW.replace(hour=23)
    world.add(depart=night + 15 * HOUR)
    world.sky(replace(RAIN, expires=NOW + 60 * HOUR))
    world.pass_(night)
    world.sky()
    for step in range(1, 12):
        world.pass_(night + step * HOUR)
    assert world.told() == ()


def test_on_the_way_what_lies_ahead_is_told_and_after_it_nothing(world: World) -> None:
    world.add(depart=NOW)
    world.pass_(NOW)
    world.sky(RAIN)  # 밀양 is passed in the fourth hour
    assert world.pass_(NOW + 1 * HOUR) == [(AlertKind.RAISED, Level.ALERT)]
    assert world.told()[0].text.startswith("지금 서울에서 부산까지 가시는 길")
    assert world.told()[0].urgent
    assert world.pass_(NOW + 6 * HOUR) == []


def test_what_the_caller_was_given_with_the_trip_is_not_told_again(world: World) -> None:
    world.sky(RAIN)
    plan = replace(PLAN, provenance=Provenance.API)
    first = Rated.of(world.engine.assess_route_sync(plan.request(NOW)))
    world.stores.trips.add(LOCAL, "minsu", plan, NOW, rated=first)
    assert world.pass_(NOW + 0.1 * HOUR) == []
    world.add("yuna", provenance=Provenance.API)
    assert world.pass_(NOW + 0.2 * HOUR) == [(AlertKind.RAISED, Level.ALERT)]


def test_what_nobody_was_given_is_told_though_nothing_changed_since(world: World) -> None:
    world.sky(RAIN)
    first = Rated.of(world.engine.assess_route_sync(PLAN.request(NOW)))
    world.stores.trips.add(LOCAL, "minsu", PLAN, NOW, rated=first)
    assert world.pass_(NOW + 0.1 * HOUR) == [(AlertKind.RAISED, Level.ALERT)]


def test_the_state_survives_the_process(world: World, tmp_path: Path) -> None:
    world.add(depart=NOW + 20 * HOUR)
    world.sky(RAIN)
    world.pass_(NOW)
    world.sky()
    world.pass_(NOW + HOUR)
    again = World(tmp_path)
    assert again.pass_(NOW + 2 * HOUR) == [(AlertKind.ALL_CLEAR, Level.SAFE)]
    assert [alert.seq for alert in again.told()] == [1, 2]


def test_two_processes_tell_it_once(world: World, tmp_path: Path) -> None:
    other = World(tmp_path)
    for number in range(20):
        world.add(f"u{number}")
    for each in (world, other):
        each.sky(RAIN)

    async def both() -> None:
        await asyncio.gather(world.watcher.watch(NOW), other.watcher.watch(NOW))

    asyncio.run(both())
    asyncio.run(world.watcher.watch(NOW + 0.1 * HOUR))
    assert sorted(alert.user for alert in world.told()) == sorted(f"u{n}" for n in range(20))
    assert [alert.seq for alert in world.told()] == [*range(1, 21)]


def test_who_does_not_want_to_be_told_is_not(world: World) -> None:
    world.add()
    world.stores.preferences.keep(LOCAL, "minsu", Preferences(alerts=False))
    world.sky(RAIN)
    assert world.pass_(NOW) == []
    world.stores.preferences.keep(LOCAL, "minsu", Preferences())
    world.sky(RAIN, WIND)
    assert len(world.pass_(NOW + 0.2 * HOUR)) == 1
    world.stores.delete("minsu")
    assert world.stores.preferences.of(LOCAL, "minsu") == Preferences()


def test_deleting_a_trip_or_a_user_deletes_what_was_told(world: World) -> None:
    mine, world_yuna = world.add(), world.add("yuna")
    world.sky(RAIN)
    world.pass_(NOW)
    assert world.stores.remove_trip(LOCAL, mine)
    assert [alert.user for alert in world.told()] == ["yuna"]
    assert world.stores.delete("yuna")["alerts"] == 1
    assert world.told() == ()
    assert world.stores.alerts.watch(world_yuna) is None


def test_nothing_readable_lies_in_the_file(world: World, tmp_path: Path) -> None:
    world.add()
    world.sky(RAIN)
    world.pass_(NOW)
    files = b"".join(path.read_bytes() for path in tmp_path.glob("g.db*"))
    for word in ("부산", "minsu", "출장", "호우", "raised"):
        assert word.encode() not in files
