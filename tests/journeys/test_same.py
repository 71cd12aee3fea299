"""A calendar and a ticket give one trip, that of the ticket; what is called off goes, and stays away."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.alerts.model import AlertKind
from assistant.answers.changes import compared
from assistant.answers.trips import trip_list
from assistant.cli import app
from assistant.journeys import Provenance, TripPlan
from assistant.journeys.appointments import Found
from assistant.journeys.bookings import Kind, Reservation
from assistant.journeys.bookings.model import Spot
from assistant.journeys.calendar import Appointment
from assistant.journeys.home import known_place
from assistant.journeys.importing import Kept, keep
from assistant.journeys.keeping import call_off
from assistant.journeys.same import same_journey
from assistant.risk.model import Mode
from assistant.settings import Settings
from assistant.store.personal_data import PersonalData
from assistant.store.trips import TooManyTrips
from tests.alerts.test_watcher import RAIN, World
from tests.engine_fakes import BUSAN, NOW, SEOUL, engine

CALENDAR = TripPlan(
    origin=SEOUL, destination=BUSAN, depart=NOW + timedelta(hours=5), mode=Mode.CAR, title="부산 회의",
    provenance=Provenance.CALENDAR, confidence=0.8,
)  # fmt: skip
TICKET = replace(
    CALENDAR, depart=NOW + timedelta(hours=6), mode=Mode.TRAIN, title="KTX 101",
    provenance=Provenance.BOOKING, confidence=0.9,
)  # fmt: skip
OFF = Reservation(kind=Kind.TRAIN, start=Spot(name="서울"), cancelled=True)


def found(plan: TripPlan, key: str = "") -> Found:
    name, at = key or plan.provenance.value, plan.first
    return Found(Appointment(uid=name, title="", start=at, end=at, all_day=False, where=""), plan, key=name)


@pytest.fixture
def stores(tmp_path: Path) -> PersonalData:
    return PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))


def kept(stores: PersonalData, *plans: Found, again: bool = False) -> Kept:
    return keep(stores, "local", "me", plans, NOW, again=again)


def modes(stores: PersonalData) -> list[Mode | None]:
    return [trip.plan.mode for trip in stores.trips.of("local", "me")]


@pytest.mark.parametrize(
    "order", [(CALENDAR, TICKET), (TICKET, CALENDAR), (TICKET, CALENDAR, TICKET, CALENDAR)]
)
def test_one_journey_of_two_papers_is_kept_once_and_names_both(
    stores: PersonalData, order: tuple[TripPlan, ...]
) -> None:
    for plan in order:
        kept(stores, found(plan))
    (trip,) = stores.trips.of("local", "me")
    assert trip.plan == TICKET
    assert [twin.plan for twin in trip.also] == [CALENDAR]
    assert trip.sources == (Provenance.BOOKING, Provenance.CALENDAR)
    assert trip_list([trip], NOW).text.endswith("예약과 달력에 함께 있는 여정이에요.")


@pytest.mark.parametrize(
    ("city", "station", "same"),
    [
        ("부산", "부산역", True),
        ("강릉", "강릉역", True),
        ("대구", "부산역", False),
        ("벡스코", "부산역", False),
    ],
)
def test_a_city_and_its_station_are_one_end(city: str, station: str, same: bool) -> None:
    told = replace(CALENDAR, destination=known_place(city))
    assert same_journey(told, replace(TICKET, destination=known_place(station))) is same


@pytest.mark.parametrize(
    "other",
    [
        replace(TICKET, depart=NOW + timedelta(hours=30)),
        replace(TICKET, origin=BUSAN, destination=SEOUL),
        replace(TICKET, provenance=Provenance.SPEECH),
    ],
    ids=["next day", "back", "said by the traveller"],
)
def test_others_stay(stores: PersonalData, other: TripPlan) -> None:
    for plan in (CALENDAR, other):
        kept(stores, found(plan))
    first, *rest = stores.trips.of("local", "me")
    assert len(rest) == 1
    assert len(first.sources) == 1
    assert "함께 있는" not in trip_list([first], NOW).text


def test_an_appointment_of_two_calendars_is_one_trip_as_long_as_either_tells_it(stores: PersonalData) -> None:
    for _ in range(2):
        kept(stores, found(CALENDAR, "a"), found(replace(CALENDAR, title="Meeting"), "b"))
    (trip,) = stores.trips.of("local", "me")
    assert (trip.client_id, [twin.client_id for twin in trip.also]) == ("a", ["b"])
    assert "함께 있는" not in trip_list([trip], NOW).text
    kept(stores, found(TICKET))
    assert modes(stores) == [Mode.TRAIN]
    kept(stores, replace(found(TICKET), plan=None, booking=OFF))
    assert modes(stores) == [Mode.CAR]
    kept(stores, found(TICKET))
    off = found(CALENDAR, "a")
    kept(stores, replace(off, plan=None, appointment=replace(off.appointment, cancelled=True)))
    kept(stores, replace(found(TICKET), plan=None, booking=OFF))
    assert [trip.client_id for trip in stores.trips.of("local", "me")] == ["b"]


def test_a_ticket_that_is_called_off_leaves_the_appointment(stores: PersonalData) -> None:
    for plan in (CALENDAR, TICKET):
        kept(stores, found(plan))
    kept(stores, replace(found(TICKET), plan=None, booking=OFF))
    (trip,) = stores.trips.of("local", "me")
    assert (trip.plan, trip.client_id, trip.also) == (CALENDAR, "calendar", ())
    kept(stores, found(TICKET))
    assert modes(stores) == [Mode.TRAIN]


def test_an_appointment_that_is_called_off_leaves_the_ticket(stores: PersonalData) -> None:
    for plan in (CALENDAR, TICKET):
        kept(stores, found(plan))
    off = found(CALENDAR)
    kept(stores, replace(off, plan=None, appointment=replace(off.appointment, cancelled=True)))
    (trip,) = stores.trips.of("local", "me")
    assert (trip.plan, trip.sources) == (TICKET, (Provenance.BOOKING,))


def test_a_ticket_for_another_day_leaves_the_appointment_where_it_was(stores: PersonalData) -> None:
    kept(stores, found(CALENDAR), found(TICKET))
    moved = replace(TICKET, depart=NOW + timedelta(days=2))
    kept(stores, found(moved))
    assert [trip.plan for trip in stores.trips.of("local", "me")] == [CALENDAR, moved]


def test_a_moved_trip_goes_back_to_what_its_ticket_says(stores: PersonalData) -> None:
    kept(stores, found(CALENDAR), found(TICKET))
    (trip,) = stores.trips.of("local", "me")
    moved = replace(TICKET, depart=NOW + timedelta(days=2))
    stores.move_trip("local", trip.id, moved, None, NOW)
    kept(stores, found(CALENDAR))
    assert [trip.plan for trip in stores.trips.of("local", "me")] == [
        moved
    ]  # the appointment is the same journey
    kept(stores, found(TICKET))
    (back,) = stores.trips.of("local", "me")
    assert (back.id, back.plan, back.sources) == (trip.id, TICKET, trip.sources)


def test_what_the_traveller_called_off_stays_away_until_it_is_wanted_again(stores: PersonalData) -> None:
    way = replace(TICKET, destination=SEOUL, depart=NOW + timedelta(hours=4), mode=Mode.SUBWAY)
    papers = (found(CALENDAR), found(TICKET), found(way, "booking-access"))
    assert kept(stores, *papers) == Kept(new=3, called_off=0)
    (trip,) = (trip for trip in stores.trips.of("local", "me") if trip.also)
    assert [gone.plan for gone in call_off(stores, "local", trip.id)] == [TICKET, way]
    assert call_off(stores, "local", trip.id) == ()
    assert kept(stores, *papers) == Kept(new=0, called_off=3)
    assert stores.trips.of("local", "me") == ()
    later = replace(CALENDAR, depart=NOW + timedelta(hours=30))
    assert kept(stores, found(later, "calendar@moved")).new == 1
    assert kept(stores, *papers, again=True).new == 3
    assert kept(stores, *papers) == Kept(new=0, called_off=0)


def test_what_was_called_off_is_kept_sealed_until_the_journey_is_over(
    stores: PersonalData, tmp_path: Path
) -> None:
    kept(stores, found(CALENDAR, "비밀회의@3월"))
    call_off(stores, "local", stores.trips.of("local", "me")[0].id)
    assert "비밀회의@3월" in stores.cancelled.of("local", "me")
    assert stores.cancelled.of("local", "yuna") == frozenset()
    for path in tmp_path.glob("g.db*"):
        assert "비밀회의".encode() not in path.read_bytes()
    keep_for = timedelta(days=7)
    stores.cancelled.purge(NOW + timedelta(days=7), keep_for)
    assert stores.cancelled.of("local", "me")
    stores.cancelled.purge(NOW + timedelta(days=11), keep_for)
    assert not stores.cancelled.of("local", "me")
    kept(stores, found(CALENDAR))
    call_off(stores, "local", stores.trips.of("local", "me")[0].id)
    assert stores.delete("me")["cancelled"] == 2


def test_too_many_are_none_at_all(stores: PersonalData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.journeys.keeping.MAX_TRIPS", 2)
    many = [found(replace(CALENDAR, depart=NOW + timedelta(days=n)), f"n{n}") for n in range(1, 4)]
    with pytest.raises(TooManyTrips):
        kept(stores, *many)
    assert stores.trips.of("local", "me") == ()
    assert kept(stores, *many[:2], *many[:2]).new == 2


def test_a_process_that_dies_while_it_merges_loses_nothing(
    stores: PersonalData, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(stores, found(CALENDAR))
    with monkeypatch.context() as patch:
        patch.setattr(PersonalData, "remove_trip", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            kept(stores, found(TICKET))
    assert len(stores.trips.of("local", "me")) == 2
    kept(stores, found(TICKET))
    (trip,) = stores.trips.of("local", "me")
    assert trip.sources == (Provenance.BOOKING, Provenance.CALENDAR)


def test_another_title_of_the_same_way_is_no_news(tmp_path: Path) -> None:
    world = World(tmp_path)
    keep(world.stores, "local", "me", [found(CALENDAR)], NOW)
    world.sky(RAIN)
    assert [kind for kind, _ in world.pass_(NOW)] == [AlertKind.RAISED]
    keep(world.stores, "local", "me", [found(replace(CALENDAR, title="부산 워크숍"))], NOW)
    assert world.pass_(NOW + timedelta(minutes=10)) == []
    keep(world.stores, "local", "me", [found(replace(CALENDAR, depart=NOW + timedelta(hours=5.5)))], NOW)
    assert [kind for kind, _ in world.pass_(NOW + timedelta(minutes=20))] == [AlertKind.RAISED]


def test_a_whole_day_that_runs_out_is_the_same_trip(stores: PersonalData) -> None:
    whole = replace(CALENDAR, depart=None, window=(NOW, NOW + timedelta(hours=10)))
    kept(stores, found(whole))
    (before,) = stores.trips.of("local", "me")
    kept(stores, found(replace(whole, window=(NOW + timedelta(hours=2), NOW + timedelta(hours=10)))))
    assert stores.trips.of("local", "me") == (before,)


@pytest.mark.parametrize(
    ("plan", "asked", "words"),
    [
        (CALENDAR, False, "달력에서 온 여정이라, 옮기시려면 달력에서 바꿔 주세요."),
        (TICKET, True, "예약하신 표는 직접 바꾸셔야 해요."),
    ],
    ids=["calendar", "ticket"],
)
def test_a_trip_of_a_calendar_is_compared_but_not_moved_and_a_ticket_stays_as_it_says(
    plan: TripPlan, asked: bool, words: str
) -> None:
    later = replace(plan, mode=Mode.CAR, depart=plan.first + timedelta(days=1))
    plan = replace(plan, mode=Mode.CAR)
    before, after = (engine().assess_route_sync(each.request(NOW)) for each in (plan, later))
    said = compared(plan, later, before, after, NOW)
    assert words in said.text
    assert said.expects_reply is asked
    assert ("바꿀까요?" in said.text) is asked


def test_the_command_shows_what_tells_of_a_trip(
    stores: PersonalData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.store.personal_data.personal_data", lambda: stores)
    kept(stores, found(CALENDAR), found(TICKET))
    (trip,) = stores.trips.of("local", "me")
    run = CliRunner()
    shown = run.invoke(app, ["trips", "show", trip.id]).output
    assert all(word in shown for word in ("예약", "달력", "KTX 101", "부산 회의", "90%", "80%"))
    assert json.loads(run.invoke(app, ["trips", "show", trip.id, "--json"]).output)["sources"] == [
        "booking", "calendar",
    ]  # fmt: skip
    assert run.invoke(app, ["trips", "delete", trip.id]).exit_code == 0
    assert run.invoke(app, ["trips", "show", trip.id]).exit_code != 0
    assert stores.cancelled.of("local", "me") >= {"booking", "calendar"}
