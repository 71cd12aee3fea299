"""Many routes as columns: the same stays as one by one."""

from __future__ import annotations

from datetime import datetime, timedelta

import h3
import pytest

from assistant.risk.model import Mode
from assistant.routing import expose, load_planner
from assistant.routing.batch import MODES, expose_batch, region_codes
from assistant.routing.model import Route
from tests.routing.samples import MORNING, NIGHT, place

TRIPS = [
    ("서울", "부산", Mode.CAR),
    ("서울", "강릉", Mode.TRAIN),
    ("서울", "제주", Mode.FLIGHT),
    ("목포", "흑산도", Mode.SHIP),
    ("서울", "강남역", Mode.SUBWAY),
    ("대구", "광주", Mode.BUS),
]


@pytest.fixture(scope="module")
def routes() -> list[Route]:
    return [load_planner().plan(place(a), place(b), mode, MORNING)[0] for a, b, mode in TRIPS]


def test_columns_say_what_single_exposures_say(routes: list[Route]) -> None:
    batch = expose_batch(routes, [MORNING] * len(routes))
    assert len(batch) == len(routes)
    for number, route in enumerate(routes):
        stays = range(batch.offsets[number], batch.offsets[number + 1])
        alone = expose(route, MORNING).exposures
        assert len(stays) == len(alone)
        for at, exposure in zip(stays, alone, strict=True):
            region = None if batch.regions[at] < 0 else batch.codes[batch.regions[at]]
            assert (h3.int_to_str(batch.cells[at]), region) == (exposure.cell, exposure.region)
            assert (batch.lats[at], batch.lons[at]) == (exposure.lat, exposure.lon)
            assert MODES[batch.modes[at]] is exposure.mode
            begins = exposure.start - MORNING
            assert begins / timedelta(minutes=1) == pytest.approx(batch.starts[at], abs=1e-6)
    assert batch.codes[: len(region_codes())] == region_codes()


def test_chunks_change_nothing(routes: list[Route], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = expose_batch(routes, [MORNING] * len(routes))
    monkeypatch.setattr("assistant.routing.batch.CHUNK", 2)
    parts = expose_batch(routes, [MORNING] * len(routes))
    for column in ("cells", "regions", "lats", "modes", "starts", "ends", "points", "offsets"):
        assert (getattr(whole, column) == getattr(parts, column)).all(), column


def test_many_trips_share_a_profile(routes: list[Route]) -> None:
    departs = [MORNING, NIGHT, NIGHT]
    batch = expose_batch(routes, departs, profile=[0, 0, 1])
    assert (len(batch), len(batch.offsets)) == (3, len(routes) + 1)
    assert datetime.fromtimestamp(batch.departs[1] * 60, NIGHT.tzinfo) == NIGHT
    other = batch.with_trips([5], [MORNING])
    assert len(other) == 1
    assert other.cells is batch.cells


def test_by_region_keeps_the_time_in_each_region(routes: list[Route]) -> None:
    fine = expose_batch(routes, [MORNING] * len(routes))
    coarse = fine.by_region()
    assert len(coarse.starts) < len(fine.starts) / 2
    for number in range(len(routes)):
        for batch in (fine, coarse):
            stays = slice(batch.offsets[number], batch.offsets[number + 1])
            assert (batch.ends[stays] > batch.starts[stays]).all()
        spent = [
            {
                code: round(float((b.ends - b.starts)[stays][b.regions[stays] == code].sum()), 6)
                for code in b.regions[stays]
            }
            for b, stays in ((b, slice(b.offsets[number], b.offsets[number + 1])) for b in (fine, coarse))
        ]
        assert spent[0] == spent[1]


def test_nothing_to_cut() -> None:
    batch = expose_batch([], [])
    assert (len(batch), len(batch.cells), batch.offsets.tolist()) == (0, 0, [0])
    assert len(batch.by_region()) == 0


def test_bad_input_is_refused(routes: list[Route]) -> None:
    with pytest.raises(ValueError, match="1 trips, but 2 departures"):
        expose_batch(routes, [MORNING, NIGHT], profile=[0])
    with pytest.raises(IndexError, match="outside"):
        expose_batch(routes, [MORNING], profile=[99])
    with pytest.raises(ValueError, match="time zone"):
        expose_batch(routes, [MORNING.replace(tzinfo=None)], profile=[0])
