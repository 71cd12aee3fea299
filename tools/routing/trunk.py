"""Trunk roads: the backbone, and chains of toll gates and rest areas along each expressway."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from itertools import combinations, pairwise
from pathlib import Path

from sources import Edge, Node, table

from assistant.routing.geo import distance_km

RULES = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
CHAIN_KM = 32.0
"""Gates of one expressway farther apart than this are not neighbours (the road is interrupted there)."""
SINUOSITY = 1.06
"""Length of an expressway by its straight chain; median of the backbone's own single-expressway edges."""
RANK_KIND = {"101": "expressway", "103": "national", "106": "local", "107": "local"}


def backbone() -> tuple[dict[str, Node], list[Edge]]:
    """The nodes and undirected edges of the national backbone."""
    nodes: dict[str, Node] = {}
    for row in table("data/roads/backbone_nodes.csv"):
        name = tidy(row["node_name"])
        nodes[row["node_id"]] = Node(
            row["node_id"], "junction", name, float(row["latitude"]), float(row["longitude"])
        )
    edges: dict[str, Edge] = {}
    for row in table("data/roads/backbone_edges.csv"):
        if row["undirected_edge_id"] in edges:
            continue
        names = [official(name) for name in row["road_name"].split("|")]
        roads = tuple(dict.fromkeys(name for name in names if name))
        edge = Edge(
            row["from_node"],
            row["to_node"],
            float(row["distance_km"]),
            kind_of(row["road_rank"], roads),
            roads,
        )
        edges[row["undirected_edge_id"]] = edge
        if edge.kind == "expressway" and len(roads) == 1:
            nodes[edge.a].roads.add(roads[0])
            nodes[edge.b].roads.add(roads[0])
    for node in nodes.values():
        node.roads.update(RULES["junction_roads"].get(node.name, ()))
    return nodes, list(edges.values())


def kind_of(rank: str, roads: tuple[str, ...]) -> str:
    """Class of an edge. The source gives the best class on it; town streets between make it mixed."""
    kind = RANK_KIND.get(rank, "local")
    if kind != "expressway":
        return kind
    fast = sum(is_expressway(road) for road in roads)
    if fast == 0:
        return "national"
    return "expressway" if fast == len(roads) or len(roads) - fast <= 1 else "mixed"


def is_expressway(road: str) -> bool:
    """True for names such as "경부고속도로"."""
    return "고속" in road


def official(name: str) -> str:
    """One spelling of a road name for the several in the sources."""
    return str(RULES["road_names"].get(name.strip(), name.strip()))


def tidy(name: str) -> str:
    """The spoken name of a junction: "김천IC(남측)" and "김천IC앞" become "김천IC"."""
    name = name.split("(")[0].translate(str.maketrans("１２３", "123"))
    for old, new in RULES["node_endings"].items():
        if name.endswith(old):
            name = name[: -len(old)] + new
    return name


def gates() -> dict[str, Node]:
    """Toll gates and rest areas, each with the expressway it lies on."""
    nodes: dict[str, Node] = {}
    barriers = set(RULES["barriers"])
    for row in table("data/roads/kec_tollgates.csv"):
        road = RULES["gate_lines"].get(row["route"])
        if road is None or not row["lat"]:
            continue
        name = row["name"].split("(")[0]
        name += "요금소" if name in barriers else "IC"
        lat, lon = float(row["lat"]), float(row["lon"])
        node = Node("T" + row["code"], "gate", name, lat, lon, {_split(road, lat)})
        nodes[node.key] = node
    for i, row in enumerate(table("data/roads/kec_rest_areas_20171114.csv")):
        road = RULES["rest_lines"].get(row["도로노선명"])
        if road is None or not row["위도"]:
            continue
        lat, lon = float(row["위도"]), float(row["경도"])
        road = _split(road, lat)
        near = (n for n in nodes.values() if road in n.roads and distance_km(lat, lon, n.lat, n.lon) < 4)
        if next(near, None) is None:
            name = row["휴게소명"].split("(")[0].strip().removesuffix("휴게소") + "휴게소"
            nodes[f"A{i}"] = Node(f"A{i}", "rest", name, lat, lon, {road})
    return nodes


def _split(road: str, lat: float) -> str:
    rule = RULES["split"].get(road)
    return str(rule["becomes"]) if rule and lat < rule["south_of"] else road


def chains(nodes: dict[str, Node]) -> list[Edge]:
    """For each expressway, the shortest tree over all that lies on it (a line has one way through)."""
    by_road: dict[str, list[Node]] = defaultdict(list)
    for node in nodes.values():
        for road in node.roads:
            by_road[road].append(node)
    edges = []
    for road, members in by_road.items():
        edges.extend(_tree(road, _without_strays(members)))
    return edges


def _without_strays(members: list[Node]) -> list[Node]:
    """Drops gates whose coordinates lie off the line of their neighbours (some are 6-13 km wrong)."""
    kept = []
    for node in members:
        near = sorted(distance_km(node.lat, node.lon, o.lat, o.lon) for o in members if o is not node)
        if node.kind == "junction" or not near or near[0] < CHAIN_KM:
            kept.append(node)
    return kept


def _tree(road: str, members: list[Node]) -> list[Edge]:
    parent = {node.key: node.key for node in members}

    def root(key: str) -> str:
        while parent[key] != key:
            key = parent[key]
        return key

    pairs = sorted(
        (distance_km(a.lat, a.lon, b.lat, b.lon), a.key, b.key) for a, b in combinations(members, 2)
    )
    edges = []
    for km, a, b in pairs:
        if km > CHAIN_KM or root(a) == root(b):
            continue
        parent[root(a)] = root(b)
        edges.append(Edge(a, b, max(km * SINUOSITY, 0.02), "expressway", (road,)))
    return edges


def crossings(nodes: dict[str, Node], edges: list[Edge]) -> list[Edge]:
    """Splits chains of different expressways where they cross: there is a junction in nearly every case."""
    cut: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for i, j in combinations(range(len(edges)), 2):
        first, second = edges[i], edges[j]
        if first.roads == second.roads:
            continue
        hit = _cross(nodes, first, second)
        if hit is None:
            continue
        s, t, lat, lon = hit
        key = f"X{i}_{j}"
        name = RULES["crossing_names"].get("|".join(sorted((*first.roads, *second.roads))), "")
        nodes[key] = Node(key, "junction", name, round(lat, 5), round(lon, 5))
        cut[i].append((s, key))
        cut[j].append((t, key))
    result = []
    for i, edge in enumerate(edges):
        stops = [(0.0, edge.a), *sorted(cut[i]), (1.0, edge.b)]
        for (s, a), (t, b) in pairwise(stops):
            result.append(Edge(a, b, max(edge.km * (t - s), 0.02), edge.kind, edge.roads))
    return result


def _cross(nodes: dict[str, Node], first: Edge, second: Edge) -> tuple[float, float, float, float] | None:
    """Where two straight edges cross: shares along both, and the point."""
    if {first.a, first.b} & {second.a, second.b}:
        return None
    p, q, r, s = (nodes[k] for k in (first.a, first.b, second.a, second.b))
    dx1, dy1, dx2, dy2 = q.lon - p.lon, q.lat - p.lat, s.lon - r.lon, s.lat - r.lat
    det = dx1 * dy2 - dy1 * dx2
    if abs(det) < 1e-12:
        return None
    u = ((r.lon - p.lon) * dy2 - (r.lat - p.lat) * dx2) / det
    v = ((r.lon - p.lon) * dy1 - (r.lat - p.lat) * dx1) / det
    if not (0.0 < u < 1.0 and 0.0 < v < 1.0):
        return None
    return u, v, p.lat + u * dy1, p.lon + u * dx1


def refine(nodes: dict[str, Node], edges: list[Edge]) -> None:
    """Gives the straight backbone edges their course: gates of the named roads that fit into the length.

    The cheapest insertion first, as long as the polyline stays within the edge's own length.
    """
    for edge in edges:
        a, b = nodes[edge.a], nodes[edge.b]
        if edge.km < 5.0:
            continue
        line = [(a.lat, a.lon), (b.lat, b.lon)]
        pool = [
            (n.lat, n.lon)
            for n in nodes.values()
            if n.roads & set(edge.roads)
            and n.key not in (edge.a, edge.b)
            and distance_km(a.lat, a.lon, n.lat, n.lon) + distance_km(n.lat, n.lon, b.lat, b.lon) <= edge.km
        ]
        total = distance_km(*line[0], *line[1])
        while pool:
            best = min(
                (
                    distance_km(*line[i], *p)
                    + distance_km(*p, *line[i + 1])
                    - distance_km(*line[i], *line[i + 1]),
                    i,
                    p,
                )
                for i in range(len(line) - 1)
                for p in pool
            )
            if total + best[0] > edge.km * 1.005:
                break
            total += best[0]
            line.insert(best[1] + 1, best[2])
            pool.remove(best[2])
        edge.via = line[1:-1]
