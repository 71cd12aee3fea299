"""How bad a signal is by itself, 0-1: from its CAP severity, its official name and its facts.

The three are combined by the worst: a 주의보 whose own facts exceed the warning threshold counts as one.
Official thresholds and their sources are in `data/thresholds.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from assistant.risk.hazards import HazardSpec, hazard_specs, name_floors, read_table
from assistant.risk.model import Certainty, Hazard, Severity, Signal

CERTAINTY_WEIGHT: Mapping[Certainty, float] = {
    Certainty.OBSERVED: 1.0,
    Certainty.LIKELY: 0.97,
    Certainty.POSSIBLE: 0.55,
    Certainty.UNLIKELY: 0.20,
    Certainty.UNKNOWN: 0.60,
}
"""How much a signal counts by its CAP certainty (Likely: p > 50 %, Possible: p <= 50 %)."""

EXTRAPOLATED_WEIGHT = 0.85
"""What we continued ourselves (typhoon motion) counts less than what the source said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The official values of one fact at which a 주의보 and a 경보 are issued."""

    fact: str
    advisory: float
    warning: float
    critical: float | None
    below: bool
    """True: dangerous when low (humidity, temperature, visibility)."""


@cache
def thresholds() -> Mapping[Hazard, tuple[Threshold, ...]]:
    """The official thresholds by hazard."""
    rows: dict[Hazard, list[Threshold]] = {}
    for row in read_table("thresholds.toml")["threshold"]:
        rows.setdefault(Hazard(row["hazard"]), []).append(
            Threshold(
                fact=row["fact"],
                advisory=float(row["advisory"]),
                warning=float(row["warning"]),
                critical=float(row["critical"]) if "critical" in row else None,
                below=bool(row.get("below", False)),
            )
        )
    return {hazard: tuple(items) for hazard, items in rows.items()}


def intensity(signal: Signal) -> float:
    """0-1: how bad the event is where it happens, certainty apart."""
    spec = hazard_specs()[signal.hazard]
    values = [spec.intensity[signal.severity], _from_name(signal.name, spec)]
    for threshold in thresholds().get(signal.hazard, ()):
        fact = signal.facts.get(threshold.fact)
        if isinstance(fact, int | float):
            values.append(_from_fact(float(fact), threshold, spec))
    return max(values)


def weight(signal: Signal) -> float:
    """0-1: how much the signal counts by its certainty."""
    return CERTAINTY_WEIGHT[signal.certainty] * (EXTRAPOLATED_WEIGHT if signal.extrapolated else 1.0)


def _from_name(name: str, spec: HazardSpec) -> float:
    for ending, severity in name_floors():
        if name.endswith(ending):
            return spec.intensity[severity]
    return 0.0


def _from_fact(value: float, threshold: Threshold, spec: HazardSpec) -> float:
    """Piecewise linear through Moderate, Severe, Extreme at the thresholds; 0 one step (warning minus
    advisory) before the first."""
    sign = -1.0 if threshold.below else 1.0
    advisory, warning = sign * threshold.advisory, sign * threshold.warning
    critical = (
        sign * threshold.critical if threshold.critical is not None else warning + 2 * (warning - advisory)
    )
    start = advisory - (warning - advisory)
    knots = (
        (start, 0.0),
        (advisory, spec.intensity[Severity.MODERATE]),
        (warning, spec.intensity[Severity.SEVERE]),
        (critical, spec.intensity[Severity.EXTREME]),
    )
    x = sign * value
    if x <= start:
        return 0.0
    for (x0, y0), (x1, y1) in pairwise(knots):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return knots[-1][1]
