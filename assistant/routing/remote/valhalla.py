"""A Valhalla server of one's own: `POST /route` (valhalla.github.io/valhalla/api/turn-by-turn)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from assistant.routing.geo import Point, length_km
from assistant.routing.remote.ways import Ask, RouterError, Run, Way
from assistant.routing.remote.wire import ask


class ValhallaRouter:
    """Ways over OpenStreetMap tiles; keeps out of areas."""

    name = "Valhalla"

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/route"

    def ways(self, ask_: Ask) -> Sequence[Way]:
        """See `Router`."""
        points = [ask_.origin, *([ask_.through] if ask_.through else []), ask_.destination]
        body: dict[str, Any] = {
            "locations": [{"lat": lat, "lon": lon} for lat, lon in points],
            "costing": "auto",
            "units": "kilometers",
            "date_time": {"type": 0},
        }
        if ask_.alternatives and ask_.through is None:
            body["alternates"] = ask_.alternatives
        if ask_.around:
            body["exclude_polygons"] = [[[lon, lat] for lat, lon in ring] for ring in ask_.around]
        document = ask("POST", self._url, body=body)
        try:
            trips = [document["trip"], *(other["trip"] for other in document.get("alternates", ()))]
            found = [list(chain.from_iterable(_leg(leg) for leg in trip["legs"])) for trip in trips]
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise RouterError(f"valhalla: an answer of another form ({type(error).__name__})") from None
        if not all(found):
            raise RouterError("valhalla: a way without legs")
        return found


def _leg(leg: dict[str, Any]) -> list[Run]:
    line = polyline(leg["shape"])
    runs = []
    for step in leg["maneuvers"]:
        part = tuple(line[int(step["begin_shape_index"]) : int(step["end_shape_index"]) + 1])
        if len(part) >= 2 and length_km(part) > 0:
            names = step.get("street_names") or [""]
            runs.append(Run(str(names[0]), part, float(step["length"]), float(step["time"]) / 60))
    if not runs:
        raise ValueError("no maneuvers")
    return runs


def polyline(encoded: str, precision: float = 1e-6) -> list[Point]:
    """Points of an encoded polyline with six digits. Raises ValueError if it breaks off."""
    numbers: list[int] = []
    value = shift = 0
    for letter in encoded:
        bits = ord(letter) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift or len(numbers) % 2:
        raise ValueError("a polyline that breaks off")
    lat = lon = 0
    points = []
    for dlat, dlon in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + dlat, lon + dlon
        points.append((lat * precision, lon * precision))
    return points
