"""How long an assessment takes: a car trip of five hours in 60 slots against 20 active signals.

    python benchmarks/risk.py

Prints the median of many runs for the parts and the whole, and for a scan over a day. The aim is under
1 ms for matching and scoring. Nothing but the engine is measured: no planner, no feeds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant.risk import SignalIndex, assess
from assistant.risk.coverage import cover
from assistant.risk.drivers import drivers
from assistant.risk.matching import meetings
from assistant.risk.model import (
    Area,
    Certainty,
    Circle,
    Exposure,
    Hazard,
    Itinerary,
    Mode,
    Profile,
    Severity,
    Signal,
    SignalKind,
    Situation,
    SourceCoverage,
)
from assistant.risk.scoring import score
from assistant.risk.segments import segments

KST = ZoneInfo("Asia/Seoul")
NOW = datetime(2025, 7, 16, 9, tzinfo=KST)
SLOTS, SIGNALS, RUNS = 60, 20, 300
HAZARDS = (Hazard.HEAVY_RAIN, Hazard.TYPHOON, Hazard.STRONG_WIND, Hazard.FLOOD, Hazard.HEAT)


def trip(depart: datetime) -> Itinerary:
    """Five hours from north to south, a new region every second slot."""
    step = timedelta(hours=5) / SLOTS
    exposures = tuple(
        Exposure(
            cell=str(n),
            lat=37.5 - n * 0.04,
            lon=127.0 + n * 0.03,
            region=f"r{n // 2}",
            place=f"place {n // 2}",
            start=depart + n * step,
            end=depart + (n + 1) * step,
            mode=Mode.CAR,
        )
        for n in range(SLOTS)
    )
    return Itinerary(
        origin="서울",
        destination="부산",
        mode=Mode.CAR,
        depart=depart,
        arrive=depart + timedelta(hours=5),
        exposures=exposures,
        distance_km=400.0,
    )


def situation() -> Situation:
    """15 warnings of ten regions each, all on the way, and five discs."""
    signals = [
        Signal(
            id=f"s{n}",
            hazard=HAZARDS[n % len(HAZARDS)],
            kind=SignalKind.ALERT if n < 15 else SignalKind.FORECAST,
            feed="f",
            source="기상청",
            name="호우주의보",
            area=Area(regions=frozenset(f"r{(2 * n + k) % 30}" for k in range(10)))
            if n < 15
            else Area(circle=Circle(lat=36.0, lon=128.0, radius_km=60.0 + 20 * n)),
            issued=NOW - timedelta(hours=1),
            onset=NOW - timedelta(hours=1) + timedelta(minutes=10 * n),
            expires=None if n % 2 else NOW + timedelta(hours=4),
            severity=Severity.MODERATE,
            certainty=Certainty.LIKELY,
        )
        for n in range(SIGNALS)
    ]
    covered = SourceCoverage(
        feed="f",
        source="기상청",
        hazards=frozenset(HAZARDS),
        regions=None,
        start=NOW,
        until=NOW + timedelta(hours=24),
        issued=NOW,
    )
    return Situation(now=NOW, signals=tuple(signals), coverage=(covered,))


def timed(work: Callable[[], object], runs: int = RUNS) -> float:
    """Median milliseconds of a run."""
    work()
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times) * 1000


def main() -> None:
    """Print the table."""
    known, way, who = situation(), trip(NOW), Profile()
    index = SignalIndex(known)
    met = meetings(way, index, who)
    day = [trip(NOW + timedelta(hours=hour)) for hour in range(17)]
    rows: list[tuple[str, Callable[[], object], int]] = [
        ("index 20 signals (once a situation)", lambda: SignalIndex(known), RUNS),
        ("match", lambda: meetings(way, index, who), RUNS),
        ("score", lambda: score(met), RUNS),
        ("match + score", lambda: score(meetings(way, index, who)), RUNS),
        ("coverage", lambda: cover(way, known, met, who), RUNS),
        ("drivers + segments", lambda: (drivers(way, met), segments(way, met)), RUNS),
        ("whole assessment", lambda: assess(way, index), RUNS),
        ("17 departures of a day", lambda: [assess(item, index) for item in day], 20),
    ]
    print(f"{SLOTS} slots, {SIGNALS} signals, {len(met)} meetings, score {assess(way, index).score}")
    for name, work, runs in rows:
        print(f"{name:38} {timed(work, runs):8.3f} ms")


if __name__ == "__main__":
    main()
