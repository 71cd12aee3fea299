"""KMA earthquake messages, live.

One earthquake is told several times (early warning, quick report, detailed report): the newest statement
about the same moment and place replaces the others.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from pydantic import SecretStr

from assistant.feeds.batch import Batch, Cover
from assistant.feeds.envelope import Row, all_pages, data_go_kr, number_of
from assistant.feeds.http import FeedClient, service_key
from assistant.feeds.kma_bulletin import KST
from assistant.feeds.kma_wire import kst
from assistant.places.regions import load_regions
from assistant.risk.matching import distance_km
from assistant.risk.model import (
    Area,
    Certainty,
    Circle,
    Hazard,
    Severity,
    Signal,
    SignalKind,
    Urgency,
)

FEED = "kma_earthquake"
SOURCE = "기상청"
URL = "https://apis.data.go.kr/1360000/EqkInfoService/getEqkMsg"
DAYS = 3
HORIZON = timedelta(hours=1)
"""An earthquake is not announced: silence speaks for the present only."""
SAME_TIME, SAME_KM = timedelta(minutes=2), 50.0
"""Statements this close are about one earthquake: early reports are corrected by so much at most."""

_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "Ⅵ": 6, "Ⅶ": 7, "Ⅷ": 8, "Ⅸ": 9, "Ⅹ": 10}
_INTENSITY = re.compile(r"([ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])\s*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class _Quake:
    row: Mapping[str, Any]
    at: datetime
    issued: datetime
    magnitude: float
    lat: float
    lon: float


class KmaEarthquake:
    """The feed."""

    name = FEED

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """Earthquakes of the last days. Raises `FeedError`."""
        today = now.astimezone(KST)
        params: dict[str, str | int] = {
            "serviceKey": service_key(self._key),
            "dataType": "JSON",
            "fromTmFc": f"{today - timedelta(days=DAYS):%Y%m%d}",
            "toTmFc": f"{today:%Y%m%d}",
        }
        return read_earthquakes(await all_pages(client, URL, params, data_go_kr, 100))


def read_earthquakes(rows: Iterable[Row]) -> Batch:
    """Signals of earthquakes that people in Korea feel or should know of."""
    told: list[_Quake] = []
    skipped = 0
    for row in sorted(rows, key=lambda r: (str(r.get("tmFc", "")), str(r.get("tmSeq", "")).zfill(4))):
        quake = _quake(row)
        if quake is None:
            skipped += 1
            continue
        told = [other for other in told if not _same(other, quake)]
        told.append(quake)
    return Batch(
        signals=tuple(signal for quake in told for signal in _signals(quake)),
        covers=()
        if skipped
        else (Cover(hazards=frozenset({Hazard.EARTHQUAKE}), regions=None, horizon=HORIZON),),
        newest=max((quake.issued for quake in told), default=None),
        note=f"읽지 못한 통보 {skipped}건" if skipped else "",
    )


def _quake(row: Mapping[str, Any]) -> _Quake | None:
    at, issued = kst(row.get("tmEqk")), kst(row.get("tmFc"))
    magnitude, lat, lon = (number_of(row.get(field)) for field in ("mt", "lat", "lon"))
    if at is None or magnitude is None or lat is None or lon is None:
        return None
    return _Quake(row, at, issued or at, magnitude, lat, lon)


def _same(one: _Quake, other: _Quake) -> bool:
    near = distance_km(one.lat, one.lon, other.lat, other.lon) <= SAME_KM
    return near and abs(one.at - other.at) <= SAME_TIME


def _signals(quake: _Quake) -> Iterable[Signal]:
    intensities = _by_province(str(quake.row.get("inT") or ""))
    if intensities:
        for level in sorted(set(intensities.values()), reverse=True):
            severity = _step(_table()["severity"], level)
            regions = frozenset(code for code, felt in intensities.items() if felt == level)
            if severity:
                yield _signal(quake, Area(regions=regions), Severity(severity), {"intensity": level})
        return
    radius = _step(_table()["radius_km"], quake.magnitude)
    severity = _step(_table()["magnitude_severity"], quake.magnitude)
    if radius and severity:
        circle = Circle(lat=quake.lat, lon=quake.lon, radius_km=float(radius))
        yield _signal(quake, Area(circle=circle), Severity(severity), {})


def _by_province(text: str) -> dict[str, int]:
    """Region code -> intensity, of "최대진도 Ⅴ(전북),Ⅳ(광주,전남)"."""
    found: dict[str, int] = {}
    for level, names in _INTENSITY.findall(text):
        for name in re.split(r"[,·\s]+", names):
            for region in load_regions().find(name) if name else ():
                found[region.code] = max(found.get(region.code, 0), _ROMAN[level])
    return found


def _signal(quake: _Quake, area: Area, severity: Severity, facts: Mapping[str, float]) -> Signal:
    depth = number_of(quake.row.get("dep"))
    return Signal(
        id=f"{FEED}:{quake.at:%Y%m%dT%H%M%S}:{severity}",
        hazard=Hazard.EARTHQUAKE,
        kind=SignalKind.ALERT,
        feed=FEED,
        source=SOURCE,
        name=f"규모 {quake.magnitude:.1f} 지진",
        area=area,
        issued=quake.issued,
        onset=quake.at,
        expires=quake.at + timedelta(hours=float(_step(_table()["lasts_hours"], quake.magnitude) or 6)),
        severity=severity,
        certainty=Certainty.OBSERVED,
        urgency=Urgency.IMMEDIATE,
        facts={
            "magnitude": quake.magnitude,
            "lat": quake.lat,
            "lon": quake.lon,
            "place": str(quake.row.get("loc") or "").strip(),
            **({"depth_km": depth} if depth is not None else {}),
            **facts,
        },
    )


def _step(table: Mapping[str, Any], value: float) -> Any:
    """The entry of the greatest key not above the value; None if there is none."""
    reached = [key for key in table if float(key) <= value]
    return table[max(reached, key=float)] if reached else None


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    path = resources.files("assistant.feeds") / "data" / "earthquake.toml"
    table: Mapping[str, Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return table
