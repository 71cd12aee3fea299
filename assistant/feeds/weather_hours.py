"""Hourly weather -> stretches that reach official thresholds. Pure.

The thresholds are those of `assistant/risk/data/thresholds.toml`, by the value alone: where the rule also
asks for a duration (heat: two days) a forecast that reaches the value counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import atan, sqrt

from assistant.feeds.envelope import measured
from assistant.risk.intensity import thresholds
from assistant.risk.model import Hazard, Severity

HOUR = timedelta(hours=1)
_NONE = ("강수없음", "적설없음")
_RANGE = re.compile(r"([\d.]+)\s*(?:mm|cm)?\s*~\s*([\d.]+)")
_BELOW = re.compile(r"([\d.]+)\s*(?:mm|cm)?\s*미만")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?=\s*(?:mm|cm))")
SUMMER = range(5, 10)
"""Months in which KMA gives the summer feels-like temperature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The weather of one hour from `start` on; None where the source says nothing."""

    start: datetime
    rain_mm: float | None = None
    snow_cm: float | None = None
    wind_mps: float | None = None
    temp_c: float | None = None
    humidity_pct: float | None = None
    rain_chance_pct: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Hours in a row in which a hazard reaches one level."""

    hazard: Hazard
    severity: Severity
    start: datetime
    end: datetime
    facts: Mapping[str, float]
    """The worst values, with units in the names."""
    chance_pct: float | None
    """Highest chance of rain in these hours."""


def amount(text: object) -> float | None:
    """mm or cm of a forecast: "강수없음" 0, "1mm 미만" half of it, "30~49mm" the middle, "50mm 이상" 50."""
    said = str(text if text is not None else "").strip()
    if said in _NONE:
        return 0.0
    if found := _RANGE.search(said):
        return (float(found[1]) + float(found[2])) / 2
    if found := _BELOW.search(said):
        return float(found[1]) / 2
    if (number := measured(said)) is not None:
        return max(0.0, number)
    found = _NUMBER.match(said)
    return float(found[0]) if found else None


def feels_like_c(temp_c: float, humidity_pct: float) -> float:
    """KMA's summer feels-like temperature in C, from the wet bulb after Stull (2011)."""
    wet: float = (
        temp_c * atan(0.151977 * sqrt(humidity_pct + 8.313659))
        + atan(temp_c + humidity_pct)
        - atan(humidity_pct - 1.676331)
        + 0.00391838 * humidity_pct * sqrt(humidity_pct) * atan(0.023101 * humidity_pct)
        - 4.686035
    )
    return -0.2442 + 0.55399 * wet + 0.45535 * temp_c - 0.0022 * wet * wet + 0.00278 * wet * temp_c + 3.0


def stretches(hours: Sequence[Hour]) -> tuple[Stretch, ...]:
    """All stretches at advisory level and above, of hours in any order."""
    hours = sorted(hours, key=lambda hour: hour.start)
    marks: dict[Hazard, dict[int, dict[str, float]]] = {}
    for size in (1, 3, 12):
        _mark_sums(hours, size, lambda h: h.rain_mm, Hazard.HEAVY_RAIN, f"rain_mm_{size}h", marks)
    _mark_sums(hours, 24, lambda h: h.snow_cm, Hazard.HEAVY_SNOW, "snow_cm_24h", marks)
    for index, hour in enumerate(hours):
        for hazard, fact, value in _now(hour):
            if _severity(hazard, {fact: value}) is not None:
                marks.setdefault(hazard, {}).setdefault(index, {})[fact] = value
    return tuple(s for hazard in marks for s in _joined(hazard, hours, marks[hazard]))


def _now(hour: Hour) -> list[tuple[Hazard, str, float]]:
    found = []
    if hour.wind_mps is not None:
        found.append((Hazard.STRONG_WIND, "wind_mps", hour.wind_mps))
    if hour.temp_c is not None:
        found.append((Hazard.COLD, "temp_min_c", hour.temp_c))
        if hour.humidity_pct is not None and hour.start.month in SUMMER:
            found.append(
                (Hazard.HEAT, "feels_like_c", round(feels_like_c(hour.temp_c, hour.humidity_pct), 1))
            )
    return found


def _mark_sums(
    hours: Sequence[Hour],
    size: int,
    value: Callable[[Hour], float | None],
    hazard: Hazard,
    fact: str,
    marks: dict[Hazard, dict[int, dict[str, float]]],
) -> None:
    """Marks the wet hours of every window of `size` hours whose sum reaches a threshold."""
    for last in range(len(hours)):
        window = [i for i in range(last + 1) if hours[last].start - hours[i].start < size * HOUR]
        total = round(sum(value(hours[i]) or 0.0 for i in window), 1)
        if _severity(hazard, {fact: total}) is None:
            continue
        for i in window:
            if value(hours[i]):
                facts = marks.setdefault(hazard, {}).setdefault(i, {})
                facts[fact] = max(facts.get(fact, 0.0), total)


def _severity(hazard: Hazard, facts: Mapping[str, float]) -> Severity | None:
    """The worst level that a fact reaches; None below the advisory."""
    reached: list[int] = []
    for threshold in thresholds().get(hazard, ()):
        if (fact := facts.get(threshold.fact)) is not None:
            sign = -1.0 if threshold.below else 1.0
            steps = (threshold.advisory, threshold.warning, threshold.critical)
            reached.append(sum(step is not None and sign * fact >= sign * step for step in steps))
    worst = max(reached, default=0)
    return (None, Severity.MODERATE, Severity.SEVERE, Severity.EXTREME)[worst]


def _joined(hazard: Hazard, hours: Sequence[Hour], marks: Mapping[int, Mapping[str, float]]) -> list[Stretch]:
    """Marked hours that follow each other at the same level, as one."""
    found: list[Stretch] = []
    for index in sorted(marks):
        hour, facts = hours[index], marks[index]
        severity = _severity(hazard, facts)
        if severity is None:
            continue
        start, chance = hour.start, hour.rain_chance_pct
        if found and found[-1].end == hour.start and found[-1].severity is severity:
            last = found.pop()
            start = last.start
            chance = max((c for c in (last.chance_pct, chance) if c is not None), default=None)
            facts = _worst(hazard, last.facts, facts)
        found.append(
            Stretch(
                hazard=hazard,
                severity=severity,
                start=start,
                end=hour.start + HOUR,
                facts=dict(facts),
                chance_pct=chance,
            )
        )
    return found


def _worst(hazard: Hazard, one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    keep = min if hazard is Hazard.COLD else max
    both = {name: [f[name] for f in (one, other) if name in f] for name in sorted(one.keys() | other.keys())}
    return {name: keep(values) for name, values in both.items()}
