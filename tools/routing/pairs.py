"""Twenty well-known journeys by car and train: the table of docs/routing.md.

    python tools/routing/pairs.py
    python tools/routing/pairs.py --valhalla

Typical times of a weekday at nine, from the built-in planner. With `--valhalla`, free flow beside Valhalla on
tiles built of the same network, for the check that both read it alike.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2]))

from assistant.places import Ambiguous, load_gazetteer, resolve
from assistant.places.model import Place
from assistant.risk.model import Mode
from assistant.routing import NoRoute, load_planner
from assistant.routing.model import Route

DEPART = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Seoul"))
PAIRS = (
    "서울 부산", "서울 대구", "서울 광주광역시", "서울 대전", "서울 강릉", "서울 속초", "서울 춘천",
    "서울 전주", "서울 목포", "서울 여수", "서울 안동", "서울 경주", "서울 인천공항", "수원 부산",
    "대전 부산",
    "부산 울산", "부산 광주광역시", "대구 포항", "강릉 부산", "광주광역시 목포",
)  # fmt: skip


def place(name: str) -> Place:
    """The place of an unambiguous name."""
    chosen = resolve(load_gazetteer().mentions(name)[0], context=name)
    if isinstance(chosen, Ambiguous):
        raise SystemExit(f"{name}: {chosen.labels}")
    return chosen


def cell(origin: Place, destination: Place, mode: Mode) -> str:
    """ "398 km, 4:35 (경부고속도로)", or a dash where this mode does not go."""
    try:
        route = load_planner().plan(origin, destination, mode, DEPART)[0]
    except NoRoute:
        return "–"
    return told(route)


def beside_valhalla() -> None:
    """Prints both planners' ways and times without traffic, and how far they are apart."""
    import tempfile

    from assistant.routing.builtin import BuiltinPlanner
    from assistant.routing.network import load_network
    from assistant.routing.remote import ValhallaRouter
    from assistant.routing.remote.build import route_of
    from assistant.routing.remote.ways import Ask
    from tools.routing.export_osm import export
    from tools.routing.valhalla_tiles import build

    apart = []
    print("| from | to | built in | Valhalla, same network |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        roads = Path(folder) / "roads.osm.pbf"
        export(load_network(), roads)
        valhalla, planner = (
            ValhallaRouter.with_tiles(build(roads, Path(folder))),
            BuiltinPlanner(typical=False),
        )
        for pair in PAIRS:
            origin, destination = (place(name) for name in pair.split())
            ask = Ask(origin=(origin.lat, origin.lon), destination=(destination.lat, destination.lon))
            ours = planner.plan(origin, destination, Mode.CAR, DEPART)[0]
            theirs = route_of(valhalla.ways(ask)[0], origin, destination)
            apart.append(theirs.minutes / ours.minutes - 1)
            print(f"| {origin.short} | {destination.short} | {told(ours)} | {told(theirs)} |")
    size = sorted(abs(share) for share in apart)[len(apart) // 2]
    print(f"\nminutes apart: {size:.1%} in the median, from {min(apart):+.1%} to {max(apart):+.1%}")


def told(route: Route) -> str:
    """ "398 km, 4:35 (경부고속도로)"."""
    hours, minutes = divmod(round(route.minutes), 60)
    return f"{route.distance_km:.0f} km, {hours}:{minutes:02d} ({route.via})"


def main() -> None:
    """Prints the table."""
    if "--valhalla" in sys.argv:
        beside_valhalla()
        return
    print("| from | to | by car | by train |\n| --- | --- | --- | --- |")
    for pair in PAIRS:
        origin, destination = (place(name) for name in pair.split())
        ways = (cell(origin, destination, mode) for mode in (Mode.CAR, Mode.TRAIN))
        print(f"| {origin.short} | {destination.short} | {' | '.join(ways)} |")


if __name__ == "__main__":
    main()
