"""Builds assistant/routing/data/{nodes,edges}.csv from the shared tables.

Run: `python tools/routing/build_network.py` (needs ../shared or GILBEOT_SHARED, and scipy).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from mesh import mesh, ramps, towns  # noqa: E402
from sources import DATA, Edge, Node  # noqa: E402
from trunk import backbone, chains, crossings, gates, refine  # noqa: E402

from assistant.routing.geo import densify, distance_km  # noqa: E402
from assistant.routing.network import STEP_KM  # noqa: E402

LINK_KM = 1.2
"""A gate and a backbone junction of one expressway this close are the same interchange."""


def network() -> tuple[dict[str, Node], list[Edge]]:
    """All nodes and undirected edges."""
    nodes, edges = backbone()
    nodes.update(gates())
    chain = chains(nodes)
    refine(nodes, edges)
    edges += crossings(nodes, chain)
    edges += links(nodes)
    settlements, keys, urban = towns()
    edges += mesh(settlements, keys, urban)
    edges += ramps(settlements, urban, nodes)
    nodes.update(settlements)
    return nodes, _shortest(edges)


def links(nodes: dict[str, Node]) -> list[Edge]:
    """Joins trunk nodes that lie next to each other (two spellings of one interchange)."""
    trunk = list(nodes.values())
    result = []
    for i, a in enumerate(trunk):
        for b in trunk[i + 1 :]:
            if abs(a.lat - b.lat) < 0.02 and abs(a.lon - b.lon) < 0.02:
                km = distance_km(a.lat, a.lon, b.lat, b.lon)
                if km < LINK_KM:
                    result.append(Edge(a.key, b.key, max(km, 0.05), "link", ()))
    return result


def _shortest(edges: list[Edge]) -> list[Edge]:
    """One edge per pair and class, the shortest."""
    best: dict[tuple[str, str, str], Edge] = {}
    for edge in edges:
        key = (min(edge.a, edge.b), max(edge.a, edge.b), edge.kind)
        if key not in best or edge.km < best[key].km:
            best[key] = edge
    return list(best.values())


def region_lookup() -> Callable[[float, float], str]:
    """Point -> region code, "" at sea or abroad."""
    from assistant.places.regions import load_regions

    index = load_regions()

    def at(lat: float, lon: float) -> str:
        region = index.at(lat, lon)
        return region.code if region else ""

    return at


def main() -> None:
    """Writes both tables."""
    nodes, edges = network()
    at = region_lookup() if "--no-regions" not in sys.argv else lambda _lat, _lon: "?"
    used = {key for edge in edges for key in (edge.a, edge.b)}
    kept = {k: n for k, n in nodes.items() if k in used or n.kind in ("town", "island")}
    number = {key: i for i, key in enumerate(kept)}
    DATA.mkdir(parents=True, exist_ok=True)
    with (DATA / "nodes.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["kind", "name", "lat", "lon", "region"])
        for node in kept.values():
            out.writerow(
                [node.kind, node.name, round(node.lat, 5), round(node.lon, 5), at(node.lat, node.lon)]
            )
    with (DATA / "edges.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["a", "b", "km", "kind", "roads", "via", "regions"])
        for edge in edges:
            a, b = nodes[edge.a], nodes[edge.b]
            via = [(round(lat, 5), round(lon, 5)) for lat, lon in edge.via]
            line = [(round(a.lat, 5), round(a.lon, 5)), *via, (round(b.lat, 5), round(b.lon, 5))]
            codes = [at(lat, lon) for lat, lon, _ in densify(line, STEP_KM)]
            runs = " ".join(f"{code}*{len(list(group))}" for code, group in groupby(codes))
            out.writerow(
                [
                    number[edge.a],
                    number[edge.b],
                    round(edge.km, 2),
                    edge.kind,
                    "|".join(edge.roads),
                    " ".join(f"{lat},{lon}" for lat, lon in via),
                    runs,
                ]
            )
    print(f"{len(kept)} nodes, {len(edges)} edges")


if __name__ == "__main__":
    main()
