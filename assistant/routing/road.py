"""Ways by road: the fastest, and distinct alternatives, over the built-in network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import rustworkx as rx

from assistant.places.model import Place
from assistant.routing.access import Access
from assistant.routing.cells import edges_by_cell, touches_cells
from assistant.routing.geo import distance_km
from assistant.routing.islands import MAINLAND, land_of
from assistant.routing.model import NO_WISHES, NoRoute, Wishes
from assistant.routing.network import RoadNetwork, Sample, load_network, load_speeds, sampled, turned
from assistant.routing.via import LEAST_SHARE, PREFERENCE, edges_of_road, is_road
from assistant.routing.words import no_access, no_road, not_by

BLOCKED = 1e7
"""Minutes of an edge in an avoided region or cell."""
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
    edge: int = -1
    """Number of the edge in the network; -1 off it."""


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
        self._known = lru_cache(maxsize=KEPT)(self._wished)

    def ways(
        self, origin: Place, destination: Place, count: int, wishes: Wishes = NO_WISHES
    ) -> tuple[list[Piece], ...]:
        """The fastest way first, then up to `count` distinct ones. Raises NoRoute."""
        return self._known(origin, destination, count, wishes)

    def _wished(
        self, origin: Place, destination: Place, count: int, wishes: Wishes
    ) -> tuple[list[Piece], ...]:
        via = wishes.via
        if via is None:
            return self._find(origin, destination, count, wishes)
        if is_road(via):
            ways = self._find(origin, destination, count, wishes)
            along = tuple(way for way in ways if self._share_along(way, via.name) >= LEAST_SHARE)
            if not along:
                raise NoRoute(not_by(via, origin, destination))
            return along
        rest = replace(wishes, via=None)
        first = self._find(origin, via, 0, rest)[0]
        return tuple([*first, *second] for second in self._find(via, destination, count, rest))

    def _share_along(self, way: Sequence[Piece], road: str) -> float:
        along = edges_of_road(self.net, road)
        return sum(piece.km for piece in way if piece.edge in along) / sum(piece.km for piece in way)

    def _find(self, origin: Place, destination: Place, count: int, wishes: Wishes) -> tuple[list[Piece], ...]:
        if land_of(origin.lat, origin.lon) != land_of(destination.lat, destination.lon):
            raise NoRoute(no_road(origin, destination))
        here, there = self._doors(origin), self._doors(destination)
        weights = list(self.net.minutes)
        if wishes.via is not None:
            for number in edges_of_road(self.net, wishes.via.name):
                weights[number] *= PREFERENCE
        for number in self._blocked(wishes):
            weights[number] = BLOCKED
        if wishes.avoids:
            here = [d for d in here if not self._door_touches(origin, d, wishes)]
            there = [d for d in there if not self._door_touches(destination, d, wishes)]
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
        if straight <= DIRECT_KM and not _touches(street, wishes):
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

    def _blocked(self, wishes: Wishes) -> set[int]:
        blocked = {n for code in wishes.avoid_regions for n in self.net.edges_by_region.get(code, ())}
        if wishes.avoid_cells:
            table = edges_by_cell(self.net)
            blocked |= {n for cell in wishes.avoid_cells for n in table.get(cell, ())}
        return blocked

    def _door_touches(self, place: Place, door: _Door, wishes: Wishes) -> bool:
        end = self.net.nodes[door.node]
        return _touches([(place.lat, place.lon), (end.lat, end.lon)], wishes)

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
                    number,
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


def _touches(line: list[tuple[float, float]], wishes: Wishes) -> bool:
    """Whether a straight line passes one of the regions or cells to be avoided."""
    regions = wishes.avoid_regions
    if regions and any(sample[3] in regions for sample in sampled(line, None, "", "")):
        return True
    return touches_cells(line, wishes.avoid_cells)


def _door(node: int, straight_km: float) -> _Door:
    speeds = load_speeds()
    km = straight_km * speeds.detour["door"]
    return _Door(node, km, km / speeds.kmh["door"] * 60.0)
