"""One row of the built gazetteer, and the helpers all sources share."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.places.boundaries import load_boundaries

WEAK = "~"
"""Marks an alias that is a place only in context ("역삼" for 역삼동, "아산" for 아산역)."""
COLUMNS = ("name", "kind", "lat", "lon", "region", "prominence", "aliases", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place as written to the table."""

    name: str
    kind: str
    lat: float
    lon: float
    region: str
    prominence: float
    aliases: tuple[str, ...]
    source: str

    def fields(self) -> tuple[str, ...]:
        """The columns as text."""
        # The first alias is the name people say: the name itself stays there if it is that.
        kept = (a for i, a in enumerate(self.aliases) if a.lstrip(WEAK) != self.name or i == 0)
        aliases = "|".join(dict.fromkeys(kept))
        return (
            self.name, self.kind, f"{self.lat:.5f}", f"{self.lon:.5f}", self.region,
            f"{self.prominence:g}", aliases, self.source,
        )  # fmt: skip


def row(
    name: str,
    kind: str,
    point: tuple[float, float],
    prominence: float,
    aliases: Iterable[str] = (),
    *,
    source: str,
    region: str | None = None,
) -> PlaceRow:
    """A row at (lat, lon); its region is looked up unless given ("" = none)."""
    code = region if region is not None else load_boundaries().at(*point) or ""
    return PlaceRow(
        name=name, kind=kind, lat=point[0], lon=point[1], region=code, prominence=prominence,
        aliases=tuple(aliases), source=source,
    )  # fmt: skip


def read_table(name: str, header: str) -> list[dict[str, str]]:
    """Rows of a hand-written table beside this module, whose header is a comment."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader([header, *(line for line in lines if not line.startswith("#"))]))


def mean(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The middle of some points (lat, lon)."""
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance in km, flat at 36 degrees north: good to 1 % within the country."""
    return 111.2 * (((a[0] - b[0]) ** 2) + ((a[1] - b[1]) * 0.809) ** 2) ** 0.5
