"""KMA short-term forecast, ultra-short forecast and nowcast on the 5 km grid, live.

A region is asked for at the cell of its seat. The ultra-short forecast (6 h, half-hourly issues) replaces the
short-term one (D+3) hour by hour; the nowcast is an observation of the present hour.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from assistant.feeds.batch import Batch, Cover
from assistant.feeds.envelope import Row, all_pages, data_go_kr, measured
from assistant.feeds.errors import BadAnswer, FeedError, Refused
from assistant.feeds.http import FeedClient, service_key
from assistant.feeds.kma_bulletin import KST
from assistant.feeds.kma_grid import cell
from assistant.feeds.kma_wire import kst
from assistant.feeds.weather_hours import HOUR, Hour, Stretch, amount, stretches
from assistant.places.model import Region
from assistant.places.regions import load_regions
from assistant.risk.hazards import hazard_specs
from assistant.risk.model import Area, Certainty, Hazard, Signal, SignalKind, Urgency

FEED = "kma_forecasts"
SOURCE = "기상청 예보"
SERVICE = "https://apis.data.go.kr/1360000/VilageFcstInfoService_2.0"
SHORT, ULTRA, NOWCAST = "getVilageFcst", "getUltraSrtFcst", "getUltraSrtNcst"
ROWS = 1000
AT_ONCE = 8
"""Requests at the same time."""
MOST_WANTED = 80
"""Regions of travellers that are kept: with the seats 5,400 calls a day, of 10,000 on a development key."""
HAZARDS = frozenset({Hazard.HEAVY_RAIN, Hazard.HEAVY_SNOW, Hazard.STRONG_WIND, Hazard.HEAT, Hazard.COLD})
LIKELY_CHANCE_PCT = 60.0
"""CAP's Likely is more than half; forecasts give the chance of rain in tens."""
SURE_LEAD = timedelta(hours=24)
"""A forecast of wind or temperature further ahead is Possible only. Judgement."""

SEATS = (
    "서울 중구,부산 연제구,대구 중구,인천 남동구,광주 서구,대전 서구,울산 남구,세종시,수원시 팔달구,춘천시,"
    "청주시 상당구,홍성군,전주시 완산구,무안군,안동시,창원시 의창구,제주시"
)
"""Where the provinces have their seats: asked for unless the settings name regions."""

Cell = tuple[int, int]


class KmaForecasts:
    """The feed. `regions`: names, comma-separated; "" the provincial seats, "전국" all regions."""

    name = FEED

    def __init__(self, key: SecretStr, regions: str = "") -> None:
        self._key = key
        self._always = chosen_regions(regions)
        self._wanted: dict[str, Region] = {}
        self._told: dict[tuple[str, Cell], tuple[datetime, list[Row]]] = {}

    @property
    def regions(self) -> tuple[Region, ...]:
        """Those of the settings, then those that travellers lately asked about."""
        return (*self._always, *self._wanted.values())

    def want(self, regions: frozenset[str]) -> bool:
        """Takes up regions on somebody's way; the longest unwanted of more than `MOST_WANTED` are let go."""
        asked = {region.code for region in self._always}
        land = [code for code in sorted(regions) if not code.startswith("sea:") and code not in asked]
        new = [code for code in land if code not in self._wanted]
        wanted = {code: region for code, region in self._wanted.items() if code not in land}
        wanted |= {code: load_regions().get(code) for code in land}
        self._wanted = dict(list(wanted.items())[-MOST_WANTED:])
        return bool(new)

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """Forecasts of all regions. Raises `FeedError` if none could be had."""
        gate = asyncio.Semaphore(AT_ONCE)
        regions = self.regions
        cells = sorted({cell(region.lat, region.lon) for region in regions})

        async def hours_of(where: Cell) -> tuple[Cell, list[Hour], list[Hour]] | FeedError:
            async with gate:
                try:
                    return where, *await self._hours(client, where, now)
                except FeedError as error:
                    return error

        answers = await asyncio.gather(*map(hours_of, cells))
        good = {answer[0]: answer[1:] for answer in answers if not isinstance(answer, FeedError)}
        errors = [answer for answer in answers if isinstance(answer, FeedError)]
        if errors and (not good or isinstance(errors[0], Refused)):
            raise errors[0]
        return self._batch(regions, good, now, len(errors))

    async def _hours(self, client: FeedClient, where: Cell, now: datetime) -> tuple[list[Hour], list[Hour]]:
        """(forecast, observed) hours of a cell."""
        short = await self._rows(client, SHORT, where, short_base(now), 3 * HOUR)
        ultra = await self._rows(client, ULTRA, where, ultra_base(now), HOUR)
        seen = await self._rows(client, NOWCAST, where, nowcast_base(now), HOUR)
        ahead = {hour.start: hour for hour in read_forecast(short)}
        ahead |= {h.start: _over(ahead.get(h.start), h) for h in read_forecast(ultra)}
        return [h for h in ahead.values() if h.start > now - HOUR], read_nowcast(seen)

    async def _rows(
        self, client: FeedClient, operation: str, where: Cell, base: datetime, step: timedelta
    ) -> list[Row]:
        """Rows of the newest issue; of the one before where that is not out yet. Raises `FeedError`."""
        told = self._told.get((operation, where))
        if told and told[0] == base:
            return told[1]
        for issue in (base, base - step):
            params: dict[str, str | int] = {
                "serviceKey": service_key(self._key),
                "dataType": "JSON",
                "base_date": f"{issue:%Y%m%d}",
                "base_time": f"{issue:%H%M}",
                "nx": where[0],
                "ny": where[1],
            }
            rows = await all_pages(client, f"{SERVICE}/{operation}", params, data_go_kr, ROWS)
            if rows:
                self._told[operation, where] = (issue, rows)
                return rows
        raise BadAnswer("예보가 비어 있어요")

    def _batch(
        self,
        regions: Sequence[Region],
        good: Mapping[Cell, tuple[list[Hour], list[Hour]]],
        now: datetime,
        failed: int,
    ) -> Batch:
        signals: list[Signal] = []
        covers: dict[datetime, set[str]] = {}
        issues = [self._told[SHORT, where][0] for where in good]
        for region in regions:
            if (hours := good.get(cell(region.lat, region.lon))) is None or not hours[0]:
                continue
            issued = self._told[ULTRA, cell(region.lat, region.lon)][0]
            signals += [_forecast(s, region, issued, now) for s in stretches(hours[0])]
            signals += [_observed(s, region) for s in stretches(hours[1])]
            covers.setdefault(_unbroken(hours[0]), set()).add(region.code)
        names = f"{len(regions)}개 시군구의 예보를 봐요"
        return Batch(
            signals=tuple(signals),
            covers=tuple(
                Cover(hazards=HAZARDS, regions=frozenset(codes), horizon=max(until - now, timedelta(0)))
                for until, codes in sorted(covers.items())
            ),
            newest=max(issues, default=None),
            note=f"{names}. {failed}곳은 받지 못했어요" if failed else names,
        )


def chosen_regions(names: str) -> tuple[Region, ...]:
    """The regions of the settings. Raises ValueError for a name that is none."""
    if names.strip() == "전국":
        return load_regions().all()
    found: dict[str, Region] = {}
    for name in (names.strip() or SEATS).split(","):
        regions = [r for r in load_regions().find(name.strip()) if not r.approximate]
        if not regions:
            raise ValueError(f"GILBEOT_FORECAST_REGIONS: no region is called {name.strip()!r}")
        found |= {region.code: region for region in regions}
    return tuple(found.values())


def short_base(now: datetime) -> datetime:
    """Issue of the short-term forecast that is out: 02, 05, … 23 h, ten minutes later (five to spare)."""
    at = now.astimezone(KST) - timedelta(minutes=15)
    return at.replace(minute=0, second=0, microsecond=0) - ((at.hour - 2) % 3) * HOUR


def ultra_base(now: datetime) -> datetime:
    """Issue of the ultra-short forecast that is out: at half past, fifteen minutes later."""
    at = now.astimezone(KST) - timedelta(minutes=45)
    return at.replace(minute=30, second=0, microsecond=0)


def nowcast_base(now: datetime) -> datetime:
    """Issue of the nowcast that is out: on the hour, some ten minutes later (five to spare)."""
    at = now.astimezone(KST) - timedelta(minutes=15)
    return at.replace(minute=0, second=0, microsecond=0)


def read_forecast(rows: Iterable[Mapping[str, Any]]) -> list[Hour]:
    """Hours of `getVilageFcst` or `getUltraSrtFcst` rows."""
    values: dict[datetime, dict[str, Any]] = {}
    for row in rows:
        at = kst(f"{row.get('fcstDate', '')}{str(row.get('fcstTime', '')).zfill(4)}")
        if at is not None and row.get("category"):
            values.setdefault(at, {})[str(row["category"])] = row.get("fcstValue")
    return [_hour(at, said) for at, said in sorted(values.items())]


def read_nowcast(rows: Iterable[Mapping[str, Any]]) -> list[Hour]:
    """The hour of `getUltraSrtNcst` rows: what was measured counts for the hour after."""
    values: dict[datetime, dict[str, Any]] = {}
    for row in rows:
        at = kst(f"{row.get('baseDate', '')}{str(row.get('baseTime', '')).zfill(4)}")
        if at is not None and row.get("category"):
            values.setdefault(at, {})[str(row["category"])] = row.get("obsrValue")
    return [_hour(at, said) for at, said in sorted(values.items())]


def _hour(at: datetime, said: Mapping[str, Any]) -> Hour:
    return Hour(
        start=at,
        rain_mm=amount(said.get("PCP", said.get("RN1"))),
        snow_cm=amount(said.get("SNO")),
        wind_mps=measured(said.get("WSD")),
        temp_c=measured(said.get("TMP", said.get("T1H"))),
        humidity_pct=measured(said.get("REH")),
        rain_chance_pct=measured(said.get("POP")),
    )


def _over(short: Hour | None, ultra: Hour) -> Hour:
    """The ultra-short hour, with what only the short-term forecast says."""
    if short is None:
        return ultra
    return Hour(
        start=ultra.start,
        rain_mm=ultra.rain_mm if ultra.rain_mm is not None else short.rain_mm,
        snow_cm=short.snow_cm,
        wind_mps=ultra.wind_mps if ultra.wind_mps is not None else short.wind_mps,
        temp_c=ultra.temp_c if ultra.temp_c is not None else short.temp_c,
        humidity_pct=ultra.humidity_pct if ultra.humidity_pct is not None else short.humidity_pct,
        rain_chance_pct=short.rain_chance_pct,
    )


def _unbroken(hours: Iterable[Hour]) -> datetime:
    """End of the hours that follow each other without a gap."""
    starts = sorted(hour.start for hour in hours)
    end = starts[0]
    for start in starts:
        if start > end:
            break
        end = start + HOUR
    return end


def _forecast(stretch: Stretch, region: Region, issued: datetime, now: datetime) -> Signal:
    wet = stretch.hazard in (Hazard.HEAVY_RAIN, Hazard.HEAVY_SNOW)
    sure = (stretch.chance_pct or 0.0) >= LIKELY_CHANCE_PCT if wet else stretch.start - now <= SURE_LEAD
    chance = {"rain_chance_pct": stretch.chance_pct} if wet and stretch.chance_pct is not None else {}
    return Signal(
        id=f"{FEED}:{region.code}:{stretch.hazard}:{stretch.start:%Y%m%dT%H}",
        hazard=stretch.hazard,
        kind=SignalKind.FORECAST,
        feed=FEED,
        source=SOURCE,
        name=f"{hazard_specs()[stretch.hazard].label} 예보",
        area=Area(regions=frozenset({region.code})),
        issued=min(issued, now),
        onset=stretch.start,
        expires=stretch.end,
        severity=stretch.severity,
        certainty=Certainty.LIKELY if sure else Certainty.POSSIBLE,
        urgency=Urgency.EXPECTED if stretch.start - now <= HOUR else Urgency.FUTURE,
        facts={**stretch.facts, **chance},
    )


def _observed(stretch: Stretch, region: Region) -> Signal:
    return Signal(
        id=f"{FEED}:{region.code}:{stretch.hazard}:{stretch.start:%Y%m%dT%H}:observed",
        hazard=stretch.hazard,
        kind=SignalKind.OBSERVATION,
        feed=FEED,
        source="기상청 초단기실황",
        name=f"{hazard_specs()[stretch.hazard].label} 실황",
        area=Area(regions=frozenset({region.code})),
        issued=stretch.start,
        onset=stretch.start,
        expires=stretch.end,
        severity=stretch.severity,
        certainty=Certainty.OBSERVED,
        urgency=Urgency.IMMEDIATE,
        facts=dict(stretch.facts),
    )
