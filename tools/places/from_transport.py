"""Stations, airports, toll gates, interchanges, rest areas and expressways."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from assistant.places.boundaries import load_boundaries
from tools.places.rows import WEAK, PlaceRow, km, mean, read_table, row

HERE = Path(__file__).parent
MAIN_STATIONS = {
    "서울",
    "부산",
    "동대구",
    "대전",
    "용산",
    "수서",
    "청량리",
    "영등포",
    "광주송정",
    "울산",
    "판교 (경기)",
}
FACE = re.compile(r"(?:\([가-힣]측\)|앞|입구|교차로|사거리|삼거리|1교)*$")
CROSSING = re.compile(r"(?P<stem>[가-힣]+?)(?P<kind>하이패스IC|IC|JC|Jct|JCT|분기점)$")


def stations(shared: Path) -> Iterator[PlaceRow]:
    """Railway stations from OpenStreetMap, and a few metro stations from OpenFlights."""
    for raw in _read(shared / "geo" / "stations_osm.csv"):
        name = raw["name_ko"]
        point = float(raw["lat"]), float(raw["lon"])
        stem, _, note = name.partition(" (")
        note = note.rstrip(")")
        if note == "구미":
            stem += note  # 김천구미역 is not 김천역
        aliases = [f"{stem}역"]
        if note not in ("", "경기", "구미"):
            aliases.append(f"{stem}{note}역")
        if len(stem) >= 2:
            aliases.append(WEAK + stem)
        score = 0.75 if name in MAIN_STATIONS else 0.5
        yield row(stem + "역", "station", point, score, aliases, source="osm-stations")
    points = {raw[1]: (float(raw[6]), float(raw[7])) for raw in _airports(shared)}
    points |= {
        raw["hub"]: (float(raw["lat"]), float(raw["lon"]))
        for raw in _read(shared / "data" / "roads" / "hubs.csv")
    }
    for extra in _read(HERE / "extra_stations.csv"):
        aliases = [a for a in extra["aliases"].split("|") if a]
        yield row(
            extra["name"], "station", points[extra["point"]], float(extra["prominence"]), aliases,
            source=extra["source"],
        )  # fmt: skip


def metro_stations(known: set[tuple[str, str]]) -> Iterator[PlaceRow]:
    """Metro stations of the capital area beyond the (name, province) pairs that the railway table has."""
    for raw in _read(HERE / "metro_stations.csv"):
        name = f"{raw['name']}역"
        named = [a for a in raw["aliases"].split("|") if a]
        stem = [WEAK + raw["name"]] if len(raw["name"]) >= 2 else []
        place = row(
            name,
            "station",
            (float(raw["lat"]), float(raw["lon"])),
            0.5,
            [name, *named, *stem],
            source="seoul-stations",
        )
        if (name, place.region[:2]) not in known:
            yield place


def airports(shared: Path) -> Iterator[PlaceRow]:
    """Passenger airports; the Korean names are in airports.csv, the points in OpenFlights."""
    points = {raw[4]: (float(raw[6]), float(raw[7])) for raw in _airports(shared)}
    for raw in _read(HERE / "airports.csv"):
        aliases = [a for a in raw["aliases"].split("|") if a]
        yield row(
            raw["name"],
            "airport",
            points[raw["iata"]],
            float(raw["prominence"]),
            aliases,
            source="openflights",
        )


def tollgates(shared: Path) -> Iterator[PlaceRow]:
    """Toll gates of the Expressway Corporation; answers to IC names too, with lower weight."""
    for raw in _read(shared / "data" / "roads" / "kec_tollgates.csv"):
        stem = re.sub(r"\(.*?\)|\d+$", "", raw["name"])
        names = [f"{stem}톨게이트", f"{stem}TG", f"{stem}영업소", *_crossing_names(stem, "IC")]
        yield row(
            f"{stem}요금소",
            "tollgate",
            (float(raw["lat"]), float(raw["lon"])),
            0.35,
            names,
            source="kec-tollgates",
        )


def interchanges(shared: Path) -> Iterator[PlaceRow]:
    """Interchanges and junctions among the trunk nodes; nodes of one crossing are averaged."""
    groups: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for raw in _read(shared / "data" / "roads" / "backbone_nodes.csv"):
        if match := CROSSING.fullmatch(FACE.sub("", raw["node_name"].replace("도윽", ""))):
            kind = "JC" if match["kind"] in ("JC", "Jct", "JCT", "분기점") else "IC"
            groups[match["stem"], kind].append((float(raw["latitude"]), float(raw["longitude"])))
    for (stem, kind), points in groups.items():
        middle = mean(points)
        if max(km(p, middle) for p in points) > 8:
            continue
        names = _crossing_names(stem, kind)
        yield row(names[0], "interchange", middle, 0.4, names, source="its-backbone")


def rest_areas(shared: Path) -> Iterator[PlaceRow]:
    """Rest areas; both directions are one place where they face each other."""
    groups: dict[str, list[tuple[str, tuple[float, float]]]] = defaultdict(list)
    for raw in _read(shared / "data" / "roads" / "kec_rest_areas_20171114.csv"):
        stem, _, way = raw["휴게소명"].partition("(")
        groups[stem].append((way.rstrip(")"), (float(raw["위도"]), float(raw["경도"]))))
    for stem, members in groups.items():
        middle = mean([point for _, point in members])
        if all(km(point, middle) < 3 for _, point in members):
            yield row(f"{stem}휴게소", "rest_area", middle, 0.45, source="kec-rest-areas")
            continue
        for way, point in members:
            yield row(
                f"{stem}휴게소 {way}방향", "rest_area", point, 0.4, [f"{stem}휴게소"], source="kec-rest-areas"
            )


def expressways(shared: Path) -> Iterator[PlaceRow]:
    """Expressways, each at the trunk node nearest the middle of its edges (a point to look at)."""
    roads = shared / "data" / "roads"
    nodes = {
        n["node_id"]: (float(n["latitude"]), float(n["longitude"]))
        for n in _read(roads / "backbone_nodes.csv")
    }
    ends: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for edge in _read(roads / "backbone_edges.csv"):
        for name in edge["road_name"].split("|"):
            name = name.replace("-", "")
            if name.endswith("고속도로") and len(name) > 4:
                ends[name] += [nodes[edge["from_node"]], nodes[edge["to_node"]]]
    gates: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for raw in _read(roads / "kec_tollgates.csv"):
        gates[_road_of(raw["route"])].append((float(raw["lat"]), float(raw["lon"])))
    said = {
        raw["name"]: raw["aliases"].split("|") for raw in read_table("expressway_names.csv", "name,aliases")
    }
    known = {alias for aliases in said.values() for alias in aliases} | set(ends)
    ends |= {name: points for name, points in gates.items() if name and name not in known}
    if unknown := set(said) - set(ends):
        raise SystemExit(f"expressway_names.csv: no such road {sorted(unknown)}")
    for name, points in ends.items():
        middle = mean(points)
        point = min(points, key=lambda p: km(p, middle))
        short = [name] if name.endswith("순환고속도로") else [name, name.removesuffix("도로")]
        short += said.get(name, [])
        yield row(name, "road", point, 0.6, short, source="its-backbone", region="")


def along_expressways(shared: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(expressway, codes of the regions with a gate or trunk node of it, south to north or west to east)."""
    roads = shared / "data" / "roads"
    points: dict[str, set[tuple[float, float]]] = defaultdict(set)
    for raw in _read(roads / "kec_tollgates.csv"):
        point = float(raw["lat"]), float(raw["lon"])
        for route in raw["route"].removesuffix("A").split("-") if "지선" not in raw["route"] else ():
            if stem := route.removesuffix("선"):
                points[f"{stem}고속도로"].add(point)
    nodes = {
        n["node_id"]: (float(n["latitude"]), float(n["longitude"]))
        for n in _read(roads / "backbone_nodes.csv")
    }
    for edge in _read(roads / "backbone_edges.csv"):
        if edge["road_name"].endswith("고속도로") and "|" not in edge["road_name"]:
            points[edge["road_name"].replace("-", "")] |= {nodes[edge["from_node"]], nodes[edge["to_node"]]}
    for name, found in sorted(points.items()):
        lats, lons = [p[0] for p in found], [p[1] for p in found]
        axis = 0 if max(lats) - min(lats) > max(lons) - min(lons) else 1
        codes = (load_boundaries().at(*p) for p in sorted(found, key=lambda p: (p[axis], p[1 - axis])))
        yield name, tuple(dict.fromkeys(filter(None, codes)))


def _road_of(route: str) -> str:
    """The expressway of a toll gate's route; "" for two at once and for branches without a name."""
    stem = route.removesuffix("A").replace("-", "")
    if stem == "호남선지선":
        return "호남고속도로지선"
    return "" if "지선" in stem or stem.count("선") > 1 else f"{stem.removesuffix('선')}고속도로"


def _crossing_names(stem: str, kind: str) -> list[str]:
    if kind == "JC":
        return [f"{stem}JC", f"{stem}분기점", f"{stem}JCT", f"{stem}제이씨"]
    return [f"{stem}IC", f"{stem}나들목", f"{stem}아이씨"]


def _airports(shared: Path) -> list[list[str]]:
    with (shared / "data" / "airports" / "airports_extended_kr.csv").open(
        encoding="utf-8", newline=""
    ) as stream:
        return list(csv.reader(stream))


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
