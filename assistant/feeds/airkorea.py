"""AirKorea's hourly dust measurements, live.

Stations have names, not places: the station list of the same authority (`MsrstnInfoInqireSvc`, a separate
application) gives addresses; without it a station counts where its name is that of a place of its province.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from pydantic import SecretStr

from assistant.feeds.batch import Batch, Cover
from assistant.feeds.envelope import Row, all_pages, data_go_kr, number_of
from assistant.feeds.errors import FeedError
from assistant.feeds.http import FeedClient, service_key
from assistant.feeds.kma_wire import kst
from assistant.places import load_gazetteer, load_regions
from assistant.risk.model import Area, Certainty, Hazard, Severity, Signal, SignalKind, Urgency

FEED = "airkorea"
SOURCE = "에어코리아"
MEASURED = "https://apis.data.go.kr/B552584/ArpltnInforInqireSvc/getCtprvnRltmMesureDnsty"
STATIONS = "https://apis.data.go.kr/B552584/MsrstnInfoInqireSvc/getMsrstnList"
ROWS = 1000
HOLDS = timedelta(hours=2)
"""A mean of one hour comes some 15 minutes after it: older than this, two are missing."""
HORIZON = timedelta(hours=3)
"""How long a measurement speaks for the air: it changes within hours, not minutes. Judgement."""
_STEPS = (("severe", Severity.SEVERE), ("moderate", Severity.MODERATE), ("minor", Severity.MINOR))


class AirKorea:
    """The feed."""

    name = FEED

    def __init__(self, key: SecretStr) -> None:
        self._key = key
        self._addresses: dict[tuple[str, str], str] | None = None

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """The newest measurements of the country. Raises `FeedError`."""
        params: dict[str, str | int] = {"serviceKey": service_key(self._key), "returnType": "json"}
        if self._addresses is None:
            self._addresses = await self._stations(client, params)
        wanted: dict[str, str | int] = {"sidoName": "전국", "ver": "1.0"}
        rows = await all_pages(client, MEASURED, params | wanted, data_go_kr, ROWS)
        return read_air(rows, now, self._addresses)

    async def _stations(
        self, client: FeedClient, params: Mapping[str, str | int]
    ) -> dict[tuple[str, str], str]:
        """Addresses by (province, station); {} where the list may not be asked for."""
        try:
            rows = await all_pages(client, STATIONS, params, data_go_kr, ROWS)
        except FeedError:
            return {}
        return {_station(_province(row), row): str(row.get("addr") or "") for row in rows}


def read_air(rows: Iterable[Row], now: datetime, addresses: Mapping[tuple[str, str], str]) -> Batch:
    """A signal for each region and hazard, of its worst station; covers the regions that have a value."""
    worst: dict[tuple[str, Hazard], tuple[Severity | None, Signal | None]] = {}
    measured: dict[Hazard, set[str]] = {Hazard.FINE_DUST: set(), Hazard.YELLOW_DUST: set()}
    unplaced = old = 0
    newest: datetime | None = None
    for row in rows:
        at = _hour(row.get("dataTime"))
        pm10, pm25 = number_of(row.get("pm10Value")), number_of(row.get("pm25Value"))
        if at is None or (pm10 is None and pm25 is None):
            continue
        if now - at > HOLDS:
            old += 1
            continue
        region = _region(row, addresses)
        if region is None:
            unplaced += 1
            continue
        newest = max(newest, at) if newest else at
        for hazard, severity in _levels(pm10, pm25).items():
            measured[hazard].add(region)
            before = worst.get((region, hazard), (None, None))[0]
            if severity and (before is None or _rank(severity) > _rank(before)):
                signal = _signal(hazard, severity, region, at, pm10, pm25, str(row.get("stationName", "")))
                worst[region, hazard] = (severity, signal)
    said = [
        f"{count}곳은 {why}"
        for count, why in ((unplaced, "어디인지 몰라요"), (old, "값이 오래됐어요"))
        if count
    ]
    return Batch(
        signals=tuple(signal for _, signal in worst.values() if signal),
        covers=tuple(
            Cover(hazards=frozenset({hazard}), regions=frozenset(codes), horizon=HORIZON)
            for hazard, codes in measured.items()
            if codes
        ),
        newest=newest,
        note="측정소 " + ", ".join(said) if said else "",
    )


def _levels(pm10: float | None, pm25: float | None) -> dict[Hazard, Severity | None]:
    """Severity by hazard, None for clean air; a hazard without a value is absent."""
    table = _table()
    steps = [
        severity
        for value, name in ((pm10, "pm10"), (pm25, "pm25"))
        for step, severity in _STEPS
        if value is not None and value >= table[name][step]
    ]
    levels: dict[Hazard, Severity | None] = {Hazard.FINE_DUST: max(steps, key=_rank, default=None)}
    if pm10 is not None:
        dust = table["yellow_dust"]
        coarse = pm10 >= dust["pm10"] and (pm25 is None or pm25 < dust["pm25_share"] * pm10)
        levels[Hazard.YELLOW_DUST] = Severity.MODERATE if coarse else None
    return levels


def _rank(severity: Severity) -> int:
    return (Severity.MINOR, Severity.MODERATE, Severity.SEVERE).index(severity)


def _signal(
    hazard: Hazard,
    severity: Severity,
    region: str,
    at: datetime,
    pm10: float | None,
    pm25: float | None,
    station: str,
) -> Signal:
    values = {"pm10_ugm3": pm10, "pm25_ugm3": pm25}
    label = "황사 농도" if hazard is Hazard.YELLOW_DUST else "미세먼지 농도"
    return Signal(
        id=f"{FEED}:{region}:{hazard}:{at:%Y%m%dT%H}",
        hazard=hazard,
        kind=SignalKind.OBSERVATION,
        feed=FEED,
        source=SOURCE,
        name=label,
        area=Area(regions=frozenset({region})),
        issued=at,
        onset=at,
        expires=at + HORIZON,
        severity=severity,
        certainty=Certainty.OBSERVED,
        urgency=Urgency.IMMEDIATE,
        facts={**{name: value for name, value in values.items() if value is not None}, "station": station},
    )


def _hour(text: Any) -> datetime | None:
    """ "2026-10-02 21:00"; midnight is written as 24:00 of the day before."""
    said = str(text or "")
    if said.endswith("24:00"):
        day = kst(said[:10])
        return day + timedelta(days=1) if day else None
    return kst(said)


def _region(row: Mapping[str, Any], addresses: Mapping[tuple[str, str], str]) -> str | None:
    province = str(row.get("sidoName") or "")
    address = addresses.get(_station(province, row), "")
    return _region_of(province, str(row.get("stationName") or ""), address)


@cache
def _region_of(province: str, station: str, address: str) -> str | None:
    """Code of the region: by the address, else by the name of the station within its province."""
    words = address.split()
    for size in (4, 3, 2):
        found = load_regions().find(" ".join(words[:size])) if len(words) >= size else ()
        if len(found) == 1:
            return found[0].code
    found = load_regions().find(station, province)
    if len(found) == 1:
        return found[0].code
    codes = {r.code for r in load_regions().find(province)}
    here = {place.region for place in load_gazetteer().lookup(station) if place.region in codes}
    return next(iter(here)) if len(here) == 1 else None


def _station(province: str, row: Mapping[str, Any]) -> tuple[str, str]:
    return province, re.sub(r"\s", "", str(row.get("stationName") or ""))


def _province(row: Mapping[str, Any]) -> str:
    """The short name of the province of an address, as the measurements write it."""
    words = str(row.get("addr") or "").split()
    found = load_regions().find(words[0]) if words else ()
    return load_regions().spoken_province(found[0].code) if found else ""


@cache
def _table() -> Mapping[str, Mapping[str, float]]:
    path = resources.files("assistant.feeds") / "data" / "air.toml"
    table: Mapping[str, Mapping[str, float]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return table
