"""Legal 동 that the KMA table lacks, and facilities at the legal 동 or 리 of their public address.

A facility's point is a point of that 동 or 리 (within 1-2 km, farther in mountain villages); a bridge,
pass or tunnel between two of them stands where the two meet. So the region is right though the spot is
approximate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import shapely.ops

from assistant.korean.spoken.numerals import sino
from assistant.places.regions import load_regions
from tools.places.ngii import SOURCE, LegalTown, legal_towns
from tools.places.rows import WEAK, PlaceRow, read_table, row

WEAK_SHORT = 3
"""Aliases shorter than this are places only in context ("외대", "건대")."""


def legal_dongs(known: set[tuple[str, str]]) -> Iterator[PlaceRow]:
    """Legal 동 beyond the (region, name) pairs that are there; 가 (종로1가) only as written."""
    for town in legal_towns():
        name = town.town
        if town.village or name[-1] not in "동가" or (town.region, name) in known:
            continue
        known.add((town.region, name))
        stem = [WEAK + name[:-1]] if len(name) >= 3 and re.fullmatch(r"[가-힣]+동", name) else []
        yield row(name, "neighbourhood", town.point, 0.3, stem, source=SOURCE, region=town.region)


def facilities() -> Iterator[PlaceRow]:
    """The rows of facilities.csv. Raises SystemExit listing addresses that do not exist."""
    index = _index()
    missing = []
    for raw in read_table("facilities.csv", "name,kind,address,aliases,prominence"):
        ends = [_find(index, part.strip()) for part in raw["address"].split("/")]
        if any(end is None for end in ends):
            missing.append(f"{raw['name']}: {raw['address']}")
            continue
        towns = [end for end in ends if end is not None]
        point = towns[0].point if len(towns) == 1 else _between(towns[0], towns[1])
        listed = [raw["name"], *filter(None, raw["aliases"].split("|"))]
        names = [WEAK + n if len(n) < WEAK_SHORT and i else n for i, n in enumerate(listed)]
        yield row(
            raw["name"], raw["kind"], point, float(raw["prominence"]), names,
            source="ngii-address", region=towns[0].region,
        )  # fmt: skip
    if missing:
        raise SystemExit("no such 동 or 리:\n" + "\n".join(missing))


def main_roads() -> Iterator[tuple[PlaceRow, tuple[str, ...]]]:
    """The rows of roads.csv, each with the codes of the regions along it."""
    index = _index()
    for raw in read_table("roads.csv", "name,aliases,prominence,path"):
        parts = [part.strip() for part in raw["path"].split("/")]
        towns = [town for part in parts if (town := _find(index, part))]
        if len(towns) < len(parts):
            raise SystemExit(f"{raw['name']}: no such 동 in {parts}")
        names = [raw["name"], *filter(None, raw["aliases"].split("|"))]
        place = row(
            raw["name"], "road", towns[len(towns) // 2].point, float(raw["prominence"]), names,
            source="ngii-address", region="",
        )  # fmt: skip
        yield place, tuple(dict.fromkeys(town.region for town in towns))


_HIGHWAY_NAMES = ("{}번국도", "국도{}호선", "국도{}번", "{}호국도")


def highways() -> Iterator[tuple[PlaceRow, tuple[str, ...]]]:
    """The national highways of highways.csv, each with the codes of the regions along it."""
    points = {r.code: (r.lat, r.lon) for r in load_regions().all()}
    for raw in read_table("highways.csv", "number,prominence,path"):
        codes = []
        for part in (part.strip() for part in raw["path"].split("/")):
            province, _, name = part.partition(" ")
            found = load_regions().find(name, province)
            if len(found) != 1:
                raise SystemExit(f"highway {raw['number']}: no single region {part!r}")
            codes.append(found[0].code)
        number = raw["number"]
        said = sino(number)
        names = [form.format(n) for n in (number, said) for form in _HIGHWAY_NAMES]
        point = points[codes[len(codes) // 2]]
        place = row(
            names[0], "road", point, float(raw["prominence"]), names, source="molit-highways", region=""
        )
        yield place, tuple(dict.fromkeys(codes))


def _index() -> dict[tuple[str, str], LegalTown]:
    """(region code, "북면 한계리") -> the town."""
    return {(town.region, town.name): town for town in reversed(legal_towns())}


def _find(index: dict[tuple[str, str], LegalTown], address: str) -> LegalTown | None:
    province, *words = address.split()
    for cut in (1, 2):
        for region in load_regions().find(" ".join(words[:cut]), province):
            if town := index.get((region.code, " ".join(words[cut:]))):
                return town
    return None


def _between(a: LegalTown, b: LegalTown) -> tuple[float, float]:
    """The middle of the shared border, or of the gap between two (lat, lon)."""
    border = a.shape.boundary.intersection(b.shape.buffer(0.0005))
    if not border.is_empty and a.shape.distance(b.shape) < 0.0005:
        middle = border.interpolate(0.5, normalized=True) if border.geom_type == "LineString" else None
        if middle is None:
            middle = shapely.ops.nearest_points(border, border.centroid)[0]
    else:
        p, q = shapely.ops.nearest_points(a.shape, b.shape)
        return (p.y + q.y) / 2, (p.x + q.x) / 2
    return middle.y, middle.x
