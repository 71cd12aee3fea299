"""Reads the source tables of the road network from the shared data folder."""

from __future__ import annotations

import csv
import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shapely.geometry import Polygon
from shapely.ops import unary_union

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "assistant" / "routing" / "data"


def shared() -> Path:
    """The folder with the source data: GILBEOT_SHARED, or ../shared beside the repository."""
    return Path(os.environ.get("GILBEOT_SHARED", ROOT.parent / "shared"))


def table(relative: str) -> list[dict[str, str]]:
    """The rows of a CSV below the shared folder."""
    csv.field_size_limit(sys.maxsize)
    with (shared() / relative).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(slots=True)
class Node:
    """A junction, toll gate, rest area or town of the network under construction."""

    key: str
    kind: str
    name: str
    lat: float
    lon: float
    roads: set[str] = field(default_factory=set)
    """Expressways that it lies on."""


@dataclass(slots=True)
class Edge:
    """An undirected stretch of road under construction."""

    a: str
    b: str
    km: float
    kind: str
    roads: tuple[str, ...]
    via: list[tuple[float, float]] = field(default_factory=list)


def land() -> Any:
    """The land of Korea as one shapely geometry (province boundaries of 2018)."""
    topo = json.loads((shared() / "geo/skorea-provinces-2018-topo-simple.json").read_text(encoding="utf-8"))
    scale, move = topo["transform"]["scale"], topo["transform"]["translate"]
    arcs = []
    for arc in topo["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale[0] + move[0], y * scale[1] + move[1]))
        arcs.append(line)

    def ring(indexes: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for index in indexes:
            line = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(line if not points else line[1:])
        return points

    shapes = []
    for geometry in next(iter(topo["objects"].values()))["geometries"]:
        groups = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        for group in groups:
            outline = ring(group[0])
            if len(outline) >= 4:
                shapes.append(Polygon(outline, [ring(hole) for hole in group[1:]]).buffer(0))
    return unary_union(shapes)
