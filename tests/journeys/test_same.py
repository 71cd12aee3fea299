"""A calendar and a ticket that were read on different days give one trip: that of the ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.journeys import Provenance, TripPlan
from assistant.journeys.appointments import Found
from assistant.journeys.calendar import Appointment
from assistant.journeys.importing import keep
from assistant.risk.model import Mode
from assistant.settings import Settings
from assistant.store.personal_data import PersonalData
from tests.engine_fakes import BUSAN, NOW, SEOUL

CALENDAR = TripPlan(
    origin=SEOUL, destination=BUSAN, depart=NOW + timedelta(hours=5), mode=Mode.CAR,
    provenance=Provenance.CALENDAR, confidence=0.8,
)  # fmt: skip
TICKET = replace(
    CALENDAR, depart=NOW + timedelta(hours=6), mode=Mode.TRAIN, provenance=Provenance.BOOKING, confidence=0.9
)


def found(plan: TripPlan) -> Found:
    name, at = plan.provenance.value, plan.first
    return Found(Appointment(uid=name, title="", start=at, end=at, all_day=False, where=""), plan, key=name)


@pytest.mark.parametrize("order", [(CALENDAR, TICKET), (TICKET, CALENDAR)])
def test_one_journey_of_two_papers_is_kept_once(tmp_path: Path, order: tuple[TripPlan, TripPlan]) -> None:
    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    for plan in order:
        keep(stores, "local", "me", [found(plan)], NOW)
    assert [trip.plan.mode for trip in stores.trips.of("local", "me")] == [Mode.TRAIN]


@pytest.mark.parametrize(
    "other",
    [
        replace(TICKET, depart=NOW + timedelta(hours=30)),
        replace(TICKET, origin=BUSAN, destination=SEOUL),
        replace(TICKET, provenance=Provenance.SPEECH),
    ],
    ids=["next day", "back", "said by the traveller"],
)
def test_others_stay(tmp_path: Path, other: TripPlan) -> None:
    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    for plan in (CALENDAR, other):
        keep(stores, "local", "me", [found(plan)], NOW)
    assert len(stores.trips.of("local", "me")) == 2
