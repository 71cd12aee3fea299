"""A hundred thousand stored trips and a new warning: how long until it is known whom it touches.

    python benchmarks/watching.py [--trips 100000]

Trips between random districts by car within three days, many on the same ways at the same hours, as commuters
are (planning is remembered here, so that a hundred thousand are ready in minutes). Beside it: judging one
trip in full, which every trip would cost without the scores in bulk.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from bulk import warnings

from assistant.alerts.columns import STAYS
from assistant.alerts.fleet import Fleet
from assistant.engine import LocalEngine
from assistant.journeys import Trip, TripPlan
from assistant.places import load_regions
from assistant.places.model import Place, PlaceKind
from assistant.risk import SignalIndex
from assistant.risk.model import Mode, Situation
from assistant.routing import load_planner
from assistant.routing.model import NO_WISHES, Planner, Route, Wishes
from assistant.settings import Settings
from assistant.store.personal_data import PersonalData
from assistant.store.trips import _TRIPS

NOW = datetime(2026, 7, 6, 9, tzinfo=ZoneInfo("Asia/Seoul"))
PAIRS = 400


def trips(count: int, rng: random.Random) -> list[Trip]:
    """Stored trips; many people go the same ways."""
    seats = [
        Place(name=r.name, kind=PlaceKind.DISTRICT, lat=r.lat, lon=r.lon, region=r.code)
        for r in load_regions().all()
        if not r.code.startswith(("50", "47940"))
    ]
    pairs = [rng.sample(seats, 2) for _ in range(PAIRS)]
    found = []
    for number in range(count):
        here, there = rng.choice(pairs)
        plan = TripPlan(
            origin=here, destination=there, depart=NOW + timedelta(hours=rng.randint(1, 72)), mode=Mode.CAR
        )
        trip = Trip(id=f"{number:016x}", owner="local", user="u", plan=plan, created=NOW, updated=NOW)
        found.append(trip)
    return found


class Remembering:
    """A planner that plans each way at each departure once."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._known: dict[tuple[float, float, float, float, Mode, datetime], Sequence[Route]] = {}

    def plan(
        self,
        origin: Place,
        destination: Place,
        mode: Mode,
        depart: datetime,
        *,
        alternatives: int = 0,  # noqa: ARG002
        wishes: Wishes = NO_WISHES,  # noqa: ARG002
    ) -> Sequence[Route]:
        """As `Planner` says; wishes and alternatives are not asked for here."""
        key = (origin.lat, origin.lon, destination.lat, destination.lon, mode, depart)
        if key not in self._known:
            self._known[key] = self._planner.plan(origin, destination, mode, depart)
        return self._known[key]

    def modes(self, origin: Place, destination: Place) -> tuple[Mode, ...]:
        """As `Planner` says."""
        return self._planner.modes(origin, destination)


def stored_mb(fleet: Fleet) -> tuple[float, int]:
    """Megabytes of all columns, and how many ways they hold."""
    groups = fleet._groups.values()
    arrays = [getattr(group.ways, name) for group in groups for name in (*STAYS, "profile", "departs")]
    return sum(array.nbytes for array in arrays) / 1e6, sum(len(group.ways.digests) for group in groups)


def from_the_database(stored: list[Trip], fleet: Fleet, index: SignalIndex) -> None:
    """The same out of sealed rows: all are opened once, then what changed only."""
    with TemporaryDirectory() as folder:
        config = Settings(database_url=f"sqlite:///{folder}/g.db", state_dir=Path(folder))
        store = PersonalData.of(config).trips
        rows = [{**store._row(trip), "id": trip.id} for trip in stored]
        with store._engine.begin() as connection:
            connection.execute(_TRIPS.insert(), rows)
        begin = perf_counter()
        known = store.reread({})
        print(f"sealed rows read and opened, once: {perf_counter() - begin:.1f} s")
        begin, busy = perf_counter(), process_time()
        known = store.reread(known)
        fleet.sync([trip for _, trip in known.values()], NOW)
        fleet.scores(None, index)
        took, cpu = perf_counter() - begin, process_time() - busy
        print(
            f"all scored again, with a look at every row for what changed: {took:.2f} s ({cpu:.2f} s of CPU)"
        )


def main() -> None:
    """Prints the times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trips", type=int, default=100_000)
    count = parser.parse_args().trips
    rng = random.Random(7)
    stored = trips(count, rng)
    fleet = Fleet(Remembering(load_planner()))
    begin = perf_counter()
    fleet.sync(stored, NOW)
    print(f"{count:,} trips planned and cut into cells and times, once: {perf_counter() - begin:.1f} s")
    size, ways = stored_mb(fleet)
    print(f"in memory: {size:.0f} MB of columns, {ways:,} ways that differ")
    signals = warnings(21, rng)
    quiet = fleet.scores(None, SignalIndex(Situation(now=NOW, signals=tuple(signals[:20]))))
    begin, busy = perf_counter(), process_time()
    fleet.sync(stored, NOW)
    index = SignalIndex(Situation(now=NOW, signals=tuple(signals)))
    scores = fleet.scores(None, index)
    changed = [trip_id for trip_id, score in scores.items() if abs(score - quiet[trip_id]) > 0.5]
    took, cpu = perf_counter() - begin, process_time() - busy
    print(
        f"a new warning beside twenty: all scored again in {took:.2f} s ({cpu:.2f} s of CPU); "
        f"it changes {len(changed):,} of them"
    )
    from_the_database(stored, fleet, index)
    begin = perf_counter()
    stored[0] = replace(stored[0], plan=replace(stored[0].plan, depart=NOW + timedelta(hours=5)))
    fleet.sync(stored, NOW)
    print(f"one trip changes: known again in {perf_counter() - begin:.2f} s")
    engine = LocalEngine.default()
    some = stored[:200]
    begin = perf_counter()
    for trip in some:
        engine.assess_route_sync(trip.plan.request(NOW))
    each = (perf_counter() - begin) / len(some)
    print(f"judged in full, one by one: {each * 1000:.1f} ms a trip, {each * count:,.0f} s for all")


if __name__ == "__main__":
    main()
