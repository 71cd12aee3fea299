"""Kakao Mobility Directions: `GET /v1/directions` (developers.kakaomobility.com, REST API key)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import SecretStr

from assistant.routing.geo import Point
from assistant.routing.remote.ways import Ask, RouterError, Run, Way
from assistant.routing.remote.wire import ask

URL = "https://apis-navi.kakaomobility.com/v1/directions"


class KakaoRouter:
    """Ways with the traffic of now. It cannot keep out of areas."""

    name = "카카오모빌리티"

    def __init__(self, key: SecretStr, url: str = URL) -> None:
        self._key = key
        self._url = url

    def ways(self, ask_: Ask) -> Sequence[Way]:
        """See `Router`."""
        params: dict[str, str | int] = {
            "origin": _xy(ask_.origin),
            "destination": _xy(ask_.destination),
            "priority": "RECOMMEND",
            "alternatives": "true" if ask_.alternatives else "false",
        }
        if ask_.through is not None:
            params["waypoints"] = _xy(ask_.through)
        headers = {"Authorization": f"KakaoAK {self._key.get_secret_value()}"}
        document = ask("GET", self._url, params=params, headers=headers)
        try:
            routes = document["routes"]
            found = [_way(route) for route in routes if route["result_code"] == 0]
            codes = [int(route["result_code"]) for route in routes]
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise RouterError(f"kakao: an answer of another form ({type(error).__name__})") from None
        if not found:
            raise RouterError(f"kakao: no way, result codes {codes[:3]}")
        return found


def _way(route: dict[str, Any]) -> Way:
    runs: list[Run] = []
    for section in route["sections"]:
        for road in section["roads"]:
            xs = [float(value) for value in road["vertexes"]]
            line = tuple((lat, lon) for lon, lat in zip(xs[::2], xs[1::2], strict=True))
            if len(line) >= 2:
                km, minutes = float(road["distance"]) / 1000, float(road["duration"]) / 60
                runs.append(Run(str(road.get("name", "")), line, km, minutes))
    if not runs:
        raise ValueError("no roads")
    return runs


def _xy(point: Point) -> str:
    return f"{point[1]:.6f},{point[0]:.6f}"
