"""Compares the districts on our way along each backbone edge with those of the true path.

The source gives no geometry between its nodes, but the numbers of the nodes on the way, whose first three
digits are a district. Which one is learnt from the backbone nodes, whose coordinates are known.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from build_network import region_lookup  # noqa: E402
from sources import table  # noqa: E402
from trunk import backbone, gates, refine  # noqa: E402

from assistant.routing.geo import densify  # noqa: E402
from assistant.routing.network import STEP_KM  # noqa: E402


def check(*, refined: bool) -> tuple[float, float, int]:
    """(recall, precision, districts compared) of the districts on all backbone edges."""
    at = region_lookup()
    nodes, edges = backbone()
    nodes.update(gates())
    if refined:
        refine(nodes, edges)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in table("data/roads/backbone_nodes.csv"):
        votes[row["original_node_id"][:3]][at(float(row["latitude"]), float(row["longitude"]))] += 1
    district = {prefix: counter.most_common(1)[0][0] for prefix, counter in votes.items()}
    known = set(district.values())
    paths = {
        row["undirected_edge_id"]: row["original_node_path"] for row in table("data/roads/backbone_edges.csv")
    }
    hit = missed = extra = 0
    for edge, path in zip(edges, paths.values(), strict=True):
        true = {district[node[:3]] for node in path.split(";") if node[:3] in district}
        a, b = nodes[edge.a], nodes[edge.b]
        line = [(a.lat, a.lon), *edge.via, (b.lat, b.lon)]
        ours = {at(lat, lon) for lat, lon, _ in densify(line, STEP_KM)} & known
        hit += len(true & ours)
        missed += len(true - ours)
        extra += len(ours - true)
    return hit / (hit + missed), hit / (hit + extra), len(known)


def main() -> None:
    """Prints the figures with and without the course from gates and rest areas."""
    for refined in (False, True):
        recall, precision, count = check(refined=refined)
        name = "with gates as via points" if refined else "straight"
        print(f"{name}: recall {recall:.1%}, precision {precision:.1%} over {count} districts")


if __name__ == "__main__":
    main()
