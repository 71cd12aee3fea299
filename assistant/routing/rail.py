"""Trains: KTX, SRT, ITX and 무궁화 lines between 223 stations, with local transport at both ends.

Built by `tools/routing/build_rail.py`; times are typical run times, not a timetable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import rustworkx as rx

from assistant.places.model import Place, PlaceKind
from assistant.risk.model import Mode
from assistant.routing.compose import via
from assistant.routing.geo import distance_km
from assistant.routing.islands import MAINLAND, land_of
from assistant.routing.model import Leg, NoRoute, Route, RoutePoint
from assistant.routing.network import Sample, sampled, turned
from assistant.routing.tables import rows
from assistant.routing.transit import hop, hop_minutes, wait_leg
from assistant.routing.words import no_line

BOARD = 10.0
"""Minutes at the first station before the train leaves."""
CHANGE = 20.0
"""Minutes to change trains, and to cross from one station to another close by."""
WALK_BETWEEN_KM = 1.0
NEAR = 6
"""Stations tried at each end."""
ACCESS_KM = 60.0
SHORT_KM = 8.0
"""No train for trips shorter than this, straight line."""
UNWILLING = 15.0
"""What a change costs in the choice of the way besides its own minutes."""
DISTANT_KM, DISTANT = 10.0, 1.5
"""A station farther than this costs so many minutes more per kilometre in the choice."""
ROUNDABOUT = 1.0
"""The ways to and from the stations must not take longer than this times the ride itself (or an hour)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A line between two neighbouring stops."""

    line: int
    name: str
    wait: float
    a: int
    b: int
    km: float
    minutes: float
    runs: str


class RailPlanner:
    """Finds the way by train that is fastest from door to door."""

    def __init__(self) -> None:
        self.stations, self._segments = _load()
        self._samples: dict[int, tuple[Sample, ...]] = {}
        self._graph: rx.PyDiGraph[tuple[int, int], tuple[float, int]] = rx.PyDiGraph()
        self._platforms: dict[int, list[int]] = defaultdict(list)
        self._wait: dict[int, float] = {}
        platform: dict[tuple[int, int], int] = {}
        for number, segment in enumerate(self._segments):
            ends = []
            for station in (segment.a, segment.b):
                key = (segment.line, station)
                if key not in platform:
                    platform[key] = self._graph.add_node(key)
                    self._platforms[station].append(platform[key])
                    self._wait[platform[key]] = segment.wait
                ends.append(platform[key])
            self._graph.add_edge(ends[0], ends[1], (segment.minutes, number))
            self._graph.add_edge(ends[1], ends[0], (segment.minutes, number))
        for a, b in self._changes():
            for first in self._platforms[a]:
                for second in self._platforms[b]:
                    if first != second:
                        self._graph.add_edge(first, second, (CHANGE + UNWILLING + self._wait[second], -1))

    def _changes(self) -> list[tuple[int, int]]:
        count = len(self.stations)
        return [
            (i, j)
            for i in range(count)
            for j in range(count)
            if abs(self.stations[i].lat - self.stations[j].lat) < 0.02
            and _apart(self.stations[i], self.stations[j]) <= WALK_BETWEEN_KM
        ]

    def near(self, place: Place) -> list[tuple[int, float]]:
        """The stations worth trying from a door: (number, straight kilometres), nearest first."""
        km = [(distance_km(place.lat, place.lon, s.lat, s.lon), i) for i, s in enumerate(self.stations)]
        return [(i, d) for d, i in sorted(km)[:NEAR] if d <= ACCESS_KM]

    def route(self, origin: Place, destination: Place) -> Route:
        """The fastest way by train. Raises NoRoute."""
        straight = distance_km(origin.lat, origin.lon, destination.lat, destination.lon)
        here, there = self._ends(origin), self._ends(destination)
        if straight < SHORT_KM or not here or not there:
            raise NoRoute(no_line("기차", origin, destination))
        graph = self._graph.copy()
        start, goal = graph.add_node((-1, -1)), graph.add_node((-1, -2))
        for station, km in here:
            for platform in self._platforms[station]:
                graph.add_edge(start, platform, (_reluctance(km) + BOARD + self._wait[platform], -2))
        for station, km in there:
            for platform in self._platforms[station]:
                graph.add_edge(platform, goal, (_reluctance(km), -2))
        found = rx.dijkstra_shortest_paths(graph, start, goal, weight_fn=lambda e: e[0])
        if goal not in found:
            raise NoRoute(no_line("기차", origin, destination))
        path = list(found[goal])[1:-1]
        legs = self._legs(origin, destination, path)
        total = legs[-1].points[-1].minute
        ends = sum(leg.points[-1].minute - leg.points[0].minute for leg in (legs[0], legs[-1]))
        if len(path) < 2 or ends > max(60.0, ROUNDABOUT * (total - ends)):
            raise NoRoute(no_line("기차", origin, destination))
        return Route(
            origin=origin,
            destination=destination,
            mode=Mode.TRAIN,
            legs=tuple(legs),
            minutes=total,
            distance_km=round(sum(leg.distance_km for leg in legs), 1),
            via=via([leg for leg in legs if leg.mode is Mode.TRAIN]),
        )

    def _ends(self, place: Place) -> list[tuple[int, float]]:
        return self.near(place) if land_of(place.lat, place.lon) == MAINLAND else []

    def _legs(self, origin: Place, destination: Place, path: Sequence[int]) -> list[Leg]:
        keys = [self._graph[node] for node in path]
        first = self.stations[keys[0][1]]
        legs = [hop(origin, first, 0.0)]
        clock = legs[-1].points[-1].minute
        legs.append(wait_leg(Mode.TRAIN, "승차", first, clock, BOARD))
        clock += BOARD
        ride: list[tuple[Segment, int, bool]] = []
        for (line, a), (other, b) in pairwise(keys):
            if line != other:
                if ride:
                    legs.append(self._ride(ride, clock))
                    clock, ride = legs[-1].points[-1].minute, []
                legs.append(wait_leg(Mode.TRAIN, "환승", self.stations[b], clock, CHANGE))
                clock += CHANGE
                continue
            number = self._graph.get_edge_data(*self._nodes(line, a, b))[1]
            ride.append((self._segments[number], number, self._segments[number].a == a))
        if ride:
            legs.append(self._ride(ride, clock))
            clock = legs[-1].points[-1].minute
        legs.append(hop(self.stations[keys[-1][1]], destination, clock))
        return legs

    def _nodes(self, line: int, a: int, b: int) -> tuple[int, int]:
        first = next(n for n in self._platforms[a] if self._graph[n][0] == line)
        second = next(n for n in self._platforms[b] if self._graph[n][0] == line)
        return first, second

    def _ride(self, ride: Sequence[tuple[Segment, int, bool]], clock: float) -> Leg:
        points: list[RoutePoint] = []
        km = 0.0
        for segment, number, forward in ride:
            for lat, lon, share, code, label in self._line(number, backwards=not forward):
                if share == 0.0 and points:
                    continue
                minute = clock + segment.minutes * share
                points.append(RoutePoint(lat=lat, lon=lon, minute=minute, region=code, label=label))
            clock += segment.minutes
            km += segment.km
        first, _, forward = ride[0]
        last, _, onward = ride[-1]
        return Leg(
            mode=Mode.TRAIN,
            name=first.name,
            start=self.stations[first.a if forward else first.b].name,
            end=self.stations[last.b if onward else last.a].name,
            distance_km=round(km, 2),
            points=tuple(points),
        )

    def _line(self, number: int, *, backwards: bool) -> tuple[Sample, ...]:
        key = -1 - number if backwards else number
        if key not in self._samples:
            segment = self._segments[number]
            a, b = self.stations[segment.a], self.stations[segment.b]
            samples = sampled([(a.lat, a.lon), (b.lat, b.lon)], segment.runs, a.name, b.name)
            self._samples[key] = turned(samples) if backwards else samples
        return self._samples[key]


def _reluctance(km: float) -> float:
    return hop_minutes(km) + DISTANT * max(0.0, km - DISTANT_KM)


def _apart(a: Place, b: Place) -> float:
    return distance_km(a.lat, a.lon, b.lat, b.lon)


def _load() -> tuple[list[Place], list[Segment]]:
    stations = [
        Place(
            name=row["name"] + "역",
            kind=PlaceKind.STATION,
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            region=row["region"] or None,
        )
        for row in rows("stations.csv")
    ]
    segments = [
        Segment(
            int(row["line"]),
            row["name"],
            float(row["wait"]),
            int(row["a"]),
            int(row["b"]),
            float(row["km"]),
            float(row["minutes"]),
            row["regions"],
        )
        for row in rows("rail.csv")
    ]
    return stations, segments


@cache
def load_rail() -> RailPlanner:
    """The railway of the package."""
    return RailPlanner()
