"""KMA typhoon information, live: official fixes and wind radii, continued as the recorded ones are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import cos, radians, sin
from typing import Any

from pydantic import SecretStr

from assistant.feeds.batch import Batch, Cover
from assistant.feeds.envelope import NO_DATA, Page, all_pages, data_go_kr, number_of
from assistant.feeds.http import Answer, FeedClient, service_key
from assistant.feeds.kma_bulletin import KST
from assistant.feeds.kma_wire import kst
from assistant.feeds.storms import Fix, Storm, cosine
from assistant.feeds.typhoon import typhoon_signals
from assistant.risk.model import Circle, Hazard, Signal, SignalKind

FEED = "kma_typhoon"
SOURCE = "기상청 태풍정보"
URL = "https://apis.data.go.kr/1360000/TyphoonInfoService/getTyphoonInfo"
DAYS = 2
"""Days of fixes asked for (the service keeps three): the motion of the last twelve hours needs them."""
SILENCE = timedelta(hours=24)
"""No storm near within a day means something: the median error of a continued track is 230 km then."""
NO_STORM = NO_DATA | {"11"}
"""Codes that this service answers when there is no storm."""
_KM_PER_DEGREE = 111.195
_COMPASS = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split()


class KmaTyphoon:
    """The feed."""

    name = FEED

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """Storms followed by KMA. Raises `FeedError`."""
        today = now.astimezone(KST)
        params: dict[str, str | int] = {
            "serviceKey": service_key(self._key),
            "dataType": "JSON",
            "fromTmFc": f"{today - timedelta(days=DAYS):%Y%m%d}",
            "toTmFc": f"{today:%Y%m%d}",
        }
        return read_typhoons(await all_pages(client, URL, params, _page, 100), now)


def _page(answer: Answer) -> Page:
    return data_go_kr(answer, NO_STORM)


def read_typhoons(rows: Iterable[Mapping[str, Any]], now: datetime) -> Batch:
    """Signals of all storms. Of several statements about one time the newest counts."""
    storms: dict[str, dict[datetime, Mapping[str, Any]]] = {}
    newest: datetime | None = None
    skipped = 0
    for row in sorted(rows, key=lambda r: (str(r.get("tmFc", "")), str(r.get("tmSeq", "")).zfill(4))):
        issued, at = kst(row.get("tmFc")), kst(row.get("typTm"))
        if issued is None or at is None or _fix(row) is None:
            skipped += 1
            continue
        newest = max(newest, issued) if newest else issued
        storms.setdefault(f"{at:%Y}{row.get('typSeq')}", {})[at] = row
    signals: list[Signal] = []
    for key, by_time in storms.items():
        told = [by_time[at] for at in sorted(by_time)]
        storm = Storm(id=key, name=str(told[-1].get("typName") or "").strip(), fixes=_fixes(told))
        signals += [_official(s, told[-1]) for s in typhoon_signals(storm, now, FEED, SOURCE)]
    return Batch(
        signals=tuple(signals),
        covers=()
        if skipped
        else (Cover(hazards=frozenset({Hazard.TYPHOON}), regions=None, horizon=SILENCE),),
        newest=newest,
        note=f"읽지 못한 위치 {skipped}개" if skipped else "",
    )


def _fixes(rows: list[Mapping[str, Any]]) -> tuple[Fix, ...]:
    fixes = [fix for row in rows if (fix := _fix(row))]
    if len(fixes) == 1 and (earlier := _six_hours_before(fixes[0], rows[-1])):
        return (earlier, *fixes)
    return tuple(fixes)


def _fix(row: Mapping[str, Any]) -> Fix | None:
    lat, lon, at = number_of(row.get("typLat")), number_of(row.get("typLon")), kst(row.get("typTm"))
    if lat is None or lon is None or at is None or not (abs(lat) <= 80 and abs(lon) <= 180):
        return None
    wind = number_of(row.get("typWs"))
    return Fix(time=at, lat=lat, lon=lon, wind_mps=wind or None, pressure_hpa=number_of(row.get("typPs")))


def _six_hours_before(fix: Fix, row: Mapping[str, Any]) -> Fix | None:
    """Where a storm with one fix came from, by its direction and speed (km/h)."""
    direction, speed = str(row.get("typDir", "")).strip(), number_of(row.get("typSp"))
    if direction not in _COMPASS or not speed:
        return None
    bearing, distance = radians(22.5 * _COMPASS.index(direction)), 6 * speed / _KM_PER_DEGREE
    lat = fix.lat - distance * cos(bearing)
    lon = fix.lon - distance * sin(bearing) / cosine(fix.lat)
    return replace(fix, time=fix.time - timedelta(hours=6), lat=lat, lon=lon)


def _official(signal: Signal, row: Mapping[str, Any]) -> Signal:
    """The observed circles with KMA's own radii (of the wider side), and what it says in facts."""
    facts = dict(signal.facts)
    radii = {"gale": _radius(row, "typ15"), "storm": _radius(row, "typ25")}
    for part, radius in radii.items():
        if radius:
            facts[f"official_{part}_radius_km"] = radius
    if isinstance(place := row.get("typLoc"), str) and place.strip():
        facts["place"] = place.strip()
    signal = replace(signal, facts=facts)
    mine = radii.get(signal.id.rsplit(":", 1)[-1])
    circle = signal.area.circle
    if signal.kind is not SignalKind.OBSERVATION or circle is None or not mine:
        return signal
    return replace(
        signal, area=replace(signal.area, circle=Circle(lat=circle.lat, lon=circle.lon, radius_km=mine))
    )


def _radius(row: Mapping[str, Any], field: str) -> float:
    """km; the exception of one side (`er`) counts where it is the wider one."""
    return max(number_of(row.get(field)) or 0.0, number_of(row.get(f"{field}er")) or 0.0)
