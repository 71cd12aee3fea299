"""From a door to the road network: the nearest towns and junctions on the same land."""

from __future__ import annotations

import numpy as np

from assistant.routing.islands import land_of
from assistant.routing.labels import region_at
from assistant.routing.network import RoadNetwork

TOWNS = 4
GATES = 4
GATE_KM = 12.0
FAR_KM = 40.0
COAST_KM = 5.0
"""A point outside every region may be this far from a town: a quay, a reclaimed shore."""


class Access:
    """Finds the network nodes that a door uses."""

    def __init__(self, network: RoadNetwork) -> None:
        self._net = network
        nodes = network.nodes
        self._town = np.array([n.kind in ("town", "island") for n in nodes])
        self._gate = np.array(
            [n.kind in ("junction", "gate") and bool(n.name) and not n.name.endswith("JC") for n in nodes]
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
        return sorted(chosen.items(), key=lambda item: item[1])
