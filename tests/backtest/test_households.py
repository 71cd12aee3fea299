"""Households under a made sky: who is told in time, who in vain, and what a broadcast would have sent."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from assistant.alerts.model import AlertKind
from assistant.backtest.households import Person, people, table, trips_of
from assistant.backtest.living import Lives, Sky, live
from assistant.backtest.living_report import living_plot, living_tables, touched_of, ways_of
from assistant.clock import SEOUL
from assistant.feeds.kma_tables import Command, Kind, WarningLevel, warning_tables
from assistant.feeds.kma_zones import zone_table
from assistant.feeds.statements import Statement
from assistant.places import load_regions

DAY = date(2024, 7, 3)


def at(hour: int, day: int = 3) -> datetime:
    return datetime(2024, 7, day, hour, tzinfo=SEOUL)


def statement(issued: datetime, effective: datetime, command: Command = Command.ISSUE) -> Statement:
    leaves = frozenset(leaf for leaf in zone_table().all_leaves if zone_table().root(leaf) == "울산")
    assert leaves
    return Statement(
        issued=issued, office="부산", number=1, kind=Kind.HEAVY_RAIN, level=WarningLevel.WARNING,
        command=command, effective=effective, zones=leaves,
    )  # fmt: skip


def commuter(home: str) -> Person:
    rows = tuple((row, 0) for row in table()["members"]["commuter"]["trips"][:2])
    return Person(name="0-commuter", home=home, rows=tuple(({**row, "chance": 1.0}, s) for row, s in rows))


ULSAN = next(r.code for r in load_regions().all() if r.name.endswith("남구") and r.code.startswith("31"))
ANDONG = next(r.code for r in load_regions().all() if r.code.startswith("47170"))


def lived(*statements: Statement, home: str = ULSAN) -> Lives:
    return live((commuter(home),), Sky(statements, ()), DAY, DAY)


def test_the_same_seed_gives_the_same_households() -> None:
    assert people(5, 7) == people(5, 7) != people(5, 8)
    for person in people(5, 7):
        trips = list(trips_of(person, DAY, DAY + timedelta(days=9), 1))
        assert trips == list(trips_of(person, DAY, DAY + timedelta(days=9), 1))
        assert all(trip.user == person.name and trip.created < trip.plan.first for trip in trips)


def test_a_warning_known_before_is_told_in_time_and_once() -> None:
    lives = lived(statement(at(5), at(6)), statement(at(16), at(16), Command.RELEASE))
    assert len(lives.trips) == 2
    (touched,) = touched_of(lives)
    told = [said for said in lives.said if said.trip_id == touched and said.kind is not AlertKind.ALL_CLEAR]
    assert len(told) == 1
    (ours, home, _) = ways_of(lives, [statement(at(5), at(6))], [])
    assert ours.share({touched}) == home.share({touched}) == 1.0
    assert lives.foretold == {touched}
    assert ours.warned[touched] < timedelta(hours=3)
    assert home.told == 1


def test_what_is_issued_on_the_way_touches_but_nobody_was_warned() -> None:
    first = lived().trips[0].plan.first
    lives = lived(
        statement(first + timedelta(minutes=5), first + timedelta(minutes=5)),
        statement(at(11), at(11), Command.RELEASE),
    )
    assert len(touched_of(lives)) == 1
    (ours, *_) = ways_of(lives, [], [])
    assert ours.share(touched_of(lives)) == 0.0
    assert not lives.foretold
    assert ours.needless == ours.told  # of the evening, called off by then


def test_a_warning_called_off_before_the_trip_was_needless() -> None:
    lives = lived(statement(at(5), at(6)), statement(at(7), at(7), Command.RELEASE))
    assert not touched_of(lives)
    (ours, home, _) = ways_of(lives, [statement(at(5), at(6))], [])
    assert ours.told == ours.needless > 0
    assert home.needless == 1


def test_a_warning_without_a_release_ends_when_it_is_stale_not_when_something_else_is_issued() -> None:
    old, other = statement(at(5), at(6)), statement(at(5, 23), at(6, 23))
    over = old.effective + warning_tables().stale[old.kind]
    assert Sky([old, other], ()).moments(at(0), at(0, 28)) == [old.issued, over, other.issued]


def test_who_does_not_pass_is_not_told() -> None:
    lives = lived(statement(at(5), at(6)), home=ANDONG)
    assert all(trip.plan.origin.region != ULSAN for trip in lives.trips)
    (ours, home, _) = ways_of(lives, [statement(at(5), at(6))], [])
    assert (ours.told, home.told) == (0, 0)


@pytest.mark.parametrize("homes", [0, 2])
def test_tables_and_plot(homes: int) -> None:
    lives = live(people(homes, 3), Sky([statement(at(5), at(6))], ()), DAY, DAY)
    tables = living_tables(lives, ways_of(lives, [statement(at(5), at(6))], []))
    assert len(tables[0].rows) == 3
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
    plot = living_plot(lives, ways_of(lives, [], []))
    assert plot is None or plot.startswith(b"\x89PNG")
