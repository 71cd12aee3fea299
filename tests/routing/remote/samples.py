"""Answers in the formats of the services, constructed from their public documentation."""

from __future__ import annotations

from typing import Any

# Seoul city hall, the toll gate of 서울, 천안, 대전 city hall: (lat, lon).
WAY = [(37.5663, 126.9780), (37.3500, 127.1010), (36.8150, 127.1600), (36.3504, 127.3845)]


def kakao(**more: Any) -> dict[str, Any]:
    def road(name: str, a: int, b: int, km: float, minutes: float) -> dict[str, Any]:
        (lat1, lon1), (lat2, lon2) = WAY[a], WAY[b]
        return {
            "name": name, "distance": int(km * 1000), "duration": int(minutes * 60), "traffic_speed": 80.0,
            "traffic_state": 3, "vertexes": [lon1, lat1, lon2, lat2],
        }  # fmt: skip

    route = {
        "result_code": 0,
        "result_msg": "길찾기 성공",
        "summary": {"distance": 162000, "duration": 6900},
        "sections": [
            {
                "distance": 162000,
                "duration": 6900,
                "roads": [
                    road("한남대로", 0, 1, 30, 40),
                    road("경부고속도로", 1, 2, 65, 35),
                    road("경부고속도로", 2, 3, 67, 40),
                ],
                "guides": [],
            }
        ],
    }
    return {"trans_id": "0189", "routes": [{**route, **more}]}


def tmap() -> dict[str, Any]:
    def line(index: int, name: str, a: int, b: int, km: float, minutes: float) -> dict[str, Any]:
        coordinates = [[lon, lat] for lat, lon in (WAY[a], WAY[b])]
        about = {"index": index, "lineIndex": index, "name": name, "distance": int(km * 1000)}
        return {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": coordinates},
            "properties": {**about, "time": int(minutes * 60), "roadType": 0},
        }

    start = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [126.9780, 37.5663]},
        "properties": {"totalDistance": 162000, "totalTime": 6900, "index": 0, "pointType": "S", "name": ""},
    }
    lines = [
        line(1, "한남대로", 0, 1, 30, 40),
        line(2, "경부고속도로", 1, 2, 65, 35),
        line(3, "경부고속도로", 2, 3, 67, 40),
    ]
    return {"type": "FeatureCollection", "features": [start, *lines]}


def encoded(points: list[tuple[float, float]]) -> str:
    """A polyline of six digits, by the published algorithm."""
    text, before = "", (0, 0)
    for lat, lon in points:
        here = (round(lat * 1e6), round(lon * 1e6))
        for old, new in zip(before, here, strict=True):
            value = (new - old) << 1 if new >= old else ~((new - old) << 1)
            while value >= 0x20:
                text += chr((0x20 | (value & 0x1F)) + 63)
                value >>= 5
            text += chr(value + 63)
        before = here
    return text


def valhalla() -> dict[str, Any]:
    steps = [("한남대로", 0, 1, 30, 40), ("경부고속도로", 1, 3, 132, 75)]
    leg = {
        "shape": encoded(WAY),
        "summary": {"length": 162.0, "time": 6900.0},
        "maneuvers": [
            {
                "street_names": [name], "begin_shape_index": a, "end_shape_index": b, "length": km,
                "time": minutes * 60.0, "type": 1,
            }
            for name, a, b, km, minutes in steps
        ] + [{"begin_shape_index": 3, "end_shape_index": 3, "length": 0.0, "time": 0.0, "type": 4}],
    }  # fmt: skip
    return {"trip": {"status": 0, "units": "kilometers", "legs": [leg]}, "alternates": []}
