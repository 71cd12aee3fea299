"""Measured speeds of expressway stretches (`trafficAmountByRealtime`) -> congestion signals.

A stretch is named by its ends ("서울TG-양재IC") and has several detectors; -1 is one that measures nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from statistics import fmean
from typing import Any

from assistant.feeds.envelope import Row, number_of, parse_json, rows_of
from assistant.feeds.errors import BadAnswer
from assistant.feeds.http import Answer
from assistant.feeds.kma_wire import kst
from assistant.places import load_gazetteer
from assistant.places.model import PlaceKind
from assistant.risk.matching import distance_km
from assistant.risk.model import Area, Certainty, Circle, Hazard, Severity, Signal, SignalKind, Urgency

URL = "https://data.ex.co.kr/openapi/odtraffic/trafficAmountByRealtime"
JAM_KMH, STANDSTILL_KMH = 40.0, 20.0
"""Under 40 km/h is 정체 on the corporation's own maps; the lower value is a judgement of this project."""
HOLDS = timedelta(minutes=30)
"""A measurement is of the last quarter of an hour and speaks for the next. Judgement."""
ONE_PLACE_KM = 3.0
"""Places of one name this close are one: an interchange and its toll gate."""
LONGEST_KM = 30.0
"""Ends further apart are not two ends of one stretch: a name was misread."""
ON_ROADS = frozenset(
    {PlaceKind.INTERCHANGE, PlaceKind.TOLLGATE, PlaceKind.REST_AREA, PlaceKind.TUNNEL, PlaceKind.BRIDGE}
)
_SPELT = {"분기점": "JC", "나들목": "IC", "요금소": "TG"}


def read_flow_page(answer: Answer) -> list[Row]:
    """Rows of the answer. Raises `FeedError`."""
    document = parse_json(answer)
    if not isinstance(document, Mapping) or "list" not in document:
        raise BadAnswer("응답에 소통 목록이 없어요")
    return rows_of(document["list"])


def read_flow(rows: Iterable[Mapping[str, Any]], now: datetime, feed: str, source: str) -> tuple[Signal, ...]:
    """Signals of the stretches that are jammed now."""
    stretches: dict[str, list[tuple[datetime, float, Mapping[str, Any]]]] = {}
    for row in rows:
        at = kst(f"{row.get('stdDate', '')}{str(row.get('stdHour', '')).zfill(4)}")
        speed = number_of(row.get("speed"))
        if at is None or speed is None or speed < 0 or now - at > HOLDS:
            continue
        key = f"{row.get('conzoneId')}:{row.get('updownTypeCode')}"
        stretches.setdefault(key, []).append((at, speed, row))
    found = []
    for key, measured in stretches.items():
        at = max(when for when, _, _ in measured)
        speed = fmean(kmh for _, kmh, _ in measured)
        row = measured[-1][2]
        circle = _circle(str(row.get("conzoneName") or ""))
        if speed < JAM_KMH and circle is not None:
            found.append(_signal(key, row, at, speed, circle, feed, source))
    return tuple(found)


def _signal(
    key: str, row: Mapping[str, Any], at: datetime, speed: float, circle: Circle, feed: str, source: str
) -> Signal:
    road = road_name(str(row.get("routeName") or ""))
    return Signal(
        id=f"{feed}:flow:{key}:{at:%Y%m%dT%H%M}",
        hazard=Hazard.CONGESTION,
        kind=SignalKind.OBSERVATION,
        feed=feed,
        source=source,
        name=f"{road} 정체".strip(),
        area=Area(circle=circle),
        issued=at,
        onset=at,
        expires=at + HOLDS,
        severity=Severity.SEVERE if speed < STANDSTILL_KMH else Severity.MODERATE,
        certainty=Certainty.OBSERVED,
        urgency=Urgency.IMMEDIATE,
        facts={"road": road, "stretch": str(row.get("conzoneName") or ""), "speed_kmh": round(speed)},
    )


def road_name(name: str) -> str:
    """ "경부선" is a railway to everybody else."""
    name = name.strip()
    return f"{name[:-1]}고속도로" if name.endswith("선") else name


@cache
def road_point(name: str) -> tuple[float, float] | None:
    """(lat, lon) of an interchange, toll gate, rest area, tunnel or bridge; None if unknown or several."""
    name = name.strip()
    for long, short in _SPELT.items():
        name = name.replace(long, short)
    found = [place for place in load_gazetteer().lookup(name) if place.kind in ON_ROADS] if name else []
    first = found[0] if found else None
    if first is None or any(distance_km(first.lat, first.lon, p.lat, p.lon) > ONE_PLACE_KM for p in found):
        return None
    return first.lat, first.lon


@cache
def _circle(stretch: str) -> Circle | None:
    """The disc over a stretch that is named by its two ends."""
    ends = [road_point(end) for end in re.split(r"[-~–]", stretch)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    (lat0, lon0), (lat1, lon1) = ends[0], ends[1]
    length = distance_km(lat0, lon0, lat1, lon1)
    if length > LONGEST_KM:
        return None
    return Circle(lat=(lat0 + lat1) / 2, lon=(lon0 + lon1) / 2, radius_km=round(length / 2 + 1.0, 1))
