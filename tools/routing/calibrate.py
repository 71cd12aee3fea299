"""Fits the speeds of `assistant/routing/data/speeds.toml` to free-flow car minutes.

Prints the error for the fit and for each hub left out of the fit. Run after `build_network.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from sources import DATA, table  # noqa: E402

from assistant.routing.access import Access  # noqa: E402
from assistant.routing.network import load_network, load_speeds  # noqa: E402

HUBS = ("시청", "수원", "대전", "전주")
GUESS_KMH = {
    "expressway": 90.0,
    "mixed": 70.0,
    "national": 70.0,
    "local": 50.0,
    "link": 30.0,
    "metro": 50.0,
    "city": 50.0,
    "rural": 60.0,
    "door": 40.0,
}
SKIP = {"옹진군", "신안군"}
"""Islands: the table's point is on the sea side of a ferry."""
BOUNDS = {
    "metro": (0.9, 2.0),
    "city": (0.9, 2.0),
    "rural": (0.95, 2.0),
    "link": (1.0, 3.0),
    "local": (0.8, 2.0),
}
ANY = (0.5, 3.0)
"""Minutes per kilometre (of the straight line where a detour applies) that a class of road may take."""
STEPS = (0.85, 0.93, 0.97, 1.03, 1.07, 1.15)


class Fit:
    """The network as arrays: minutes of every pair for a set of minutes per straight kilometre."""

    def __init__(self) -> None:
        self.net = load_network()
        speeds = load_speeds()
        self.kinds = [k for k in speeds.kmh if k != "door"]
        edges = self.net.edges
        self.kind = np.array([self.kinds.index(e.kind) for e in edges])
        self.km = np.array([e.km / speeds.detour.get(e.kind, 1.0) for e in edges])
        self.a = np.array([e.a for e in edges])
        self.b = np.array([e.b for e in edges])
        hubs = {row["hub"]: row for row in table("data/roads/hubs.csv")}
        self.rows = [r for r in table("data/roads/sgg_to_hub_minutes_dev.csv") if r["sgg"] not in SKIP]
        self.truth = np.array([[float(r[h]) for h in HUBS] for r in self.rows])
        access = Access(self.net)
        self.doors = [access.near(float(r["lat"]), float(r["lon"])) for r in self.rows]
        self.hubs = [access.near(float(hubs[h]["lat"]), float(hubs[h]["lon"])) for h in HUBS]
        self.now = {k: 60.0 / v * speeds.detour.get(k, 1.0) for k, v in speeds.kmh.items()}
        self.start = {k: 60.0 / GUESS_KMH[k] * speeds.detour.get(k, 1.0) for k in speeds.kmh}

    def minutes(self, per_km: dict[str, float]) -> NDArray[np.float64]:
        """Shape (districts, hubs)."""
        rate = np.array([per_km[k] for k in self.kinds])
        weight = np.maximum(self.km * rate[self.kind], 1e-4)
        n = len(self.net.nodes)
        graph = coo_matrix((weight, (self.a, self.b)), shape=(n, n)).tocsr()
        # Parallel edges would be summed: keep the fastest.
        order = np.argsort(-weight)
        graph = graph.tolil()
        graph[self.a[order], self.b[order]] = weight[order]
        graph = graph.tocsr()
        result = np.zeros_like(self.truth)
        for j, hub in enumerate(self.hubs):
            nodes = [n for n, _ in hub]
            table_ = dijkstra(graph, directed=False, indices=nodes)
            table_ = (table_ + np.array([[km * per_km["door"]] for _, km in hub])).min(axis=0)
            for i, door in enumerate(self.doors):
                result[i, j] = min(table_[n] + km * per_km["door"] for n, km in door)
        return result

    def loss(self, per_km: dict[str, float], columns: list[int]) -> float:
        """Mean absolute relative error in per cent (short trips under 15 minutes count in minutes)."""
        error = np.abs(self.minutes(per_km) - self.truth) / np.maximum(self.truth, 15.0)
        return float(error[:, columns].mean() * 100)

    def search(self, columns: list[int], rounds: int = 8) -> dict[str, float]:
        """Coordinate descent from round guesses, not from the last fit: that has seen every hub."""
        best = {
            key: min(max(v, BOUNDS.get(key, ANY)[0]), BOUNDS.get(key, ANY)[1])
            for key, v in self.start.items()
        }
        score = self.loss(best, columns)
        for _ in range(rounds):
            for key in [*self.kinds, "door"]:
                low, high = BOUNDS.get(key, ANY)
                for step in STEPS:
                    trial = best | {key: min(max(best[key] * step, low), high)}
                    value = self.loss(trial, columns)
                    if value < score - 1e-4:
                        best, score = trial, value
        return best


def write(per_km: dict[str, float]) -> None:
    """Replaces the speeds of the package, keeping the detour factors."""
    detour = load_speeds().detour
    lines = [
        "# Free-flow car speeds by class of road (km/h), and road length by straight line where the network",
        "# has no length. Fitted by tools/routing/calibrate.py; errors in docs/routing.md.",
        "[kmh]",
    ]
    lines += [f"{k} = {60.0 / v * detour.get(k, 1.0):.1f}" for k, v in per_km.items()]
    lines += ["", "[detour]", *(f"{k} = {v}" for k, v in detour.items())]
    (DATA / "speeds.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Prints the fit and the leave-one-hub-out errors."""
    fit = Fit()
    everything = list(range(len(HUBS)))
    print("now", round(fit.loss(fit.now, everything), 2))
    best = fit.search(everything)
    error = np.abs(fit.minutes(best) / fit.truth - 1) * 100
    print({k: round(v, 3) for k, v in best.items()})
    for j, hub in enumerate(HUBS):
        print(
            hub,
            "median",
            round(float(np.median(error[:, j])), 1),
            "p90",
            round(float(np.percentile(error[:, j], 90)), 1),
        )
    print("all median", round(float(np.median(error)), 2))
    if "--write" in sys.argv:
        write(best)
    if "--cross" in sys.argv:
        for j, hub in enumerate(HUBS):
            other = fit.search([c for c in everything if c != j])
            held = np.abs(fit.minutes(other)[:, j] / fit.truth[:, j] - 1) * 100
            print("left out", hub, "median", round(float(np.median(held)), 2))
    if "--worst" in sys.argv:
        got = fit.minutes(best)
        for i in np.argsort(-np.abs(got / fit.truth - 1).max(axis=1))[:25]:
            row = fit.rows[int(i)]
            print(
                row["sido"],
                row["sgg"],
                fit.truth[i].astype(int).tolist(),
                got[i].round().astype(int).tolist(),
            )


if __name__ == "__main__":
    main()
