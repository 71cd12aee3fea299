"""A million trips: scored in bulk, and found by a new warning, beside plain spatial joins.

    python benchmarks/bulk.py [--profiles 2000] [--trips 1000000]

Routes between random districts by the built-in planner; departures spread over a week; 20 warnings of random
districts, half of them begun, half announced. The spatial joins (shapely's STRtree; GeoPandas if it is
installed: `uv run --with geopandas`) intersect the lines of the routes with the outlines of the warned
districts and know no times: an easier question, and one that alarms people for where they are at other hours.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from shapely import STRtree
from shapely.geometry import LineString

from assistant.alerts import TripIndex
from assistant.places import load_regions
from assistant.places.model import Place, PlaceKind
from assistant.risk import SignalIndex, rate
from assistant.risk.bulk import score_many
from assistant.risk.model import (
    Area,
    Certainty,
    Hazard,
    Mode,
    Severity,
    Signal,
    SignalKind,
    Situation,
)
from assistant.routing import NoRoute, expose, load_planner
from assistant.routing.batch import expose_batch
from assistant.routing.model import Route

NOW = datetime(2026, 7, 6, 9, tzinfo=ZoneInfo("Asia/Seoul"))
HAZARDS = (Hazard.HEAVY_RAIN, Hazard.STRONG_WIND, Hazard.FOG, Hazard.HEAT, Hazard.HEAVY_SNOW)


def routes(count: int, rng: random.Random) -> list[Route]:
    """Car routes between random districts of the mainland."""
    seats = [
        Place(name=r.name, kind=PlaceKind.DISTRICT, lat=r.lat, lon=r.lon, region=r.code)
        for r in load_regions().all()
    ]
    planner, found = load_planner(), []
    while len(found) < count:
        here, there = rng.sample(seats, 2)
        try:
            found.append(planner.plan(here, there, Mode.CAR, NOW)[0])
        except NoRoute:
            continue
        if len(found) % 200 == 0:
            print(f"… {len(found)} routes", file=sys.stderr)
    return found


def warnings(count: int, rng: random.Random) -> list[Signal]:
    """Warnings of a few neighbouring districts each."""
    regions, found = load_regions(), []
    for number in range(count):
        seat = rng.choice(regions.all())
        area = [seat.code, *(other.code for other in regions.neighbours(seat.code)[:3])]
        onset = NOW + timedelta(hours=-3 if number % 2 else rng.randint(1, 30))
        found.append(
            Signal(
                id=str(number),
                hazard=rng.choice(HAZARDS),
                kind=SignalKind.ALERT,
                feed="f",
                source="기상청",
                name="호우주의보",
                area=Area(regions=frozenset(area)),
                issued=NOW - timedelta(hours=4),
                onset=onset,
                severity=Severity.SEVERE,
                certainty=Certainty.LIKELY,
            )
        )
    return found


def timed(run: Callable[[], object], repeat: int = 3) -> float:
    """Best of some runs, seconds."""
    best = float("inf")
    for _ in range(repeat):
        began = perf_counter()
        run()
        best = min(best, perf_counter() - began)
    return best


def spatial_joins(found: Sequence[Route], signals: Sequence[Signal]) -> list[tuple[str, float]]:
    """Routes a second of each spatial join."""
    lines = [LineString([(p.lon, p.lat) for leg in r.legs for p in leg.points]) for r in found]
    shapes = [load_regions().shape(code) for signal in signals for code in signal.area.regions]
    tree = STRtree(shapes)
    rows = [
        ("shapely STRtree", timed(lambda: tree.query(lines, predicate="intersects"))),
        (
            "shapely STRtree, one by one",
            timed(lambda: [tree.query(x, predicate="intersects") for x in lines]),
        ),
    ]
    try:
        import geopandas
    except ImportError:
        print(
            "GeoPandas is not installed: uv run --with geopandas python benchmarks/bulk.py", file=sys.stderr
        )
    else:
        ways, areas = geopandas.GeoDataFrame(geometry=lines), geopandas.GeoDataFrame(geometry=shapes)
        rows.append(("GeoPandas sjoin", timed(lambda: geopandas.sjoin(ways, areas, predicate="intersects"))))
    return [(name, len(lines) / seconds) for name, seconds in rows]


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profiles", type=int, default=2000)
    parser.add_argument("--trips", type=int, default=1_000_000)
    options = parser.parse_args()
    rng, dice = random.Random(7), np.random.default_rng(7)
    found = routes(options.profiles, rng)
    signals = warnings(20, rng)
    index = SignalIndex(Situation(now=NOW, signals=tuple(signals)))

    one = expose_batch(found, [NOW] * len(found)).by_region()
    begin = NOW.timestamp() / 60
    profile = dice.integers(0, len(found), options.trips)
    departs = begin + dice.integers(0, 7 * 24 * 60, options.trips).astype(float)
    trips = type(one)(**{name: getattr(one, name) for name in one.__slots__} | {
        "profile": profile, "departs": departs,
    })  # fmt: skip

    print(f"{len(found)} routes, {options.trips} trips, {len(one.regions)} stays, {len(signals)} warnings")
    began = perf_counter()
    scores = score_many(trips, index).scores
    seconds = perf_counter() - began
    share = (scores > 0).mean()
    print(f"score_many                 {options.trips / seconds:12,.0f} trips/s ({share:.0%} touched)")
    itineraries = [expose(route, NOW) for route in found[:300]]
    seconds = timed(lambda: [rate(trip, index) for trip in itineraries])
    print(f"rate, one by one           {len(itineraries) / seconds:12,.0f} trips/s")
    for name, speed in spatial_joins(found, signals):
        print(f"{name:26} {speed:12,.0f} routes/s, no times")

    began = perf_counter()
    stored = TripIndex(trips)
    built = perf_counter() - began
    area, hours = signals[0].area, timedelta(hours=6)
    at = NOW + timedelta(hours=30)
    hit = stored.touched(area, at, at + hours)
    seconds = timed(lambda: stored.touched(area, at, at + hours), 5)
    print(f"new warning -> {len(hit):,} of {options.trips:,} trips in {1000 * seconds:.1f} ms")
    print(f"index built in {built:.1f} s")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
