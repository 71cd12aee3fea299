"""The built-in planner: all modes, no network access, typical times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache, cached_property

from assistant.places.model import Place
from assistant.risk.model import Mode
from assistant.routing import local
from assistant.routing.cells import touches_cells
from assistant.routing.compose import road_route
from assistant.routing.crossings import CrossingPlanner
from assistant.routing.islands import land_of
from assistant.routing.labels import region_at
from assistant.routing.model import NO_WISHES, NoRoute, Route, Wishes
from assistant.routing.rail import RailPlanner, load_rail
from assistant.routing.road import RoadPlanner
from assistant.routing.words import avoided, no_access, only_by_road, same_place

SAME_PLACE_KM = 0.05
TRAIN_KM = 25.0
"""Straight line: below this a train is not offered unasked."""
BUS_KM = 2.0
BIKE_KM = 8.0
WALK_KM = 3.0
WALK_FIRST_KM = 1.0
"""Up to here walking is offered before the car."""


class BuiltinPlanner:
    """Plans door to door over the shipped trunk network (see docs/routing.md for its errors).

    `typical=False` plans roads at free flow, whatever the hour.
    """

    def __init__(self, *, typical: bool = True) -> None:
        self._typical = typical
        self._road = RoadPlanner()

    @cached_property
    def _rail(self) -> RailPlanner:
        return load_rail()

    @cached_property
    def _crossings(self) -> CrossingPlanner:
        return CrossingPlanner(self._road)

    def plan(
        self,
        origin: Place,
        destination: Place,
        mode: Mode,
        depart: datetime,
        *,
        alternatives: int = 0,
        wishes: Wishes = NO_WISHES,
    ) -> Sequence[Route]:
        """The best route first, then up to `alternatives` distinct ones. Raises `NoRoute`.

        `depart` is an aware local time: roads are slower at typical peaks. NoRoute if an end of the journey
        lies in what is to be avoided, if no such way is left, or if none leads by the wished road or place.
        """
        self._check(origin, destination, wishes)
        if wishes.via is not None and mode not in (Mode.CAR, Mode.BUS):
            raise NoRoute(only_by_road(wishes.via))
        if mode is Mode.CAR:
            ways = self._road.ways(origin, destination, alternatives, wishes)
            routes = [
                road_route(origin, destination, mode, pieces, depart, typical=self._typical)
                for pieces in ways
            ]
            return sorted(routes, key=lambda route: route.minutes)
        if mode is Mode.BUS:
            return local.bus(self._road, origin, destination, depart, alternatives, wishes)
        routes = self._other(origin, destination, mode, depart, alternatives)
        if wishes.avoids:
            routes = [route for route in routes if not _touches(route, wishes)]
            if not routes:
                raise NoRoute(avoided(destination, by_the_way=True))
        return routes

    def modes(self, origin: Place, destination: Place) -> tuple[Mode, ...]:
        """The modes that make sense between the two, best first: the car, unless there is sea between."""
        straight = local.straight_km(origin, destination)
        if straight < SAME_PLACE_KM:
            return ()
        if land_of(origin.lat, origin.lon) != land_of(destination.lat, destination.lon):
            return tuple(
                m for m in (Mode.FLIGHT, Mode.SHIP) if self._crossings.chains(origin, destination, m)
            )
        if not (self._road.has_access(origin) and self._road.has_access(destination)):
            return ()
        offered = {
            Mode.CAR: True,
            Mode.SUBWAY: local.subway_area(origin, destination) is not None,
            Mode.TRAIN: straight > TRAIN_KM and self._has_train(origin, destination),
            Mode.BUS: straight > BUS_KM,
            Mode.FLIGHT: bool(self._crossings.chains(origin, destination, Mode.FLIGHT)),
            Mode.BIKE: straight <= BIKE_KM,
            Mode.WALK: straight <= WALK_KM,
        }
        modes = [mode for mode, sensible in offered.items() if sensible]
        if straight <= WALK_FIRST_KM:
            modes.sort(key=lambda mode: mode is not Mode.WALK)
        return tuple(modes)

    def _check(self, origin: Place, destination: Place, wishes: Wishes) -> None:
        if local.straight_km(origin, destination) < SAME_PLACE_KM:
            raise NoRoute(same_place())
        for place in (origin, destination):
            if not self._road.reaches(place):
                raise NoRoute(no_access(place))
        for place in (destination, origin):
            if _lies_in(place, wishes):
                raise NoRoute(avoided(place))

    def _has_train(self, origin: Place, destination: Place) -> bool:
        try:
            self._rail.route(origin, destination)
        except NoRoute:
            return False
        return True

    def _other(
        self, origin: Place, destination: Place, mode: Mode, depart: datetime, count: int
    ) -> list[Route]:
        match mode:
            case Mode.TRAIN:
                return [self._rail.route(origin, destination)]
            case Mode.FLIGHT | Mode.SHIP:
                return self._crossings.routes(origin, destination, mode, depart, count)
            case Mode.SUBWAY:
                return [local.subway(origin, destination)]
            case Mode.BIKE:
                return [local.bike(origin, destination)]
            case _:
                return [local.walk(origin, destination)]


def _lies_in(place: Place, wishes: Wishes) -> bool:
    region = place.region or region_at(place.lat, place.lon)
    return region in wishes.avoid_regions or touches_cells([(place.lat, place.lon)] * 2, wishes.avoid_cells)


def _touches(route: Route, wishes: Wishes) -> bool:
    points = [point for leg in route.legs for point in leg.points]
    line = [(point.lat, point.lon) for point in points]
    return any(p.region in wishes.avoid_regions for p in points) or touches_cells(line, wishes.avoid_cells)


@cache
def load_planner() -> BuiltinPlanner:
    """The planner of the process; its tables are read on first use."""
    return BuiltinPlanner()
