"""What docs/routing.md claims: timings of load, plan and expose, and errors of car times.

Run: `python benchmarks/routing.py`. The error table needs the shared data (GILBEOT_SHARED or ../shared).
"""

from __future__ import annotations

import csv
import itertools
import os
import sys
import time
from collections.abc import Callable
from copy import copy
from datetime import datetime
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.places.model import Place, PlaceKind  # noqa: E402
from assistant.places.regions import load_regions  # noqa: E402
from assistant.risk.model import Mode  # noqa: E402
from assistant.routing import BuiltinPlanner, NoRoute, expose  # noqa: E402
from assistant.routing.batch import expose_batch  # noqa: E402

DEPART = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Seoul"))
PAIRS = [
    "서울-부산",
    "서울-강릉",
    "서울-대전",
    "서울-광주",
    "서울-대구",
    "서울-전주",
    "서울-목포",
    "서울-여수",
    "서울-속초",
    "서울-춘천",
    "서울-안동",
    "서울-인천",
    "부산-대구",
    "부산-울산",
    "부산-광주",
    "대구-광주",
    "대전-전주",
    "광주-목포",
    "대구-포항",
    "강릉-속초",
    "청주-세종",
]
SEATS = {
    "서울": (37.5663, 126.9780), "부산": (35.1796, 129.0756), "대구": (35.8714, 128.6014),
    "인천": (37.4563, 126.7052), "광주": (35.1595, 126.8526), "대전": (36.3504, 127.3845),
    "울산": (35.5384, 129.3114), "세종": (36.4800, 127.2890), "춘천": (37.8813, 127.7300),
    "강릉": (37.7519, 128.8761), "속초": (38.2070, 128.5918), "전주": (35.8242, 127.1480),
    "목포": (34.8118, 126.3922), "여수": (34.7604, 127.6622), "포항": (36.0190, 129.3435),
    "안동": (36.5684, 128.7294), "청주": (36.6424, 127.4890),
}  # fmt: skip
MANY = 10_000
HUBS = ("시청", "수원", "대전", "전주")
ISLANDS = ("옹진군", "신안군")
"""Their points in the table lie across water without a road."""


def place(name: str, lat: float, lon: float) -> Place:
    """A point to route from or to."""
    return Place(name=name, kind=PlaceKind.DISTRICT, lat=lat, lon=lon, region=None)


def timed(label: str, run: Callable[[], object], count: int) -> None:
    """Prints the median of `count` runs."""
    spent = []
    for _ in range(count):
        start = time.perf_counter()
        run()
        spent.append((time.perf_counter() - start) * 1000)
    print(f"{label:<44} {median(spent):8.2f} ms (median of {count})")


def timings() -> None:
    """Load, plan by mode, expose."""
    start = time.perf_counter()
    planner = BuiltinPlanner()
    print(f"{'load of the planner':<44} {(time.perf_counter() - start) * 1000:8.2f} ms (once)")
    seoul, busan = place("서울", *SEATS["서울"]), place("부산", *SEATS["부산"])
    start = time.perf_counter()
    planner.plan(seoul, busan, Mode.CAR, DEPART)
    print(f"{'first plan (reads the boundaries)':<44} {(time.perf_counter() - start) * 1000:8.2f} ms (once)")
    # A door a few centimetres off: the planner remembers the ways of the last pairs.
    doors = (place("서울", SEATS["서울"][0] + i * 1e-6, SEATS["서울"][1]) for i in itertools.count())
    for mode in (Mode.CAR, Mode.BUS, Mode.TRAIN, Mode.FLIGHT):
        timed(f"plan 서울-부산 {mode}", lambda mode=mode: planner.plan(next(doors), busan, mode, DEPART), 30)
    timed("plan 서울-부산 car, another departure", lambda: planner.plan(seoul, busan, Mode.CAR, DEPART), 30)
    timed(
        "plan 서울-부산 car, 2 alternatives",
        lambda: planner.plan(next(doors), busan, Mode.CAR, DEPART, alternatives=2),
        30,
    )
    timed("modes 서울-부산", lambda: planner.modes(seoul, busan), 30)
    route = planner.plan(seoul, busan, Mode.CAR, DEPART)[0]
    timed(
        f"expose 서울-부산 ({len(expose(route, DEPART).exposures)} exposures)",
        lambda: expose(route, DEPART),
        100,
    )
    seats = [place(r.name, r.lat, r.lon) for r in load_regions().all()]
    pairs = [(seats[i], seats[(i * 97 + 41) % len(seats)]) for i in range(len(seats))]
    spent, exposed, routes = [], [], []
    for a, b in pairs:
        start = time.perf_counter()
        try:
            route = planner.plan(a, b, Mode.CAR, DEPART)[0]
        except NoRoute:
            continue
        spent.append((time.perf_counter() - start) * 1000)
        routes.append(route)
        start = time.perf_counter()
        expose(route, DEPART)
        exposed.append((time.perf_counter() - start) * 1000)
    for name, values in (("plan", sorted(spent)), ("expose", sorted(exposed))):
        p95 = values[int(len(values) * 0.95)]
        print(f"{name} of {len(values)} district pairs: median {median(values):.2f} ms, 95 % {p95:.2f} ms")
    many = [copy(route) for _ in range(MANY // len(routes) + 1) for route in routes][:MANY]
    took = []
    for _ in range(5):
        start = time.perf_counter()
        batch = expose_batch(many, [DEPART] * MANY)
        took.append(time.perf_counter() - start)
    print(
        f"{MANY:,} routes into {len(batch.cells):,} stays of a cell and a time at once: "
        f"{min(took):.2f} s (best of {len(took)}, median {median(took):.2f} s)"
    )


def known_pairs() -> None:
    """Distance and time of well-known pairs, as a table."""
    free, typical = BuiltinPlanner(typical=False), BuiltinPlanner()
    print("\n| from | to | km | free flow | weekday 9:00 | via |\n|---|---|---|---|---|---|")
    for pair in PAIRS:
        a, b = pair.split("-")
        ends = place(a, *SEATS[a]), place(b, *SEATS[b])
        quick = free.plan(*ends, Mode.CAR, DEPART)[0]
        usual = typical.plan(*ends, Mode.CAR, DEPART)[0]
        hours = [f"{int(r.minutes) // 60}:{int(r.minutes) % 60:02d}" for r in (quick, usual)]
        print(f"| {a} | {b} | {quick.distance_km:.0f} | {hours[0]} | {hours[1]} | {quick.via} |")


def errors(shared: Path) -> None:
    """Free-flow minutes against the table of districts and hubs."""
    with (shared / "data/roads/hubs.csv").open(encoding="utf-8-sig") as file:
        hubs = {r["hub"]: place(r["hub"], float(r["lat"]), float(r["lon"])) for r in csv.DictReader(file)}
    with (shared / "data/roads/sgg_to_hub_minutes_dev.csv").open(encoding="utf-8-sig") as file:
        rows = [r for r in csv.DictReader(file) if r["sgg"] not in ISLANDS]
    planner = BuiltinPlanner(typical=False)
    found: dict[str, list[tuple[float, float]]] = {hub: [] for hub in HUBS}
    for row in rows:
        origin = place(row["sgg"], float(row["lat"]), float(row["lon"]))
        for hub in HUBS:
            found[hub].append((float(row[hub]), planner.plan(origin, hubs[hub], Mode.CAR, DEPART)[0].minutes))
    print("\n| hub | districts | median error | 90 % below | mean signed |\n|---|---|---|---|---|")
    everything = [pair for pairs in found.values() for pair in pairs]
    for name, pairs in (found | {"all": everything}).items():
        print(f"| {name} | {len(pairs)} | {_figures(pairs)} |")
    print("\n| true minutes | pairs | median error | 90 % below | mean signed |\n|---|---|---|---|---|")
    for low, high in ((0, 20), (20, 40), (40, 80), (80, 160), (160, 400)):
        pairs = [p for p in everything if low <= p[0] < high]
        print(f"| {low}-{high} | {len(pairs)} | {_figures(pairs)} |")


def _figures(pairs: list[tuple[float, float]]) -> str:
    off = sorted(abs(got / true - 1) * 100 for true, got in pairs)
    signed = sum(got / true - 1 for true, got in pairs) / len(pairs) * 100
    return f"{median(off):.1f} % | {off[int(len(off) * 0.9)]:.1f} % | {signed:+.1f} %"


def main() -> None:
    """Everything that can be measured here."""
    timings()
    known_pairs()
    shared = Path(os.environ.get("GILBEOT_SHARED", ROOT.parent / "shared"))
    if (shared / "data/roads").is_dir():
        errors(shared)
    else:
        print("\nno error table: the shared data are not on this machine (GILBEOT_SHARED)")


if __name__ == "__main__":
    main()
