"""Provinces, districts, cities, townships, islands and named areas from the KMA grid table."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from assistant.places.provinces import provinces
from assistant.places.regions import load_regions
from tools.places.kma_grid import DATA, Row
from tools.places.rows import WEAK, PlaceRow, mean, row

SOURCE = "kma-grid"
HERE = Path(__file__).parent
KNOWN_DISTRICTS = {
    "강남구", "서초구", "송파구", "마포구", "종로구", "용산구", "영등포구", "해운대구", "성남시 분당구",
}  # fmt: skip
"""Districts named on their own all over the country ("강남", "해운대", "분당")."""
NUMBERED = re.compile(r"(?P<stem>홍제|거제|[가-힣]+?)(?:본|제?[\d.]+(?:가[\d.]*)?)동")
"""역삼1동, 부전제2동, 잠실본동, 성수1가1동; the 제 of 홍제 and 거제 is their own."""


def provinces_of(grid: list[Row]) -> Iterator[PlaceRow]:
    """Provinces at their seats."""
    at = {(r.province, r.district, r.town): (r.lat, r.lon) for r in grid}
    for raw in tomllib.loads((DATA / "provinces.toml").read_text(encoding="utf-8"))["province"]:
        province = provinces()[raw["code"]]
        city = province.title.endswith("시")
        names = [province.short, province.spoken, *sorted(province.names)]
        yield row(
            province.title,
            "province",
            at[tuple(raw["seat"])],
            1.0 if city else 0.9,
            names,
            source=SOURCE,
            region="",
        )
        if raw["code"] == "29":
            yield row(
                province.name,
                "province",
                at[tuple(raw["seat"])],
                0.9,
                ["전남광주", "광주전남"],
                source="its-2026",
                region="",
            )


def districts_of(grid: list[Row]) -> Iterator[PlaceRow]:
    """시군구, and the cities that have 구."""
    regions = load_regions()
    shared = Counter(region.name for region in regions.all())
    changes = tomllib.loads((DATA / "region_changes.toml").read_text(encoding="utf-8"))
    codes = {part["code"] for part in changes["split"]}
    divided = {code: names for code, names in changes["aliases"].items() if code in codes}
    for region in regions.all():
        if region.code == "36110":
            continue  # 세종 is there as a province
        name, last = region.name, region.name[-1]
        part = name.rpartition(" ")[2]
        # A former name that other regions still bear ("남구" of 미추홀구) would only add to the confusion.
        aliases = [a for a in region.aliases if a != part and shared[a] < 3]
        # But a divided district is still called by it, after its city ("인천 서구").
        aliases += [WEAK + a for a in divided.get(region.code, ()) if shared[a] >= 3]
        if region.parent:
            short = part[:-1] if len(part) > 2 else part
            aliases = [f"{region.parent[:-1]} {part}", *aliases, f"{region.parent[:-1]}{short}"]
            aliases.append(part if len(part) > 2 else WEAK + part)
        score = {"시": 0.8, "군": 0.65, "구": 0.6}[last] - (0.1 if region.parent or shared[name] > 2 else 0)
        score = 0.75 if name in KNOWN_DISTRICTS else score
        yield row(
            name, "district", (region.lat, region.lon), score, aliases, source=SOURCE, region=region.code
        )
    at = {(r.province, r.district, r.town): r for r in grid}
    for city, seat in changes["city_seats"].items():
        point = at[tuple(seat)]
        yield row(
            city, "district", (point.lat, point.lon), 0.85, [city[:-1]], source=SOURCE, region=point.code
        )


def towns_of(grid: list[Row]) -> Iterator[PlaceRow]:
    """읍면동; numbered 동 (역삼1동, 역삼2동) also as the one people name (역삼동)."""
    towns = [r for r in grid if r.town and r.town not in ("독도",)]
    taken = {(r.code, r.town) for r in towns}
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for r in towns:
        first, *rest = split_town(r.town)
        aliases = rest_aliases(first, rest)
        point = (r.lat, r.lon)
        yield row(r.town, "neighbourhood", point, _score(r.town), aliases, source=SOURCE, region=r.code)
        if match := NUMBERED.fullmatch(first):
            groups[r.code, match["stem"] + "동"].append(r)
    for (code, name), members in groups.items():
        if (code, name) not in taken:
            point = mean([(m.lat, m.lon) for m in members])
            aliases = [*_weak(name)]
            yield row(name, "neighbourhood", point, 0.4, aliases, source=SOURCE, region=code)


def split_town(town: str) -> list[str]:
    """Names inside a joint name: "불로.봉무동" -> 불로.봉무동, 불로동, 봉무동."""
    parts = re.split(r"\.(?=[가-힣])", town[:-1])
    return [town] if len(parts) == 1 else [town, *(part + "동" for part in parts)]


def rest_aliases(first: str, rest: list[str]) -> list[str]:
    """Aliases of a town: parts of a joint name, the stem in context, middle dots."""
    names = [*rest, *_weak(first)]
    if re.search(r"제\d", first) and not first.startswith(("홍제", "거제")):
        names.append(re.sub(r"제(?=\d)", "", first))
    if "." in first:
        names.append(first.replace(".", "·"))
    return names


def _weak(name: str) -> list[str]:
    stem = name[:-1]
    return [WEAK + stem] if len(stem) >= 2 and re.fullmatch(r"[가-힣]+", stem) else []


def _score(town: str) -> float:
    return {"읍": 0.4, "면": 0.3}.get(town[-1], 0.35 if not re.search(r"\d", town) else 0.25)


def islands_of(grid: list[Row]) -> Iterator[PlaceRow]:
    """Islands that are a district or township of their own."""
    at = {(r.province, r.district, r.town): r for r in grid}
    for raw in _read("islands.csv"):
        r = at[raw["province"], raw["district"], raw["town"]]
        score = 0.8 if not raw["town"] or raw["island"] in ("울릉도", "독도") else 0.5
        yield row(raw["island"], "island", (r.lat, r.lon), score, source=SOURCE, region=r.code)


def areas_of(grid: list[Row]) -> Iterator[PlaceRow]:
    """Names people use for an area, at the township that carries it."""
    at = {(r.province, r.district, r.town): r for r in grid}
    for raw in _read("areas.csv"):
        r = at[raw["province"], raw["district"], raw["town"]]
        aliases = [raw["name"], *filter(None, raw["aliases"].split("|"))]
        yield row(
            raw["name"],
            "landmark",
            (r.lat, r.lon),
            float(raw["prominence"]),
            aliases,
            source=SOURCE,
            region=r.code,
        )


def _read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
