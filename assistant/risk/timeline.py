"""All signals of a spot as a function of time: of every family of hazards the strongest, and its integral.

The score of `scoring` needs of each stay only the peak and the integral of J(t) = max strength. Worked out
once for a spot and a mode, both are two look-ups for any stay there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.risk.matching import PreparedSignal, confirmed
from assistant.risk.model import Mode, Profile
from assistant.risk.vulnerability import vulnerability

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """J(t) of F families at one spot, constant between K bounds. Times are epoch minutes."""

    bounds: Floats
    """(K,) ascending."""
    strength: Floats
    """(K + 1, F): before the first bound, between them, after the last one. The outer rows are 0."""
    integral: Floats
    """(K + 1, F) strength x minutes from the beginning up to the start of each row."""

    def met(self, starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
        """Peak (R, F) and integral (R, F) of R stays [start, end)."""
        first = np.searchsorted(self.bounds, starts, side="right")
        last = np.searchsorted(self.bounds, ends, side="left")
        peak = self.strength[first]
        for step in range(1, int((last - first).max(initial=0)) + 1):
            peak = np.maximum(peak, self.strength[np.minimum(first + step, last)])
        return peak, self._until(last, ends) - self._until(first, starts)

    def _until(self, row: NDArray[np.intp], at: Floats) -> Floats:
        since = at - self.bounds[np.maximum(row - 1, 0)]
        return np.asarray(self.integral[row] + self.strength[row] * since[:, None])


def timeline(
    present: Sequence[PreparedSignal], mode: Mode, profile: Profile, families: Sequence[str]
) -> Timeline | None:
    """The signals of a spot for a traveller; None if nothing of them touches the mode."""
    steps = list(_steps(present, mode, profile))
    if not steps:
        return None
    bounds = np.unique([bound for _, start, end, _ in steps for bound in (start, end)])
    begins, over = np.searchsorted(bounds, [[start, end] for _, start, end, _ in steps]).T.tolist()
    strength = np.zeros((len(bounds) + 1, len(families)))
    for (family, _, _, value), first, last in zip(steps, begins, over, strict=True):
        rows, column = slice(first + 1, last + 1), families.index(family)
        strength[rows, column] = np.maximum(strength[rows, column], value)
    integral = np.zeros_like(strength)
    integral[2:] = np.cumsum(strength[1:-1] * np.diff(bounds)[:, None], axis=0)
    return Timeline(bounds, strength, integral)


def _steps(
    present: Sequence[PreparedSignal], mode: Mode, profile: Profile
) -> Iterator[tuple[str, float, float, float]]:
    """(family, start, end, strength) of everything that counts."""
    for prepared in present:
        base = prepared.strength * vulnerability(prepared.signal.hazard, mode, profile)
        if base <= 0.0:
            continue
        family = prepared.spec.family
        for phase in prepared.phases:
            yield family, phase.start / 60.0, phase.end / 60.0, base * phase.weight
            if phase.confirmed > phase.weight:
                for since, until in confirmed(prepared, present, phase.start, phase.end):
                    yield family, since / 60.0, until / 60.0, base * phase.confirmed
