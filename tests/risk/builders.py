"""Small itineraries, signals and sources for the tests of the risk engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.risk.model import (
    Area,
    Certainty,
    Exposure,
    Hazard,
    Itinerary,
    Mode,
    Severity,
    Signal,
    SignalKind,
    Situation,
    SourceCoverage,
)

KST = ZoneInfo("Asia/Seoul")
NOW = datetime(2025, 7, 16, 9, tzinfo=KST)
REGIONS = {
    "11110": "서울 종로구",
    "43740": "영동군",
    "47190": "구미시",
    "48270": "밀양시",
    "48250": "김해시",
    "26110": "부산 중구",
}


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def itinerary(
    stays: Sequence[tuple[str | None, float]],
    *,
    mode: Mode = Mode.CAR,
    depart: datetime = NOW,
    **changes: Any,
) -> Itinerary:
    """A trip that is in each region for so many minutes, in order."""
    exposures, at = [], depart
    for code, count in stays:
        exposures.append(
            Exposure(
                cell=f"cell-{code}",
                lat=35.5,
                lon=128.7,
                region=code,
                place=REGIONS.get(code or "", "바다 위"),
                start=at,
                end=at + minutes(count),
                mode=mode,
            )
        )
        at += minutes(count)
    fields: dict[str, Any] = {
        "origin": "서울",
        "destination": "부산",
        "mode": mode,
        "depart": depart,
        "arrive": at,
        "exposures": tuple(exposures),
        "distance_km": 400.0,
    }
    return Itinerary(**{**fields, **changes})


def signal(
    hazard: Hazard = Hazard.HEAVY_RAIN,
    severity: Severity = Severity.SEVERE,
    regions: Sequence[str] = ("48270",),
    **changes: Any,
) -> Signal:
    """A warning in force since an hour before NOW, without an end."""
    fields: dict[str, Any] = {
        "id": f"{hazard}-{severity}-{'-'.join(regions)}",
        "hazard": hazard,
        "kind": SignalKind.ALERT,
        "feed": "kma_warnings",
        "source": "기상청",
        "name": f"{hazard.value} {severity.value}",
        "area": Area(regions=frozenset(regions)),
        "issued": NOW - minutes(60),
        "onset": NOW - minutes(60),
        "severity": severity,
        "certainty": Certainty.LIKELY,
    }
    return Signal(**{**fields, **changes})


def source(
    hazards: Sequence[Hazard] = (Hazard.HEAVY_RAIN,),
    regions: Sequence[str] | None = None,
    *,
    hours: float = 24,
    **changes: Any,
) -> SourceCoverage:
    """A source that answered at NOW and speaks for the next hours."""
    fields: dict[str, Any] = {
        "feed": "kma_warnings",
        "source": "기상청",
        "hazards": frozenset(hazards),
        "regions": None if regions is None else frozenset(regions),
        "start": NOW - timedelta(hours=1),
        "until": NOW + timedelta(hours=hours),
        "issued": NOW,
    }
    return SourceCoverage(**{**fields, **changes})


def situation(*signals: Signal, **changes: Any) -> Situation:
    """What is known at NOW."""
    return Situation(**{"now": NOW, "signals": signals, **changes})
