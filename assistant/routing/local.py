"""Short ways: on foot, by bicycle, by urban railway, and by bus between and inside towns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from assistant.places.model import Place
from assistant.risk.model import Mode
from assistant.routing.compose import road_route
from assistant.routing.geo import distance_km
from assistant.routing.islands import land_of
from assistant.routing.labels import region_at
from assistant.routing.model import NO_WISHES, Leg, NoRoute, Route, Wishes
from assistant.routing.road import RoadPlanner
from assistant.routing.tables import toml
from assistant.routing.transit import line_leg, wait_leg
from assistant.routing.words import no_line, no_road, too_far

DETOUR = 1.3
WALK_KMH, WALK_MAX_KM = 4.5, 25.0
BIKE_KMH, BIKE_MAX_KM = 15.0, 90.0
SUBWAY_MIN_KM, SUBWAY_MAX_KM = 1.0, 75.0
CITY_BUS_KM = 12.0
"""Straight line: up to here a town bus, beyond it an intercity bus with its terminals."""
CITY_BUS_FACTOR, CITY_BUS_WAIT = 1.6, 10.0
BUS_FACTOR = 1.12
"""An intercity bus against a car on the same road; rest stop included."""
TERMINAL_BEFORE, TERMINAL_AFTER = 35.0, 20.0
"""Minutes to reach the terminal and wait there, and from the other terminal to the door."""


@dataclass(frozen=True, slots=True)
class Metro:
    """The urban railways."""

    kmh: float
    detour: float
    fixed_minutes: float
    areas: dict[str, tuple[str, ...]]
    without: frozenset[str]

    def area(self, place: Place) -> str | None:
        """The railway that serves the place."""
        code = place.region or region_at(place.lat, place.lon)
        if code is None or code in self.without:
            return None
        for name, codes in self.areas.items():
            if code in codes or code[:2] in codes:
                return name
        return None


@cache
def load_metro() -> Metro:
    """The table of the package."""
    table = toml("metro.toml")
    areas = {name: tuple(codes) for name, codes in table["areas"].items()}
    without = frozenset(table["without"]["regions"])
    return Metro(table["kmh"], table["detour"], table["fixed_minutes"], areas, without)


def straight_km(origin: Place, destination: Place) -> float:
    """Distance by the straight line."""
    return distance_km(origin.lat, origin.lon, destination.lat, destination.lon)


def walk(origin: Place, destination: Place) -> Route:
    """On foot. Raises NoRoute beyond `WALK_MAX_KM`."""
    km = _same_land(origin, destination) * DETOUR
    if km > WALK_MAX_KM:
        raise NoRoute(too_far("걸어서", origin, destination, "자동차나 대중교통을"))
    leg = line_leg(Mode.WALK, "도보", origin, destination, 0.0, km / WALK_KMH * 60.0, km)
    return _single(origin, destination, Mode.WALK, (leg,), "도보")


def bike(origin: Place, destination: Place) -> Route:
    """By bicycle. Raises NoRoute beyond `BIKE_MAX_KM`."""
    km = _same_land(origin, destination) * DETOUR
    if km > BIKE_MAX_KM:
        raise NoRoute(too_far("자전거로", origin, destination, "자동차나 대중교통을"))
    leg = line_leg(Mode.BIKE, "자전거", origin, destination, 0.0, km / BIKE_KMH * 60.0, km)
    return _single(origin, destination, Mode.BIKE, (leg,), "자전거")


def subway_area(origin: Place, destination: Place) -> str | None:
    """The urban railway that serves both places, at a distance for which one takes it."""
    area = load_metro().area(origin)
    if not SUBWAY_MIN_KM <= straight_km(origin, destination) <= SUBWAY_MAX_KM:
        return None
    return area if area == load_metro().area(destination) else None


def subway(origin: Place, destination: Place) -> Route:
    """By urban railway inside one metropolitan area. Raises NoRoute."""
    metro, area = load_metro(), subway_area(origin, destination)
    if area is None:
        raise NoRoute(no_line("지하철", origin, destination))
    km = straight_km(origin, destination) * metro.detour
    half = metro.fixed_minutes / 2
    ride = line_leg(Mode.SUBWAY, area, origin, destination, half, km / metro.kmh * 60.0, km)
    end = ride.points[-1].minute
    legs = (
        wait_leg(Mode.WALK, "역까지 도보", origin, 0.0, half),
        ride,
        wait_leg(Mode.WALK, "역에서 도보", destination, end, half),
    )
    return _single(origin, destination, Mode.SUBWAY, legs, area)


def bus(
    road: RoadPlanner,
    origin: Place,
    destination: Place,
    depart: datetime,
    count: int,
    wishes: Wishes = NO_WISHES,
) -> list[Route]:
    """By bus over the roads: a town bus for short ways, else an intercity bus. Raises NoRoute."""
    near = straight_km(origin, destination) <= CITY_BUS_KM
    before, after = (CITY_BUS_WAIT, 0.0) if near else (TERMINAL_BEFORE, TERMINAL_AFTER)
    factor = CITY_BUS_FACTOR if near else BUS_FACTOR
    routes = []
    for pieces in road.ways(origin, destination, count, wishes):
        ride = road_route(origin, destination, Mode.BUS, pieces, depart, start_minute=before, factor=factor)
        legs = [
            wait_leg(Mode.BUS, "정류장 대기" if near else "터미널 이동·대기", origin, 0.0, before),
            *ride.legs,
        ]
        if after:
            legs.append(wait_leg(Mode.BUS, "터미널에서 이동", destination, ride.minutes, after))
        routes.append(
            Route(
                origin=origin,
                destination=destination,
                mode=Mode.BUS,
                legs=tuple(legs),
                minutes=ride.minutes + after,
                distance_km=ride.distance_km,
                via=ride.via,
            )
        )
    return routes


def _same_land(origin: Place, destination: Place) -> float:
    if land_of(origin.lat, origin.lon) != land_of(destination.lat, destination.lon):
        raise NoRoute(no_road(origin, destination))
    return straight_km(origin, destination)


def _single(origin: Place, destination: Place, mode: Mode, legs: tuple[Leg, ...], via: str) -> Route:
    return Route(
        origin=origin,
        destination=destination,
        mode=mode,
        legs=legs,
        minutes=legs[-1].points[-1].minute,
        distance_km=round(sum(leg.distance_km for leg in legs), 1),
        via=via,
    )
