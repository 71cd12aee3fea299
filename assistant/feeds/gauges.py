"""Recorded gauges: rain and river readings -> observations, and a rising river continued for hours. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

from assistant.risk.model import (
    Area,
    Certainty,
    Hazard,
    Severity,
    Signal,
    SignalKind,
    SourceCoverage,
    Urgency,
)

FEED = "gauges"
RAIN, STAGE = "rain", "stage"
_WINDOWS = {"rain_mm_1h": 1, "rain_mm_3h": 3, "rain_mm_12h": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading: millimetres since the reading before, or metres of stage."""

    time: datetime
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A gauge and its readings in order of time."""

    id: str
    name: str
    """Korean name ("관악구청 강우량계")."""
    source: str
    kind: str
    """"rain" or "stage"."""
    regions: frozenset[str]
    """Region codes it stands for."""
    readings: tuple[Reading, ...]
    advisory_m: float | None = None
    """Stage of a flood advisory at this gauge, in metres; rivers only."""
    warning_m: float | None = None

    @property
    def hazard(self) -> Hazard:
        """What it tells of."""
        return Hazard.HEAVY_RAIN if self.kind == RAIN else Hazard.FLOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class GaugeTable:
    """`data/gauges.toml`, typed."""

    known_after: timedelta
    stale: timedelta
    valid: timedelta
    ahead: timedelta
    trend: timedelta
    hard_mm_1h: float
    rain: Mapping[Severity, Mapping[str, float]]
    """Worst first."""


@cache
def gauge_table() -> GaugeTable:
    """The table, read once."""
    path = resources.files("assistant.feeds") / "data" / "gauges.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return GaugeTable(
        known_after=timedelta(minutes=raw["known_after_minutes"]),
        stale=timedelta(minutes=raw["stale_minutes"]),
        valid=timedelta(minutes=raw["valid_minutes"]),
        ahead=timedelta(minutes=raw["ahead_minutes"]),
        trend=timedelta(minutes=raw["trend_minutes"]),
        hard_mm_1h=raw["hard_mm_1h"],
        rain={s: raw["rain"][s] for s in (Severity.EXTREME, Severity.SEVERE, Severity.MODERATE)},
    )


def known_readings(gauge: Gauge, now: datetime) -> tuple[Reading, ...]:
    """Readings that were out by `now`; empty when the newest is too old to say anything."""
    table = gauge_table()
    known = tuple(r for r in gauge.readings if r.time + table.known_after <= now)
    if not known or now - known[-1].time > table.stale + table.known_after:
        return ()
    return known


def gauge_signals(gauge: Gauge, now: datetime) -> tuple[Signal, ...]:
    """What the gauge reports at `now`, if it is at advisory level or on the way there."""
    known = known_readings(gauge, now)
    if not known:
        return ()
    return tuple(_rain(gauge, known) if gauge.kind == RAIN else _stage(gauge, known))


def gauge_coverage(gauge: Gauge, now: datetime) -> SourceCoverage | None:
    """The gauge speaks for its regions and the next hour; None when it is silent."""
    known = known_readings(gauge, now)
    if not known:
        return None
    return SourceCoverage(
        feed=FEED,
        source=gauge.source,
        hazards=frozenset({gauge.hazard}),
        regions=gauge.regions,
        start=now,
        until=now + gauge_table().valid,
        issued=known[-1].time,
    )


def rain_sums(known: tuple[Reading, ...]) -> dict[str, float]:
    """mm in the 1, 3 and 12 hours up to the last reading (at least: earlier readings may be missing)."""
    last = known[-1].time
    return {
        fact: round(sum(r.value for r in known if last - r.time < timedelta(hours=hours)), 1)
        for fact, hours in _WINDOWS.items()
    }


def _rain(gauge: Gauge, known: tuple[Reading, ...]) -> Iterator[Signal]:
    sums = rain_sums(known)
    for severity, limits in gauge_table().rain.items():
        if any(sums[fact] >= limit for fact, limit in limits.items()):
            name = "강한 비" if sums["rain_mm_1h"] >= gauge_table().hard_mm_1h else "많은 비"
            yield _signal(gauge, known[-1], name, severity, dict(sums))
            return


def _stage(gauge: Gauge, known: tuple[Reading, ...]) -> Iterator[Signal]:
    table, last = gauge_table(), known[-1]
    facts: dict[str, float | str] = {"stage_m": last.value, "station": gauge.name}
    if gauge.advisory_m is not None and gauge.warning_m is not None:
        facts |= {"criterion_advisory_m": gauge.advisory_m, "criterion_warning_m": gauge.warning_m}
    rise = _rise_m_per_h(known)
    facts["rise_m_per_h"] = round(rise, 2)
    now_severity = _stage_severity(gauge, last.value)
    if now_severity:
        yield _signal(gauge, last, "하천 수위 상승", now_severity, facts)
    # A rising river goes on: the level it reaches within the horizon at this pace.
    later = last.value + rise * (table.ahead / timedelta(hours=1))
    severity = _stage_severity(gauge, later) if rise > 0 else None
    if severity:
        yield _signal(
            gauge,
            last,
            "하천 수위 상승",
            severity,
            {**facts, "stage_m_expected": round(later, 2)},
            ahead=True,
        )


def _rise_m_per_h(known: tuple[Reading, ...]) -> float:
    last = known[-1]
    recent = [r for r in known if last.time - r.time <= gauge_table().trend]
    hours = (last.time - recent[0].time) / timedelta(hours=1)
    return (last.value - recent[0].value) / hours if hours else 0.0


def _stage_severity(gauge: Gauge, stage: float) -> Severity | None:
    if gauge.warning_m is not None and stage >= gauge.warning_m:
        return Severity.SEVERE
    if gauge.advisory_m is not None and stage >= gauge.advisory_m:
        return Severity.MODERATE
    return None


def _signal(
    gauge: Gauge,
    last: Reading,
    name: str,
    severity: Severity,
    facts: Mapping[str, float | str],
    ahead: bool = False,
) -> Signal:
    table = gauge_table()
    return Signal(
        id=f"{FEED}:{gauge.id}:{last.time:%Y%m%dT%H%M}" + (":ahead" if ahead else ""),
        hazard=gauge.hazard,
        kind=SignalKind.FORECAST if ahead else SignalKind.OBSERVATION,
        feed=FEED,
        source=gauge.source,
        name=name,
        area=Area(regions=gauge.regions, zones=(gauge.name,)),
        issued=last.time + table.known_after,
        onset=last.time,
        expires=last.time + table.known_after + (table.ahead if ahead else table.valid),
        severity=severity,
        certainty=Certainty.POSSIBLE if ahead else Certainty.OBSERVED,
        urgency=Urgency.EXPECTED if ahead else Urgency.IMMEDIATE,
        extrapolated=ahead,
        facts=facts,
    )
