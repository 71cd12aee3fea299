"""Valhalla: a server of one's own, or tiles in this process.

Its `route`: valhalla.github.io/valhalla/api/turn-by-turn
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.routing.geo import Point, length_km
from assistant.routing.remote.ways import Ask, RouterError, Run, Way
from assistant.routing.remote.wire import ask

Call = Callable[[dict[str, Any]], Any]
"""A request of `route` to its answer. Raises `RouterError`."""


class ValhallaRouter:
    """Ways over OpenStreetMap tiles; keeps out of areas."""

    name = "Valhalla"

    def __init__(self, call: Call) -> None:
        self._call = call

    @classmethod
    def at(cls, url: str) -> ValhallaRouter:
        """A server: `valhalla_service` or its container."""
        address = url.rstrip("/") + "/route"
        return cls(lambda body: ask("POST", address, body=body))

    @classmethod
    def with_tiles(cls, config: Path) -> ValhallaRouter:
        """Tiles on this machine, by Valhalla's own configuration file."""
        return cls(Tiles(config))

    def ways(self, ask_: Ask) -> Sequence[Way]:
        """See `Router`."""
        points = [ask_.origin, *([ask_.through] if ask_.through else []), ask_.destination]
        body: dict[str, Any] = {
            "locations": [{"lat": lat, "lon": lon} for lat, lon in points],
            "costing": "auto",
            "units": "kilometers",
            "date_time": {"type": 0},
            # Without it a search for a given time goes one way only, and finds no other ways.
            "prioritize_bidirectional": True,
        }
        if ask_.alternatives and ask_.through is None:
            body["alternates"] = ask_.alternatives
        if ask_.around:
            body["exclude_polygons"] = [[[lon, lat] for lat, lon in ring] for ring in ask_.around]
        document = self._call(body)
        try:
            trips = [document["trip"], *(other["trip"] for other in document.get("alternates", ()))]
            found = [list(chain.from_iterable(_leg(leg) for leg in trip["legs"])) for trip in trips]
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise RouterError(f"valhalla: an answer of another form ({type(error).__name__})") from None
        if not all(found):
            raise RouterError("valhalla: a way without legs")
        return found


class Tiles:
    """pyvalhalla (extra `valhalla`) over the tiles of a configuration, loaded with the first question."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._actor: Any = None
        self._lock = Lock()

    def __call__(self, body: dict[str, Any]) -> Any:
        """The answer to a request; one at a time, as Valhalla's actor wants it."""
        with self._lock:
            if self._actor is None:
                self._actor = self._load()
            try:
                return json.loads(self._actor.route(json.dumps(body)))
            except (RuntimeError, ValueError) as error:
                raise RouterError(f"valhalla: no way ({type(error).__name__})") from None

    def _load(self) -> Any:
        try:
            from valhalla import Actor
        except ImportError:
            raise RouterError("valhalla: pip install 'gilbeot[valhalla]'") from None
        try:
            tiles = json.loads(self._config.read_bytes())["mjolnir"]
            extract, folder = Path(tiles.get("tile_extract") or "."), Path(tiles.get("tile_dir") or ".")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RouterError(f"valhalla: GILBEOT_VALHALLA_CONFIG: {type(error).__name__}") from None
        # Valhalla ends the process where an extract is a folder.
        if extract.is_dir() or not (extract.is_file() or any(folder.rglob("*.gph"))):
            raise RouterError("valhalla: no tiles where GILBEOT_VALHALLA_CONFIG says (docs/routing.md)")
        try:
            return Actor(self._config)
        except (RuntimeError, OSError, ValueError, AttributeError) as error:
            raise RouterError(f"valhalla: tiles that cannot be used ({type(error).__name__})") from None


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
