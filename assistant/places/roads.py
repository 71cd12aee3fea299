"""Which regions a named road passes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, tuple[str, ...]]:
    lines = (files(__package__) / "data" / "roads.tsv").read_text(encoding="utf-8").splitlines()
    return {name: tuple(codes.split("|")) for name, codes in (line.split("\t") for line in lines[1:])}


def regions_along(road: str) -> tuple[str, ...]:
    """Codes of the regions along a road ("강변북로", "경부고속도로"), from one end to the other.

    Those with a toll gate, a trunk node or a listed 동 of it: a region it only crosses may be missing.
    () if unknown.
    """
    return _table().get(road, ())
