"""Asks a router for cars that leave now, and the built-in planner for all else, or when the router fails."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from assistant.breaker import Breaker
from assistant.places.model import Place
from assistant.places.regions import load_regions
from assistant.risk.model import Mode
from assistant.routing.cells import touches_cells
from assistant.routing.geo import Point
from assistant.routing.model import NO_WISHES, Planner, Route, Wishes
from assistant.routing.remote.build import route_of
from assistant.routing.remote.ways import Ask, Busy, Router, RouterError
from assistant.routing.via import is_road

log = logging.getLogger(__name__)

LIVE = timedelta(hours=2)
"""A router knows the traffic of now; for departures farther off typical times are the better guess."""
FRESH_S = 120.0
KEPT = 256

Key = tuple[Point, Point, Wishes, int]


class RemotePlanner:
    """Plans by a router where it can. A failure is never the user's: the route then says so in `note`."""

    def __init__(
        self, router: Router, builtin: Planner, now: Callable[[], datetime], breaker: Breaker | None = None
    ) -> None:
        self._router = router
        self._builtin = builtin
        self._now = now
        self._breaker = breaker or Breaker()
        self._known: OrderedDict[Key, tuple[float, tuple[Route, ...]]] = OrderedDict()
        self._lock = Lock()

    def modes(self, origin: Place, destination: Place) -> tuple[Mode, ...]:
        """See `Planner`."""
        return self._builtin.modes(origin, destination)

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
        """See `Planner`. What the built-in planner refuses (an island, one place twice) is not asked for."""
        usual = self._builtin.plan(
            origin, destination, mode, depart, alternatives=alternatives, wishes=wishes
        )
        by_road = wishes.via is not None and is_road(wishes.via)
        if mode is not Mode.CAR or by_road or not abs(depart - self._now()) <= LIVE:
            return usual
        key = ((origin.lat, origin.lon), (destination.lat, destination.lon), wishes, alternatives)
        try:
            return self._live(key, origin, destination)
        except RouterError as error:
            log.warning("router: %s", error)
            return [replace(route, note=self._excuse()) for route in usual]

    def _live(self, key: Key, origin: Place, destination: Place) -> tuple[Route, ...]:
        now = time.monotonic()
        with self._lock:
            since, routes = self._known.get(key, (0.0, ()))
            if routes and now - since < FRESH_S:
                return routes
            if not self._breaker.allows(now):
                raise RouterError("resting after failures")
        try:
            routes = self._asked(key, origin, destination)
        except RouterError as error:
            with self._lock:
                if isinstance(error, Busy):
                    self._breaker.closed_until(now + error.rest_s)
                else:
                    self._breaker.failed(time.monotonic())
            raise
        with self._lock:
            self._breaker.succeeded()
            self._known[key] = (now, routes)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return routes

    def _asked(self, key: Key, origin: Place, destination: Place) -> tuple[Route, ...]:
        start, goal, wishes, alternatives = key
        ask = Ask(
            origin=start,
            destination=goal,
            through=(wishes.via.lat, wishes.via.lon) if wishes.via else None,
            alternatives=alternatives,
            around=tuple(rings(wishes.avoid_regions)),
        )
        routes = [route_of(way, origin, destination) for way in self._router.ways(ask)[: alternatives + 1]]
        kept = tuple(route for route in routes if not _touches(route, wishes))
        if not kept:
            raise RouterError("no way of it keeps out of what is to be avoided")
        return kept

    def _excuse(self) -> str:
        return f"{self._router.name} 길 안내를 쓸 수 없어서 평소 걸리는 시간으로 계산했어요."


def rings(regions: frozenset[str]) -> list[tuple[Point, ...]]:
    """Outlines of districts, simplified to about 500 m, as (lat, lon) rings."""
    found = []
    for code in sorted(regions):
        shape = load_regions().shape(code).simplify(0.005)
        for part in getattr(shape, "geoms", [shape]):
            found.append(tuple((lat, lon) for lon, lat in part.exterior.coords))
    return found


def _touches(route: Route, wishes: Wishes) -> bool:
    points = [point for leg in route.legs for point in leg.points]
    if any(point.region in wishes.avoid_regions for point in points):
        return True
    return touches_cells([(point.lat, point.lon) for point in points], wishes.avoid_cells)
