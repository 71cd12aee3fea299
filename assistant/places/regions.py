# mypy: allow-untyped-calls
"""Regions (시군구 and KMA sea areas): look-up by point, code and name, borders, neighbours and H3 cells."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from assistant.places.model import Region
from assistant.places.provinces import province_codes, provinces

if TYPE_CHECKING:
    from shapely.geometry import MultiPolygon

    from assistant.places.boundaries import Boundaries, Codes, Floats

SEA = "sea:"
SEA_PROVINCE = "해상"
_DATA = files(__package__) / "data"


class Regions:
    """The `RegionIndex` over the shipped tables. Boundaries are read on the first look-up by point."""

    def __init__(
        self,
        regions: Iterable[Region],
        former_codes: dict[str, str],
        former_provinces: dict[str, tuple[str, ...]],
    ) -> None:
        self._by_code = {region.code: region for region in regions}
        self._former_codes = former_codes
        self._former_provinces = former_provinces
        self._by_name: dict[str, list[Region]] = {}
        for region in self._by_code.values():
            for name in _keys(region):
                self._by_name.setdefault(name, []).append(region)

    # by point

    @property
    def _bounds(self) -> Boundaries:
        # The geometry library costs more to import than all names together: only those who ask by point pay.
        from assistant.places.boundaries import load_boundaries

        return load_boundaries()

    def at(self, lat: float, lon: float) -> Region | None:
        """The region that contains the point (or lies within 1.5 km of a point off the coast), else None."""
        code = self._bounds.at(lat, lon)
        return None if code is None else self._by_code[code]

    def at_many(self, lats: Floats, lons: Floats) -> Codes:
        """Region codes of many points, "" outside Korea. Shapes: (N,), (N,) -> (N,)."""
        return self._bounds.at_many(lats, lons)

    def shape(self, code: str) -> MultiPolygon:
        """The boundary in lon, lat. Raises KeyError (also for sea areas: they have none)."""
        return self._bounds.shape(self.get(code).code)

    @cache  # noqa: B019 - one index lives as long as the process
    def cells(self, code: str, res: int = 7) -> frozenset[str]:
        """H3 cells whose centre lies in the region, and the cell of its seat; else regions share none."""
        import h3
        from shapely.geometry import mapping

        region = self.get(code)
        seat = h3.latlng_to_cell(region.lat, region.lon, res)
        if code.startswith(SEA):
            return frozenset({seat})
        outline = h3.geo_to_h3shape(mapping(self.shape(code)))  # type: ignore[attr-defined]
        return frozenset(h3.h3shape_to_cells(outline, res)) | {seat}

    # by code

    def get(self, code: str) -> Region:
        """The region of a code, present or former ("42110" is 춘천시 too). Raises KeyError."""
        return self._by_code[self._former_codes.get(code, code)]

    def all(self) -> tuple[Region, ...]:
        """Every region on land, by code."""
        return tuple(region for region in self._by_code.values() if not region.code.startswith(SEA))

    def seas(self) -> tuple[Region, ...]:
        """Every sea area."""
        return tuple(region for region in self._by_code.values() if region.code.startswith(SEA))

    def neighbours(self, code: str) -> tuple[Region, ...]:
        """Regions that share a border or a narrow strait; for a sea area the regions of its coast."""
        return tuple(self._by_code[near] for near in self.get(code).neighbours)

    # names

    def province_of(self, code: str) -> str:
        """Official name of the province ("전남광주통합특별시"); "해상" for sea areas. Raises KeyError."""
        return self.get(code).province

    def spoken_province(self, code: str) -> str:
        """What people call the province ("전남", "경남"); "" for sea areas. Raises KeyError."""
        code = self.get(code).code
        return "" if code.startswith(SEA) else provinces()[code[:2]].spoken

    def spoken(self, code: str) -> str:
        """The name for the ear, province first where it helps ("경남 밀양시", "부산 중구", "세종시")."""
        region = self.get(code)
        if code.startswith(SEA) or region.code[:2] == "36":
            return region.name
        return f"{self.spoken_province(code)} {region.name}"

    def find(self, name: str, province: str | None = None) -> tuple[Region, ...]:
        """Regions of a name, short or former name, optionally within a province.

        "밀양", "밀양시", "수원" (all four 구), "경남 고성", "포항북구", "남해동부앞바다" all work; a
        province or group name gives all its regions ("경남", "전라도"). A name that is both ("광주": the
        former province and the city in 경기) gives both. A township after its region is passed over
        ("강남구 역삼동" gives 강남구). () if unknown.
        """
        words = name.split()
        if len(words) > 1 and words[-1][-1] in "읍면동리" and words[-2][-1] in "시군구":
            words = words[:-1]  # 경기도 부천시 원미동: the township lies in the region before it
            name = " ".join(words)
        if province is None:
            # "경상남도 밀양시": a leading province narrows the rest.
            if len(words) > 1 and province_codes(words[0]):
                narrowed = self.find(" ".join(words[1:]), words[0])
                if narrowed:
                    return narrowed
            here = self._named(words)
            members = self._members(province_codes(name.strip()))
            return tuple(dict.fromkeys([*here, *members]))
        codes = province_codes(province)
        found = [r for r in self._named(words) if r.code[:2] in codes or self._was_in(r.code, codes)]
        if not found and set(province_codes(name.strip())) & set(codes):
            found = list(self._members(tuple(set(province_codes(name.strip())) & set(codes))))
        return tuple(found)

    def _named(self, words: list[str]) -> list[Region]:
        return self._by_name.get("".join(words), [])

    def _members(self, codes: tuple[str, ...]) -> Iterator[Region]:
        return (region for region in self._by_code.values() if region.code[:2] in codes)

    def _was_in(self, code: str, codes: tuple[str, ...]) -> bool:
        return any(
            set(province_codes(former)) & set(codes) for former in self._former_provinces.get(code, ())
        )


def _keys(region: Region) -> Iterator[str]:
    """All spellings a region answers to, without spaces."""
    names = {region.name, *region.aliases}
    if region.parent:
        city, part = region.parent, region.name.removeprefix(region.parent).strip()
        short = part[:-1] if len(part) > 2 else part
        names |= {city, city[:-1], city[:-1] + part, city + short, city[:-1] + short}
    return iter({name.replace(" ", "") for name in names})


def _land() -> Iterator[Region]:
    with (_DATA / "regions.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield Region(
                code=row["code"],
                name=row["name"],
                province=provinces()[row["code"][:2]].name,
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                aliases=tuple(filter(None, row["aliases"].split("|"))),
                neighbours=tuple(filter(None, row["neighbours"].split("|"))),
                parent=row["parent"],
            )


def _seas() -> Iterator[Region]:
    with (_DATA / "seas.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield Region(
                code=SEA + row["name"],
                name=row["name"],
                province=SEA_PROVINCE,
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                neighbours=tuple(row["coast"].split("|")),
                approximate=True,
            )


@cache
def load_regions() -> Regions:
    """The index of today's regions (one per process)."""
    changes = tomllib.loads((_DATA / "region_changes.toml").read_text(encoding="utf-8"))
    former_provinces = {code: tuple(names) for code, names in changes["former_provinces"].items()}
    regions = [*_land(), *_seas()]
    former_codes = {old: now for now, old in changes["moved"].items()} | changes["codes"]
    for province in provinces().values():
        if province.former_code:
            for region in regions:
                if region.code.startswith(province.code):
                    former_codes[province.former_code + region.code[2:]] = region.code
    return Regions(regions, former_codes, former_provinces)
