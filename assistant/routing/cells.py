"""H3 cells to keep out of, brought to the resolution of exposures, and the edges of the network in them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import h3.api.basic_int as h3

from assistant.routing.batch import RESOLUTION, cell_id
from assistant.routing.geo import Point, densify
from assistant.routing.network import RoadNetwork

COARSEST = 4
"""Cells coarser than this (1,770 km² each) are refused: half a province is a region, not a cell."""
FINE_KM = 0.4
"""Step along a line when cells are looked for: a third of the edge of a cell, so that none is jumped over."""


class BadCell(ValueError):
    """Not an H3 cell, or one too coarse."""


def cells_of(names: Iterable[str]) -> frozenset[int]:
    """The cells of resolution 7 of H3 cells of any resolution from 4 to 15. Raises `BadCell`."""
    found: set[int] = set()
    for name in names:
        try:
            cell = h3.str_to_int(name)  # type: ignore[no-untyped-call]
        except ValueError as error:
            raise BadCell(name) from error
        if not h3.is_valid_cell(cell):  # type: ignore[no-untyped-call]
            raise BadCell(name)
        resolution = h3.get_resolution(cell)  # type: ignore[no-untyped-call]
        if resolution < COARSEST:
            raise BadCell(name)
        if resolution >= RESOLUTION:
            found.add(h3.cell_to_parent(cell, RESOLUTION))  # type: ignore[no-untyped-call]
        else:
            found.update(h3.cell_to_children(cell, RESOLUTION))  # type: ignore[no-untyped-call]
    return frozenset(found)


def touches_cells(line: list[Point], cells: frozenset[int]) -> bool:
    """Whether a polyline passes one of the cells."""
    return bool(cells) and any(cell_id(lat, lon) in cells for lat, lon, _ in densify(line, FINE_KM))


@cache
def edges_by_cell(network: RoadNetwork) -> dict[int, frozenset[int]]:
    """Edge numbers by each cell that they touch; made on first use."""
    table: dict[int, set[int]] = {}
    for number, edge in enumerate(network.edges):
        for lat, lon, _ in densify(edge.line(network.nodes), FINE_KM):
            table.setdefault(cell_id(lat, lon), set()).add(number)
    return {cell: frozenset(numbers) for cell, numbers in table.items()}
