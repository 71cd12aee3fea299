"""Typhoon signals: what the fixes known at a moment say about the next two days.

The last fix is an observation; circles that move on are forecasts of ours (`extrapolated=True`),
wider the further ahead, and only as certain as the error lets them be. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.feeds.storms import (
    Fix,
    Storm,
    chance,
    cosine,
    known_fixes,
    position,
    typhoon_table,
    wind_mps,
    wind_radius_km,
)
from assistant.risk.model import Area, Certainty, Circle, Hazard, Severity, Signal, SignalKind, Urgency

FEED = "typhoon_track"
SOURCE = "IBTrACS 태풍 위치 기록"

_KM_PER_DEGREE = 111.195
# Probabilities that separate CAP's words: Likely is more than half; below a tenth is Unlikely.
_LIKELY, _POSSIBLE = 0.5, 0.1


def typhoon_signals(
    storm: Storm, now: datetime, feed: str = FEED, source: str = SOURCE
) -> tuple[Signal, ...]:
    """The last fix as an observation, and moving circles up to the horizon as forecasts.

    `feed` and `source`: who gave the fixes.
    """
    table = typhoon_table()
    fixes = known_fixes(storm, now)
    wind, estimated = wind_mps(fixes) if fixes else (None, False)
    if wind is None or wind < table.typhoon_mps:
        return ()
    facts = _facts(fixes, wind, estimated)
    signals = _observed(storm, fixes[-1], wind, facts)
    start = now.replace(minute=0, second=0, microsecond=0)
    while start < now + table.horizon:
        end = min(start + table.step, now + table.horizon)
        signals.extend(_slice(storm, fixes, wind, facts, start, end))
        start = end
    if feed == FEED:
        return tuple(signals)
    return tuple(
        replace(s, id=f"{feed}:{s.id.removeprefix(FEED + ':')}", feed=feed, source=source) for s in signals
    )


def _observed(storm: Storm, fix: Fix, wind: float, facts: Mapping[str, float | str]) -> list[Signal]:
    """Circles of gale and of storm force around the last fix."""
    table = typhoon_table()
    gale = wind_radius_km(wind, table.gale_mps, fix.lat)
    circles = [
        ("gale", gale, Severity.MODERATE),
        ("storm", wind_radius_km(wind, table.storm_mps, fix.lat), _severity(wind)),
    ]
    return [
        Signal(
            id=f"{FEED}:{storm.id}:{fix.time:%Y%m%dT%H}:{part}",
            hazard=Hazard.TYPHOON,
            kind=SignalKind.OBSERVATION,
            feed=FEED,
            source=SOURCE,
            name=f"태풍 {storm.name}".strip(),
            area=Area(circle=Circle(lat=fix.lat, lon=fix.lon, radius_km=round(radius, 1))),
            issued=fix.time + table.known_after,
            onset=fix.time,
            # Until the next one is due.
            expires=fix.time + timedelta(hours=6) + table.known_after,
            severity=severity,
            certainty=Certainty.OBSERVED,
            urgency=Urgency.IMMEDIATE,
            facts={**facts, "lat": fix.lat, "lon": fix.lon, "gale_radius_km": round(gale)},
        )
        for part, radius, severity in circles
        if radius > 0
    ]


def _slice(
    storm: Storm,
    fixes: tuple[Fix, ...],
    wind: float,
    facts: Mapping[str, float | str],
    start: datetime,
    end: datetime,
) -> list[Signal]:
    """Circles of one step: where gales are likely, and how far they may reach given the error."""
    table, last = typhoon_table(), fixes[-1]
    middle = start + (end - start) / 2
    lead = (middle - last.time) / timedelta(hours=1)
    lat, lon = position(fixes, middle)
    # Words name a place and a time: the facts tell where the centre is at the start of the step.
    told_lat, told_lon = position(fixes, start)
    gale, error = wind_radius_km(wind, table.gale_mps, lat), table.error_km(lead)
    hit = chance(gale, error)
    possible = Certainty.POSSIBLE if hit >= _POSSIBLE else Certainty.UNLIKELY
    circles = [("reach", gale + error, possible, Severity.MODERATE)]
    if gale > error:
        circles.append(("gale", gale - error, Certainty.LIKELY, Severity.MODERATE))
    storm_radius = wind_radius_km(wind, table.storm_mps, lat)
    if storm_radius > 0 and hit >= _LIKELY:
        circles.append(("storm", storm_radius, Certainty.POSSIBLE, _severity(wind)))
    return [
        Signal(
            id=f"{FEED}:{storm.id}:{last.time:%Y%m%dT%H}:{start:%Y%m%dT%H}:{part}",
            hazard=Hazard.TYPHOON,
            kind=SignalKind.FORECAST,
            feed=FEED,
            source=SOURCE,
            name=f"태풍 {storm.name}".strip(),
            area=Area(circle=Circle(lat=round(lat, 2), lon=round(lon, 2), radius_km=round(radius, 1))),
            issued=last.time + table.known_after,
            onset=start,
            expires=end,
            severity=severity,
            certainty=certainty,
            urgency=Urgency.IMMEDIATE if lead <= table.step / timedelta(hours=1) else Urgency.FUTURE,
            extrapolated=True,
            facts={
                **facts,
                "lat": round(told_lat, 2),
                "lon": round(told_lon, 2),
                "gale_radius_km": round(gale),
                "error_km": round(error),
                "lead_hours": round(lead, 1),
                "probability_at_centre": round(hit, 2),
            },
        )
        for part, radius, certainty, severity in circles
    ]


def _facts(fixes: tuple[Fix, ...], wind: float, estimated: bool) -> dict[str, float | str]:
    last = fixes[-1]
    ahead = position(fixes, last.time + timedelta(hours=1))
    speed = math.hypot(ahead[0] - last.lat, (ahead[1] - last.lon) * cosine(last.lat)) * _KM_PER_DEGREE
    facts: dict[str, float | str] = {
        "max_wind_mps": round(wind, 1),
        "wind_estimated": "yes" if estimated else "no",
        "fix_time": last.time.isoformat(),
        "fix_lat": last.lat,
        "fix_lon": last.lon,
        "speed_kmh": round(speed),
        "track": "continued from past motion",
    }
    if last.pressure_hpa is not None:
        facts["pressure_hpa"] = last.pressure_hpa
    return facts


def _severity(wind: float) -> Severity:
    """By KMA's strength classes: 중 (25 m/s) and 강 (33) severe, 매우강 (44) and above extreme."""
    if wind >= 44:
        return Severity.EXTREME
    return Severity.SEVERE if wind >= 25 else Severity.MODERATE
