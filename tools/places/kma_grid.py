"""Reads the KMA grid table: rows of provinces, districts and townships with codes of today."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

DATA = Path(__file__).parents[2] / "assistant" / "places" / "data"


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `code` is the five-digit region code of today; `town` is "" for districts."""

    code: str
    province: str
    district: str
    town: str
    lat: float
    lon: float


def current_codes() -> dict[str, str]:
    """Former province prefix -> present one, and former region code -> present one."""
    provinces = tomllib.loads((DATA / "provinces.toml").read_text(encoding="utf-8"))["province"]
    prefixes = {p["former_code"]: p["code"] for p in provinces if "former_code" in p}
    moved = tomllib.loads((DATA / "region_changes.toml").read_text(encoding="utf-8"))["moved"]
    return prefixes | {old: now for now, old in moved.items()}


def read_grid(path: Path, *, divided: bool = True) -> list[Row]:
    """All rows with usable coordinates, in file order; `divided`: with the parts of divided districts."""
    now = current_codes()
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for raw in csv.DictReader(stream):
            lat, lon = float(raw["latitude"]), float(raw["longitude"])
            if not 32 < lat < 40:  # two rows (이어도) stand at 0,0
                continue
            code = raw["areaCode"][:5]
            code = now.get(code) or now.get(code[:2], code[:2]) + code[2:]
            district = raw["arePt2"].replace("포항시남구", "포항시 남구").replace("포항시북구", "포항시 북구")
            rows.append(Row(code, raw["arePt1"], district, raw["arePt3"], lat, lon))
    return list(_divided(rows)) if divided else rows


def _divided(rows: list[Row]) -> Iterator[Row]:
    from tools.places.splits import part_at, splits  # which reads DATA from here

    former = {code for part in splits() for code in part.former}
    for row in rows:
        if row.code not in former:
            yield row
        elif row.town:
            part = part_at(row.code, row.lat, row.lon)
            yield replace(row, code=part.code, district=part.name)
        else:
            for part in splits():
                if row.code == part.former[0]:  # each part once, though it came from two
                    yield Row(part.code, row.province, part.name, "", *part.seat)
