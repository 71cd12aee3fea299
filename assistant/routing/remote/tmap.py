"""TMAP car routes: `POST /tmap/routes?version=1` (openapi.sk.com, appKey)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import SecretStr

from assistant.routing.remote.ways import Ask, Busy, RouterError, Run, Way
from assistant.routing.remote.wire import ask

URL = "https://apis.openapi.sk.com/tmap/routes"
QUOTA = ("QUOTA_EXCEEDED", "LIMIT_EXCEEDED")


class TmapRouter:
    """One way with the traffic of now. It gives no alternatives and cannot keep out of areas."""

    name = "티맵"

    def __init__(self, key: SecretStr, url: str = URL) -> None:
        self._key = key
        self._url = url

    def ways(self, ask_: Ask) -> Sequence[Way]:
        """See `Router`."""
        body: dict[str, str] = {
            "startX": f"{ask_.origin[1]:.6f}",
            "startY": f"{ask_.origin[0]:.6f}",
            "endX": f"{ask_.destination[1]:.6f}",
            "endY": f"{ask_.destination[0]:.6f}",
            "reqCoordType": "WGS84GEO",
            "resCoordType": "WGS84GEO",
            "searchOption": "0",
            "trafficInfo": "N",
        }
        if ask_.through is not None:
            body["passList"] = f"{ask_.through[1]:.6f},{ask_.through[0]:.6f}"
        headers = {"appKey": self._key.get_secret_value(), "Accept": "application/json"}
        try:
            document = ask("POST", self._url, params={"version": 1}, headers=headers, body=body)
        except RouterError as error:
            if any(code in str(error) for code in QUOTA):
                raise Busy("tmap: quota used up", 3600.0) from None
            raise
        try:
            return [_way(document["features"])]
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise RouterError(f"tmap: an answer of another form ({type(error).__name__})") from None


def _way(features: list[dict[str, Any]]) -> Way:
    runs: list[Run] = []
    for feature in features:
        if feature["geometry"]["type"] != "LineString":
            continue
        line = tuple((float(lat), float(lon)) for lon, lat, *_ in feature["geometry"]["coordinates"])
        about = feature["properties"]
        if len(line) >= 2:
            name = str(about.get("name", ""))
            runs.append(Run(name, line, float(about["distance"]) / 1000, float(about["time"]) / 60))
    if not runs:
        raise ValueError("no lines")
    return runs
