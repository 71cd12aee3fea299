"""Ways by road: the fastest, and distinct alternatives, over the built-in network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import rustworkx as rx

from assistant.places.model import Place
from assistant.routing.access import Access
from assistant.routing.geo import distance_km
from assistant.routing.islands import MAINLAND, land_of
from assistant.routing.model import NoRoute
from assistant.routing.network import RoadNetwork, Sample, load_network, load_speeds, sampled, turned
from assistant.routing.words import no_access, no_road

BLOCKED = 1e7
"""Minutes of an edge in an avoided region."""
PENALTY = 1.45
"""An edge already used counts this much longer when the next alternative is sought."""
OVERLAP = 0.70
"""Share of the length of an alternative that may run on ways already offered."""
TOO_SLOW = 1.6
"""An alternative that takes this many times the best one is none."""
KEPT = 512
"""Pairs of doors whose ways are remembered."""
DIRECT_KM = 10.0
"""Doors this close (straight line) may also be joined by plain streets."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a way: samples in the direction of travel."""

    kind: str
    roads: tuple[str, ...]
    km: float
    minutes: float
    """Free flow."""
    samples: tuple[Sample, ...]
    start: str
    """Name of the node where it starts; "" if none."""
    end: str


@dataclass(frozen=True, slots=True)
class _Door:
    node: int
    km: float
    minutes: float


class RoadPlanner:
    """Finds ways between two points of the same land."""

    def __init__(self, network: RoadNetwork | None = None) -> None:
        self.net = network or load_network()
        self._access = Access(self.net)
        self._between: dict[tuple[int, int], list[int]] = {}
        for number, edge in enumerate(self.net.edges):
            self._between.setdefault((edge.a, edge.b), []).append(number)
            self._between.setdefault((edge.b, edge.a), []).append(number)
        self._near = lru_cache(maxsize=2 * KEPT)(self._access.near)
        # Ways do not depend on the hour: a scan over departures finds them once.
        self._known = lru_cache(maxsize=KEPT)(self._find)

    def ways(
        self, origin: Place, destination: Place, count: int, avoid: frozenset[str] = frozenset()
    ) -> tuple[list[Piece], ...]:
        """The fastest way first, then up to `count` distinct ones. Raises NoRoute."""
        return self._known(origin, destination, count, avoid)

    def _find(
        self, origin: Place, destination: Place, count: int, avoid: frozenset[str]
    ) -> tuple[list[Piece], ...]:
        if land_of(origin.lat, origin.lon) != land_of(destination.lat, destination.lon):
            raise NoRoute(no_road(origin, destination))
        here, there = self._doors(origin), self._doors(destination)
        weights = list(self.net.minutes)
        for code in avoid:
            for number in self.net.edges_by_region.get(code, ()):
                weights[number] = BLOCKED
        if avoid:
            here = [d for d in here if not self._door_touches(origin, d, avoid)]
            there = [d for d in there if not self._door_touches(destination, d, avoid)]
        graph = self.net.graph.copy()
        start, goal = graph.add_nodes_from([-1, -2])
        base = len(weights)
        doors = [*here, *there]
        graph.add_edges_from([(start, d.node, base + i) for i, d in enumerate(here)])
        graph.add_edges_from([(goal, d.node, base + len(here) + i) for i, d in enumerate(there)])
        weights.extend(door.minutes for door in doors)
        straight = distance_km(origin.lat, origin.lon, destination.lat, destination.lon)
        direct = _door(-1, straight)
        street = [(origin.lat, origin.lon), (destination.lat, destination.lon)]
        if straight <= DIRECT_KM and not _touches(street, avoid):
            graph.add_edge(start, goal, len(weights))
            weights.append(direct.minutes)

        found: list[list[Piece]] = []
        used: set[int] = set()
        best = 0.0
        for _ in range(1 + 3 * count):
            paths = rx.dijkstra_shortest_paths(graph, start, goal, weight_fn=weights.__getitem__)
            if goal not in paths:
                break
            path = list(paths[goal])
            if len(path) == 2:
                pieces = [self._street(origin, destination)]
                numbers: list[int] = []
            else:
                numbers = [self._edge(a, b, weights) for a, b in pairwise(path[1:-1])]
                if any(weights[n] >= BLOCKED for n in numbers):
                    break
                pieces = self._pieces(origin, destination, path[1:-1], numbers)
            minutes = sum(piece.minutes for piece in pieces)
            if not found:
                best = minutes
                found.append(pieces)
            elif minutes > best * TOO_SLOW:
                break
            elif self._shared(numbers, used) <= OVERLAP and numbers:
                found.append(pieces)
            used.update(numbers)
            if len(found) > count or not numbers:
                break
            for number in numbers:
                weights[number] *= PENALTY
        if not found:
            raise NoRoute(
                "그 지역을 피해서 가는 길은 찾지 못했어요. 출발 시간을 바꾸거나 다른 교통편을 알아보세요."
            )
        return tuple(found)

    def has_access(self, place: Place) -> bool:
        """Whether a road of the network is near the place."""
        return bool(self._near(place.lat, place.lon))

    def reaches(self, place: Place) -> bool:
        """Whether the place is in the country: near a road, or on one of the small islands."""
        return land_of(place.lat, place.lon) != MAINLAND or self.has_access(place)

    def _doors(self, place: Place) -> list[_Door]:
        near = self._near(place.lat, place.lon)
        if not near:
            raise NoRoute(no_access(place))
        return [_door(node, km) for node, km in near]

    def _door_touches(self, place: Place, door: _Door, avoid: frozenset[str]) -> bool:
        end = self.net.nodes[door.node]
        return _touches([(place.lat, place.lon), (end.lat, end.lon)], avoid)

    def _edge(self, a: int, b: int, weights: Sequence[float]) -> int:
        return min(self._between[a, b], key=weights.__getitem__)

    def _shared(self, numbers: Iterable[int], used: set[int]) -> float:
        total = common = 0.0
        for number in numbers:
            km = self.net.edges[number].km
            total += km
            common += km if number in used else 0.0
        return common / total if total else 1.0

    def _street(self, origin: Place, destination: Place) -> Piece:
        line = [(origin.lat, origin.lon), (destination.lat, destination.lon)]
        door = _door(-1, distance_km(*line[0], *line[1]))
        samples = sampled(line, None, "", "")
        return Piece("door", (), door.km, door.minutes, samples, origin.short, destination.short)

    def _pieces(self, origin: Place, destination: Place, path: list[int], numbers: list[int]) -> list[Piece]:
        nodes = self.net.nodes
        pieces = [self._door_piece(origin, path[0], outward=True)]
        for number, a, b in zip(numbers, path, path[1:], strict=False):
            edge = self.net.edges[number]
            back = edge.a != a
            pieces.append(
                Piece(
                    edge.kind,
                    edge.roads[::-1] if back else edge.roads,
                    edge.km,
                    edge.minutes,
                    self.net.samples(number, backwards=back),
                    nodes[a].spoken,
                    nodes[b].spoken,
                )
            )
        pieces.append(self._door_piece(destination, path[-1], outward=False))
        return pieces

    def _door_piece(self, place: Place, node: int, *, outward: bool) -> Piece:
        end = self.net.nodes[node]
        line = [(place.lat, place.lon), (end.lat, end.lon)]
        door = _door(node, distance_km(*line[0], *line[1]))
        samples = sampled(line, None, "", end.spoken)
        if outward:
            return Piece("door", (), door.km, door.minutes, samples, place.short, end.spoken)
        return Piece("door", (), door.km, door.minutes, turned(samples), end.spoken, place.short)


def _touches(line: list[tuple[float, float]], avoid: frozenset[str]) -> bool:
    """Whether a straight line passes one of the regions."""
    return bool(avoid) and any(sample[3] in avoid for sample in sampled(line, None, "", ""))


def _door(node: int, straight_km: float) -> _Door:
    speeds = load_speeds()
    km = straight_km * speeds.detour["door"]
    return _Door(node, km, km / speeds.kmh["door"] * 60.0)
