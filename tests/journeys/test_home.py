"""Where one leaves from: as it is said or set, else as habits tell (with consent), else the default."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.clock import SEOUL
from assistant.journeys import Provenance, TripPlan, Twin
from assistant.journeys.habits.model import Habits, Role, UsualPlace
from assistant.journeys.home import Home, home_of, known_place, learnt_home, withdraw
from assistant.settings import Settings
from assistant.store import LOCAL
from assistant.store.consents import DataKind
from assistant.store.personal_data import PersonalData
from tests.journeys.bookings.test_papers import FORMS

NOW = datetime(2026, 11, 28, 9, tzinfo=SEOUL)
HABITS = Habits(
    first=date(2026, 10, 1),
    last=date(2026, 10, 20),
    places=(
        UsualPlace(role=Role.WORK, lat=37.5, lon=127.03, days=12),
        UsualPlace(role=Role.HOME, lat=37.5443, lon=126.9512, days=18),
    ),
    ways=(),
)


@pytest.fixture
def stores(tmp_path: Path) -> PersonalData:
    return PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))


def learn(stores: PersonalData) -> None:
    stores.habits.put(LOCAL, "me", HABITS)
    stores.consents.give(LOCAL, "me", DataKind.LOCATION_HISTORY, NOW)


def test_what_is_said_or_set_comes_before_habits_and_habits_before_the_default(stores: PersonalData) -> None:
    def home(name: str | None, config: Settings) -> Home:
        return home_of(name, config, stores, LOCAL, "me", known_place)

    plain, fixed = Settings(), Settings(home="대전")
    assert home(None, plain).place.short == "서울"
    stores.habits.put(LOCAL, "me", HABITS)
    assert learnt_home(stores, LOCAL, "me") is None  # nobody said yes
    learn(stores)
    learnt = home(None, plain)
    assert (learnt.place.name, learnt.place.region, learnt.source) == ("집", "11440", Provenance.HABIT)
    assert 0.85 < learnt.confidence < 0.9
    assert home("부산", plain) == Home(place=known_place("부산"))
    assert home(None, fixed) == Home(place=known_place("대전"))
    assert learnt_home(stores, LOCAL, "yuna") is None


def test_the_way_to_the_airport_begins_at_the_home_that_was_learnt(
    stores: PersonalData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.store.personal_data.personal_data", lambda: stores)
    learn(stores)
    paper = tmp_path / "a.json"
    paper.write_bytes(FORMS["json"])
    base = ["trips", "import", str(paper), "--now", NOW.isoformat()]
    run = CliRunner()
    assert "습관에서 알아낸 집에서 떠나시는 것으로 봤어요 (확실함 88%" in run.invoke(app, base).output
    told = json.loads(run.invoke(app, [*base, "--save", "--json"]).output)["trips"]
    assert [(one["origin"], one["origin_source"]) for one in told] == [
        ("집", "habit"),
        ("김포국제공항", None),
    ]
    assert [one["confidence"] for one in told] == [pytest.approx(0.881), 0.9]
    elsewhere = run.invoke(app, [*base, "--home", "공덕동"]).output
    assert "습관에서" not in elsewhere


def test_a_consent_taken_back_takes_the_home_out_of_the_trips(stores: PersonalData, tmp_path: Path) -> None:
    learn(stores)
    home = learnt_home(stores, LOCAL, "me")
    assert home is not None
    there = known_place("부산")
    from_home = TripPlan(
        origin=home.place, destination=there, depart=NOW + timedelta(days=2), origin_source=Provenance.HABIT,
        provenance=Provenance.CALENDAR,
    )  # fmt: skip
    ticket = replace(from_home, origin=known_place("서울"), origin_source=None, provenance=Provenance.BOOKING)
    add = stores.trips.add
    add(LOCAL, "me", from_home, NOW, client_id="a")
    add(LOCAL, "me", ticket, NOW, client_id="b", also=(Twin(client_id="c", plan=from_home),))
    add(LOCAL, "me", replace(from_home, provenance=Provenance.HABIT), NOW, client_id="d")
    withdraw(stores, Settings(), LOCAL, "me", DataKind.LOCATION_HISTORY)
    kept = stores.trips.of(LOCAL, "me")
    assert {trip.client_id for trip in kept} == {"a", "b"}
    plans = [plan for trip in kept for plan in (trip.plan, *(twin.plan for twin in trip.also))]
    assert {plan.origin.name for plan in plans} == {known_place("서울").name}
    assert not any(plan.origin_source for plan in plans)
    assert stores.habits.get(LOCAL, "me") is None
