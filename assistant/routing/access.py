"""From a door to the road network: the nearest towns and junctions on the same land."""

from __future__ import annotations

from itertools import groupby
from math import ceil

import numpy as np
from numpy.typing import NDArray

from assistant.places.regions import load_regions
from assistant.routing.islands import land_of
from assistant.routing.labels import region_at
from assistant.routing.network import RoadNetwork

TOWNS = 4
GATES = 4
GATE_KM = 12.0
FAR_KM = 40.0
STREETS = frozenset({"metro", "city", "rural"})
"""Classes of the ramps from towns: a junction (JC) without one is no way onto the road."""
STEP_KM = 0.5
WATER_KM = 2.0
"""No door leads over more water than this: bridges longer than that are edges of the network."""
COAST_KM = 5.0
"""A point outside every region may be this far from a town: a quay, a reclaimed shore."""


class Access:
    """Finds the network nodes that a door uses."""

    def __init__(self, network: RoadNetwork) -> None:
        self._net = network
        nodes = network.nodes
        self._town = np.array([n.kind in ("town", "island") for n in nodes])
        ramped = {end for edge in network.edges if edge.kind in STREETS for end in (edge.a, edge.b)}
        self._gate = np.array(
            [
                n.kind in ("junction", "gate") and bool(n.name) and (not n.name.endswith("JC") or i in ramped)
                for i, n in enumerate(nodes)
            ]
        )
        self._land = np.array([land_of(n.lat, n.lon) for n in nodes])

    def near(self, lat: float, lon: float) -> list[tuple[int, float]]:
        """(node number, straight kilometres) of the nodes worth trying, nearest first; [] if none."""
        dy = (self._net.lat - lat) * 111.2
        dx = (self._net.lon - lon) * 111.2 * np.cos(np.radians(lat))
        km = np.sqrt(dx * dx + dy * dy)
        km[self._land != land_of(lat, lon)] = np.inf
        if km.min() > COAST_KM and region_at(lat, lon) is None:
            return []
        chosen: dict[int, float] = {}
        for mask, count, limit in ((self._town, TOWNS, FAR_KM), (self._gate, GATES, GATE_KM)):
            masked = np.where(mask, km, np.inf)
            for number in np.argpartition(masked, count)[:count].tolist():
                if masked[number] <= limit:
                    chosen[number] = float(masked[number])
        near = sorted(chosen.items(), key=lambda item: item[1])
        wet = self._over_water(lat, lon, near)
        dry = [door for door, sea in zip(near, wet, strict=True) if not sea]
        return dry or near

    def _over_water(self, lat: float, lon: float, doors: list[tuple[int, float]]) -> list[bool]:
        """Whether the straight way to each node leaves the land for longer than a harbour is wide."""
        counts = [max(2, ceil(km / STEP_KM) + 1) if km > WATER_KM else 0 for _, km in doors]
        ends = [(self._net.nodes[number].lat, self._net.nodes[number].lon) for number, _ in doors]
        lats = [np.linspace(lat, end[0], count) for end, count in zip(ends, counts, strict=True)]
        lons = [np.linspace(lon, end[1], count) for end, count in zip(ends, counts, strict=True)]
        sea = load_regions().at_many(np.concatenate([*lats, []]), np.concatenate([*lons, []])) == ""
        each = np.split(sea, np.cumsum(counts)[:-1]) if counts else []
        return [_longest(line) * STEP_KM > WATER_KM for line in each]


def _longest(flags: NDArray[np.bool_]) -> int:
    """The length of the longest run of true ones."""
    return max((len([*run]) for flag, run in groupby(flags.tolist()) if flag), default=0)
