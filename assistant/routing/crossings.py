"""Flights and ferries, with the roads to and from the ports.

Built by `tools/routing/build_crossings.py`. A way is a chain of at most two crossings; between them, before
and after, one goes by road. Sea areas on a ferry's way are approximate: the named ones in order, each over an
equal share of the crossing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from assistant.places.model import Place, PlaceKind
from assistant.places.regions import load_regions
from assistant.risk.model import Mode
from assistant.routing.compose import road_route, via
from assistant.routing.geo import densify, distance_km
from assistant.routing.islands import land_of
from assistant.routing.model import Leg, NoRoute, Route, RoutePoint
from assistant.routing.road import RoadPlanner
from assistant.routing.tables import rows
from assistant.routing.transit import hop
from assistant.routing.words import no_line

BEFORE = {Mode.FLIGHT: 60.0, Mode.SHIP: 40.0}
AFTER = {Mode.FLIGHT: 30.0, Mode.SHIP: 10.0}
"""Minutes at the port before departure and after arrival: 90 for a flight in all."""
ROAD_KMH = 60.0
ROAD_DETOUR = 1.35
"""For the choice of ports only; the chosen roads are planned in full."""
SEA_STEP_KM = 6.0
WORTH = 0.35
"""A flight over land pays if the roads to and from it are shorter than this times the straight way."""
FLIGHT_MIN_KM = 180.0
SMALL_ISLAND_KM = 15.0
"""On an island without a road in the network one goes on by local transport."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A flight or ferry in one direction."""

    mode: Mode
    start: Place
    end: Place
    minutes: float
    zones: tuple[str, ...]

    @property
    def name(self) -> str:
        """ "김포-제주 항공편", "묵호항-울릉도 도동항 배편"."""
        kind = "항공편" if self.mode is Mode.FLIGHT else "배편"
        return f"{self.start.name.removesuffix('공항')}-{self.end.name.removesuffix('공항')} {kind}"


class CrossingPlanner:
    """Finds the chain of crossings that takes the least time from door to door."""

    def __init__(self, road: RoadPlanner) -> None:
        self._road = road
        self._from: dict[str, list[Crossing]] = defaultdict(list)
        for crossing in _load():
            self._from[_land(crossing.start)].append(crossing)

    def routes(
        self, origin: Place, destination: Place, mode: Mode, depart: datetime, count: int
    ) -> list[Route]:
        """The best way with a flight (or only ships), then up to `count` others. Raises NoRoute."""
        chains = self.chains(origin, destination, mode)
        what = "비행기" if mode is Mode.FLIGHT else "배"
        if not chains:
            raise NoRoute(no_line(what, origin, destination))
        routes = []
        for _, chain in chains[: 1 + count]:
            try:
                routes.append(self._route(origin, destination, mode, depart, chain))
            except NoRoute:
                continue
        if not routes:
            raise NoRoute(no_line(what, origin, destination))
        return sorted(routes, key=lambda route: route.minutes)

    def chains(
        self, origin: Place, destination: Place, mode: Mode
    ) -> list[tuple[float, tuple[Crossing, ...]]]:
        """(estimated minutes, crossings), fastest first."""
        here, there = land_of(origin.lat, origin.lon), land_of(destination.lat, destination.lon)
        straight = distance_km(origin.lat, origin.lon, destination.lat, destination.lon)
        if here == there and (mode is Mode.SHIP or straight < FLIGHT_MIN_KM):
            return []
        found = []
        for chain in self._walk(here, there, mode):
            road = _roads(origin, destination, chain)
            if here == there and road > WORTH * straight:
                continue
            riding = sum(c.minutes + BEFORE[c.mode] + AFTER[c.mode] for c in chain)
            found.append((riding + road * ROAD_DETOUR / ROAD_KMH * 60.0, chain))
        return sorted(found, key=lambda item: item[0])

    def _walk(self, here: str, there: str, mode: Mode) -> Iterator[tuple[Crossing, ...]]:
        for first in self._from[here]:
            if mode is Mode.SHIP and first.mode is not Mode.SHIP:
                continue
            middle = _land(first.end)
            if middle == there and (first.mode is mode):
                yield (first,)
            if here == there or middle in (here, there):
                continue
            for second in self._from[middle]:
                if _land(second.end) != there or (mode is Mode.SHIP and second.mode is not Mode.SHIP):
                    continue
                if mode in (first.mode, second.mode):
                    yield (first, second)

    def _route(
        self, origin: Place, destination: Place, mode: Mode, depart: datetime, chain: Sequence[Crossing]
    ) -> Route:
        legs: list[Leg] = []
        clock, at = 0.0, origin
        for crossing in chain:
            clock = self._drive(legs, at, crossing.start, depart, clock)
            legs.append(_leg(crossing, clock))
            clock, at = legs[-1].points[-1].minute, crossing.end
        clock = self._drive(legs, at, destination, depart, clock)
        return Route(
            origin=origin,
            destination=destination,
            mode=mode,
            legs=tuple(legs),
            minutes=clock,
            distance_km=round(sum(leg.distance_km for leg in legs), 1),
            via=via([leg for leg in legs if leg.mode in (Mode.FLIGHT, Mode.SHIP)]),
        )

    def _drive(self, legs: list[Leg], a: Place, b: Place, depart: datetime, clock: float) -> float:
        apart = distance_km(a.lat, a.lon, b.lat, b.lon)
        small = apart < SMALL_ISLAND_KM and not (self._road.has_access(a) and self._road.has_access(b))
        if apart < 1.0 or small:
            legs.append(hop(a, b, clock))
            return legs[-1].points[-1].minute
        pieces = self._road.ways(a, b, 0)[0]
        route = road_route(a, b, Mode.CAR, pieces, depart, start_minute=clock)
        legs.extend(route.legs)
        return route.minutes


def _roads(origin: Place, destination: Place, chain: Sequence[Crossing]) -> float:
    """Straight kilometres by road of a chain."""
    stops = [origin, *(place for c in chain for place in (c.start, c.end)), destination]
    pairs = zip(stops[::2], stops[1::2], strict=True)
    return sum(distance_km(a.lat, a.lon, b.lat, b.lon) for a, b in pairs)


def _leg(crossing: Crossing, clock: float) -> Leg:
    """A crossing with the waiting at both ports. In the air there are no points between the airports."""
    start, end = crossing.start, crossing.end
    leave = clock + BEFORE[crossing.mode]
    land = leave + crossing.minutes
    points = [_at(start, clock), _at(start, leave)]
    km = distance_km(start.lat, start.lon, end.lat, end.lon)
    if crossing.mode is Mode.SHIP:
        line = densify([(start.lat, start.lon), (end.lat, end.lon)], SEA_STEP_KM)
        if len(line) == 2:
            line = densify([(start.lat, start.lon), (end.lat, end.lon)], km / 2 + 0.01)
        for lat, lon, share in line[1:-1]:
            zone = crossing.zones[min(int(share * len(crossing.zones)), len(crossing.zones) - 1)]
            points.append(
                RoutePoint(
                    lat=lat,
                    lon=lon,
                    minute=leave + crossing.minutes * share,
                    region=sea_code(zone),
                    label=zone,
                )
            )
        km *= 1.1
    points += [_at(end, land), _at(end, land + AFTER[crossing.mode])]
    return Leg(
        mode=crossing.mode,
        name=crossing.name,
        start=start.name,
        end=end.name,
        distance_km=round(km, 1),
        points=tuple(points),
    )


def _at(place: Place, minute: float) -> RoutePoint:
    return RoutePoint(lat=place.lat, lon=place.lon, minute=minute, region=place.region, label=place.name)


@cache
def sea_code(zone: str) -> str | None:
    """The region code of a sea area, None if the region index does not know it."""
    code = f"sea:{zone}"
    try:
        return load_regions().get(code).code
    except KeyError:
        return None


def _land(place: Place) -> str:
    return land_of(place.lat, place.lon)


def _load() -> Iterator[Crossing]:
    ports = {
        row["name"]: Place(
            name=row["name"],
            kind=PlaceKind.AIRPORT if row["name"].endswith("공항") else PlaceKind.PORT,
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            region=row["region"] or None,
        )
        for row in rows("ports.csv")
    }
    for row in rows("crossings.csv"):
        a, b, minutes = ports[row["a"]], ports[row["b"]], float(row["minutes"])
        zones = tuple(filter(None, row["zones"].split("|")))
        yield Crossing(Mode(row["mode"]), a, b, minutes, zones)
        yield Crossing(Mode(row["mode"]), b, a, minutes, zones[::-1])
