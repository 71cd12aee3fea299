"""Ordinary roads: a mesh between towns, and the ramps from towns to the trunk roads.

Settlements lie along roads, so neighbouring towns stand for the road between them; how much longer and
slower that road is than the straight line is calibrated (`calibrate.py`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import Delaunay
from shapely.geometry import LineString
from shapely.prepared import prep
from sources import Edge, Node, land, table
from trunk import RULES

from assistant.routing.geo import distance_km

SPACING_KM = {"city": 3.5, "town": 6.5}
"""Towns closer than this to one already taken are left out."""
MAX_KM = {"mesh": 32.0, "ramp": 9.0}
WATER_KM = 1.0
"""A mesh edge may cross this much water by the coarse outline; longer ones need a named bridge."""
DENSE = 6
"""More urban neighbourhoods (동) than this within 4 km make a place a city."""


def towns() -> tuple[dict[str, Node], dict[str, str], dict[str, float]]:
    """Towns, thinned; the key of every "시군구 읍면동" pair; and how urban each is (동 within 4 km)."""
    rows = []
    for i, row in enumerate(table("geo/kma_grid.csv")):
        lat, lon = float(row["latitude"] or 0), float(row["longitude"] or 0)
        if lat < 32 or not row["arePt2"]:
            continue
        rows.append((f"M{i}", row["arePt2"], row["arePt3"], lat, lon))
    dong = np.array([(lat, lon) for _, _, name, lat, lon in rows if name.endswith("동")])

    def density(lat: float, lon: float) -> float:
        dy, dx = (dong[:, 0] - lat) * 111.2, (dong[:, 1] - lon) * 88.5
        return float(((dx * dx + dy * dy) < 16.0).sum())

    islands = {(d, n) for d, names in RULES["islands"].items() for n in names}
    bridged = {name for pair in RULES["bridges"]["pairs"] for name in pair}

    def order(row: tuple[str, str, str, float, float]) -> int:
        _, district, name, _, _ = row
        if f"{district} {name}" in bridged:
            return 0
        return 1 if (district, name) in islands else 2 if not name else 3 if name.endswith("읍") else 4

    nodes: dict[str, Node] = {}
    keys: dict[str, str] = {}
    urban: dict[str, float] = {}
    for row in sorted(rows, key=order):
        key, district, name, lat, lon = row
        if (district, name) in islands and name in ("", "독도"):
            continue
        dense = density(lat, lon)
        spacing = SPACING_KM["city" if dense > DENSE else "town"]
        if order(row) > 1 and any(distance_km(lat, lon, n.lat, n.lon) < spacing for n in nodes.values()):
            continue
        nodes[key] = Node(key, "town", name or district, round(lat, 5), round(lon, 5))
        keys[f"{district} {name}"] = key
        urban[key] = dense
        if (district, name) in islands:
            nodes[key].kind = "island"
    return nodes, keys, urban


def mesh(nodes: dict[str, Node], keys: dict[str, str], urban: dict[str, float]) -> list[Edge]:
    """Edges between neighbouring towns over land, and over the named bridges."""
    ground = land().buffer(0.003)
    fast = prep(ground)
    order = list(nodes)
    xy = np.array([(nodes[k].lon * 0.8, nodes[k].lat) for k in order])
    edges: list[Edge] = []
    seen: set[tuple[str, str]] = set()
    for simplex in Delaunay(xy).simplices:
        for i, j in ((0, 1), (1, 2), (0, 2)):
            a, b = sorted((order[simplex[i]], order[simplex[j]]))
            if (a, b) in seen:
                continue
            seen.add((a, b))
            if "island" in (nodes[a].kind, nodes[b].kind):
                continue
            km = distance_km(nodes[a].lat, nodes[a].lon, nodes[b].lat, nodes[b].lon)
            if km <= MAX_KM["mesh"] and _dry(fast, ground, nodes[a], nodes[b], km):
                edges.append(Edge(a, b, km, _kind(urban[a], urban[b]), ()))
    for first, second in RULES["bridges"]["pairs"]:
        a, b = keys[first], keys[second]
        if (min(a, b), max(a, b)) not in {(min(e.a, e.b), max(e.a, e.b)) for e in edges}:
            km = distance_km(nodes[a].lat, nodes[a].lon, nodes[b].lat, nodes[b].lon)
            edges.append(Edge(a, b, km, "rural", ()))
    return edges


def ramps(towns_: dict[str, Node], urban: dict[str, float], trunk: dict[str, Node]) -> list[Edge]:
    """Each junction and gate to the two nearest towns, and each town to the nearest three junctions."""
    pairs: set[tuple[str, str]] = set()
    open_to_towns = frozenset(RULES["interchanges"]["with_ramps"])
    real = [
        n
        for n in trunk.values()
        if n.kind in ("junction", "gate")
        and n.name
        and (not n.name.endswith("JC") or n.name in open_to_towns)
    ]
    mainland = [t for t in towns_.values() if t.kind == "town"]
    for node in real:
        near = sorted(mainland, key=lambda t: distance_km(node.lat, node.lon, t.lat, t.lon))
        pairs.update((node.key, t.key) for t in near[:2])
    for town in mainland:
        near_trunk = sorted(real, key=lambda n: distance_km(n.lat, n.lon, town.lat, town.lon))
        pairs.update((n.key, town.key) for n in near_trunk[:3])
    ground = land().buffer(0.003)
    fast = prep(ground)
    edges = []
    for a, b in sorted(pairs):
        node, town = trunk[a], towns_[b]
        km = distance_km(node.lat, node.lon, town.lat, town.lon)
        if km <= MAX_KM["ramp"] and _dry(fast, ground, node, town, km):
            edges.append(Edge(a, b, max(km, 0.1), _kind(urban[b], urban[b]), ()))
    return edges


def _kind(a: float, b: float) -> str:
    mean = (a + b) / 2
    return "metro" if mean > 20 else "city" if mean > DENSE else "rural"


def _dry(fast: Any, ground: Any, a: Node, b: Node, km: float) -> bool:
    line = LineString([(a.lon, a.lat), (b.lon, b.lat)])
    if fast.contains(line):
        return True
    share = line.difference(ground).length / line.length
    return bool(share * km <= WATER_KM)
