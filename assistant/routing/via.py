"""Ways that were asked for: by a named road, or through a place."""

from __future__ import annotations

from functools import cache

from assistant.places.model import Place, PlaceKind
from assistant.places.roads import regions_along
from assistant.routing.network import RoadNetwork

PREFERENCE = 0.35
"""A minute on the wished road counts this much of one: it is taken where it does not lead far astray."""
LEAST_SHARE = 0.1
"""A way that runs a smaller share of its length on the wished road does not follow it."""
OPEN_ROADS = frozenset({"rural", "national", "mixed", "local"})
"""Classes that stand for a numbered road where the network bears no names: ordinary roads between towns."""


def is_road(via: Place) -> bool:
    """Whether the wish names a road rather than a place to pass."""
    return via.kind is PlaceKind.ROAD


@cache
def edges_of_road(network: RoadNetwork, name: str) -> frozenset[int]:
    """Edges that a road of this name runs along.

    Where no edge bears the name (most national roads), the ordinary roads inside the regions it passes
    stand for it: the way then keeps to its corridor, not to its every bend.
    """
    named = frozenset(n for n, edge in enumerate(network.edges) if name in edge.roads)
    if named:
        return named
    along = set(regions_along(name))
    return frozenset(
        number
        for number, edge in enumerate(network.edges)
        if edge.kind in OPEN_ROADS and {run.split("*")[0] for run in edge.runs.split(" ")} <= along
    )
