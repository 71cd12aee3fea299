"""Our road network as OpenStreetMap data, for other routers to build on.

    python -m tools.routing.export_osm roads.osm.pbf

Every edge is one way with its names, its class as `highway`, and its calibrated speed as `maxspeed`.
Nodes of the network keep their names; what lies between them are nodes without tags.
"""

from __future__ import annotations

import sys
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

from assistant.routing.network import RoadNetwork, load_network, load_speeds

HIGHWAY = {"expressway": "motorway", "mixed": "trunk", "national": "primary", "local": "secondary"}
"""Other classes (into a city, over fields) are joints of the network: `tertiary`."""


def export(network: RoadNetwork, path: Path) -> int:
    """Writes the file, over what is there, and returns the number of ways."""
    speeds = load_speeds().kmh
    with osmium.SimpleWriter(str(path), overwrite=True) as out:
        lines: list[list[int]] = []
        for number, node in enumerate(network.nodes, start=1):
            tags = {"name": node.name} if node.spoken else {}
            out.add_node(Node(id=number, location=(node.lon, node.lat), tags=tags))
        last = len(network.nodes)
        for edge in network.edges:
            refs = [edge.a + 1]
            for lat, lon in edge.line(network.nodes)[1:-1]:
                last += 1
                out.add_node(Node(id=last, location=(lon, lat)))
                refs.append(last)
            lines.append([*refs, edge.b + 1])
        for number, (edge, refs) in enumerate(zip(network.edges, lines, strict=True), start=1):
            tags = {
                "highway": HIGHWAY.get(edge.kind, "tertiary"),
                "oneway": "no",
                "maxspeed": f"{speeds[edge.kind]:.0f}",
            }
            if edge.roads:
                tags["name"] = edge.roads[0]
            out.add_way(Way(id=number, nodes=refs, tags=tags))
    return len(lines)


def main() -> None:
    """Writes the file that the command line names."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tools.routing.export_osm roads.osm.pbf")
    path = Path(sys.argv[1])
    print(f"{export(load_network(), path):,} ways in {path}")


if __name__ == "__main__":
    main()
