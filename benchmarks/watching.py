"""A hundred thousand stored trips and a new warning: how long until it is known whom it touches.

    python benchmarks/watching.py [--trips 100000]

Trips between random districts by car within three days. Beside it: judging one trip in full, which every trip
would cost without the scores in bulk.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from bulk import warnings

from assistant.alerts.fleet import Fleet
from assistant.engine import LocalEngine
from assistant.journeys import Trip, TripPlan
from assistant.places import load_regions
from assistant.places.model import Place, PlaceKind
from assistant.risk import SignalIndex
from assistant.risk.model import Mode, Situation
from assistant.routing import load_planner

NOW = datetime(2026, 7, 6, 9, tzinfo=ZoneInfo("Asia/Seoul"))
PAIRS = 2_000


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


def main() -> None:
    """Prints the times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trips", type=int, default=100_000)
    count = parser.parse_args().trips
    rng = random.Random(7)
    stored = trips(count, rng)
    fleet = Fleet(load_planner())
    begin = perf_counter()
    fleet.sync(stored, NOW)
    print(f"{count:,} trips planned and cut into cells and times, once: {perf_counter() - begin:.1f} s")
    signals = warnings(21, rng)
    quiet = fleet.scores(None, SignalIndex(Situation(now=NOW, signals=tuple(signals[:20]))))
    begin = perf_counter()
    fleet.sync(stored, NOW)
    index = SignalIndex(Situation(now=NOW, signals=tuple(signals)))
    scores = fleet.scores(None, index)
    changed = [trip_id for trip_id, score in scores.items() if abs(score - quiet[trip_id]) > 0.5]
    took = perf_counter() - begin
    print(
        f"a new warning beside twenty: all scored again in {took:.2f} s; it changes {len(changed):,} of them"
    )
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
