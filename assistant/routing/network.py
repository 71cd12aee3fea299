"""The built-in road network: junctions, gates and towns joined by trunk and ordinary roads.

Built by `tools/routing/build_network.py`; see `data/SOURCES.md`. Loaded once, lazily.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

from assistant.routing.geo import Point, densify, distance_km
from assistant.routing.labels import region_label, regions_at
from assistant.routing.tables import rows, toml

STEP_KM = 2.0
"""Sample distance along an edge: below the width of the smallest district."""

KNOWN_ENDINGS = ("IC", "JC", "요금소", "휴게소")
TOWN_KINDS = frozenset({"town", "island"})
NODE_KM = 3.0
"""A point this close to a named junction bears its name."""

Sample = tuple[float, float, float, str | None, str]
"""Latitude, longitude, share of the edge (0-1), region code, short Korean name."""


@dataclass(frozen=True, slots=True)
class Speeds:
    """How fast, and how much longer than the straight line, each class of road is (calibrated)."""

    kmh: dict[str, float]
    detour: dict[str, float]


@dataclass(slots=True)
class RoadNode:
    """A junction ("밀양IC"), gate, rest area or town."""

    kind: str
    name: str
    lat: float
    lon: float
    region: str | None

    @property
    def spoken(self) -> str:
        """The name if people know it as a point of the road ("밀양IC"), else ""."""
        return self.name if self.name.endswith(KNOWN_ENDINGS) and self.kind not in TOWN_KINDS else ""


@dataclass(slots=True)
class RoadEdge:
    """An undirected stretch between the nodes numbered `a` and `b`."""

    a: int
    b: int
    km: float
    """Road length (the straight line of the table times the detour factor of the class)."""
    minutes: float
    """Free-flow minutes by car."""
    kind: str
    roads: tuple[str, ...]
    """Road names in order from `a` to `b`; empty for unnamed local roads."""
    via: str
    runs: str

    def line(self, nodes: list[RoadNode]) -> list[Point]:
        """The polyline from `a` to `b`."""
        a, b = nodes[self.a], nodes[self.b]
        middle = [(float(lat), float(lon)) for lat, lon in (p.split(",") for p in self.via.split())]
        return [(a.lat, a.lon), *middle, (b.lat, b.lon)]


def expand_runs(runs: str) -> Iterator[str | None]:
    """Region codes at the samples of an edge, in order, from "48270*3 48310*2" (an empty code: at sea)."""
    for run in runs.split(" "):
        code, count = run.split("*")
        for _ in range(int(count)):
            yield code or None


def sampled(line: list[Point], runs: str | None, start: str, end: str) -> tuple[Sample, ...]:
    """Points along a line, at most `STEP_KM` apart, named after its ends where close.

    Without `runs` the regions are looked up.
    """
    points = densify(line, STEP_KM)
    codes = regions_at([point[:2] for point in points]) if runs is None else list(expand_runs(runs))
    samples = []
    for (lat, lon, share), code in zip(points, codes, strict=True):
        if start and distance_km(lat, lon, *line[0]) <= NODE_KM:
            label = start
        elif end and distance_km(lat, lon, *line[-1]) <= NODE_KM:
            label = end
        else:
            label = region_label(code)
        samples.append((lat, lon, share, code, label))
    return tuple(samples)


def turned(samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """The same samples in the other direction."""
    return tuple((lat, lon, 1.0 - share, code, label) for lat, lon, share, code, label in reversed(samples))


def clipped(samples: tuple[Sample, ...], since: float, until: float) -> tuple[Sample, ...]:
    """The samples with shares in [since, until], and points in between at both cuts."""
    if since <= 0.0 and until >= 1.0:
        return samples
    inner = [sample for sample in samples if since < sample[2] < until]
    return (_between(samples, since), *inner, _between(samples, until))


def _between(samples: tuple[Sample, ...], share: float) -> Sample:
    for first, second in pairwise(samples):
        if first[2] <= share <= second[2] and second[2] > first[2]:
            part = (share - first[2]) / (second[2] - first[2])
            lat, lon = first[0] + (second[0] - first[0]) * part, first[1] + (second[1] - first[1]) * part
            near = first if part < 0.5 else second
            return (round(lat, 5), round(lon, 5), share, near[3], near[4])
    return samples[-1]


class RoadNetwork:
    """Nodes, edges and the graph over them. Edge payloads of the graph are edge numbers."""

    def __init__(self, nodes: list[RoadNode], edges: list[RoadEdge]) -> None:
        self.nodes = nodes
        self.edges = edges
        self.graph: rx.PyGraph[int, int] = rx.PyGraph(multigraph=True)
        self.graph.add_nodes_from(list(range(len(nodes))))
        self.graph.add_edges_from([(e.a, e.b, i) for i, e in enumerate(edges)])
        self.minutes: list[float] = [edge.minutes for edge in edges]
        self._samples: dict[int, tuple[Sample, ...]] = {}

    @cached_property
    def lat(self) -> NDArray[np.float64]:
        """Latitudes of the nodes."""
        return np.array([node.lat for node in self.nodes])

    @cached_property
    def lon(self) -> NDArray[np.float64]:
        """Longitudes of the nodes."""
        return np.array([node.lon for node in self.nodes])

    @cached_property
    def component(self) -> NDArray[np.int64]:
        """Number of the connected land of each node: the mainland, 제주, 울릉 …"""
        label = np.zeros(len(self.nodes), dtype=np.int64)
        for number, members in enumerate(rx.connected_components(self.graph)):
            label[list(members)] = number
        return label

    @cached_property
    def edges_by_region(self) -> dict[str, list[int]]:
        """Edge numbers by each region that they touch."""
        table: dict[str, list[int]] = {}
        for number, edge in enumerate(self.edges):
            for run in {run.split("*")[0] for run in edge.runs.split(" ")}:
                table.setdefault(run, []).append(number)
        return table

    def samples(self, number: int, *, backwards: bool = False) -> tuple[Sample, ...]:
        """Points along an edge from `a` to `b` (or back), at most `STEP_KM` apart."""
        key = -1 - number if backwards else number
        known = self._samples.get(key)
        if known is None:
            edge = self.edges[number]
            start, end = self.nodes[edge.a].spoken, self.nodes[edge.b].spoken
            known = sampled(edge.line(self.nodes), edge.runs, start, end)
            self._samples[key] = known = turned(known) if backwards else known
        return known


@cache
def load_speeds() -> Speeds:
    """The calibrated speeds."""
    table = toml("speeds.toml")
    return Speeds(kmh=table["kmh"], detour=table["detour"])


@cache
def load_network() -> RoadNetwork:
    """The network of the package."""
    speeds = load_speeds()
    nodes = [
        RoadNode(row["kind"], row["name"], float(row["lat"]), float(row["lon"]), row["region"] or None)
        for row in rows("nodes.csv")
    ]
    edges = []
    for row in rows("edges.csv"):
        kind = row["kind"]
        km = float(row["km"]) * speeds.detour.get(kind, 1.0)
        minutes = km / speeds.kmh[kind] * 60.0
        names = tuple(row["roads"].split("|")) if row["roads"] else ()
        edges.append(
            RoadEdge(int(row["a"]), int(row["b"]), km, minutes, kind, names, row["via"], row["regions"])
        )
    return RoadNetwork(nodes, edges)
