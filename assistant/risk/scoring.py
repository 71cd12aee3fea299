"""From meetings to a score of 0-100.

Hazards of one family are one event seen from several sides. At each moment the strongest meeting of a
family counts, J(t) = max strength. With the peak P = max J and the dose D = integral of J (minutes),

    family = P * (FLOOR + (1 - FLOOR) * (1 - exp(-D / (P * TAU))))

A short touch counts FLOOR of the full value, a long stay saturates. Families are combined with the
worst in full and the others at a discount, because weather hazards come together:

    score = 100 * (1 - (1 - worst) * product(1 - DISCOUNT * other))

Both are non-decreasing in every J(t): one more signal or a longer stay never lowers a score. The score
lies between the largest contribution of one driver and the noisy-or of all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import exp

from assistant.risk.matching import Meeting

FLOOR = 0.55
"""Share of the full value that a moment in the hazard already counts."""
TAU_MINUTES = 20.0
"""Minutes after which the rest has grown to 63 %."""
DISCOUNT = 0.40
"""Weight of every family but the worst."""


def score(met: Iterable[Meeting]) -> float:
    """0-100 for all meetings of a trip, or of any part of it."""
    families: dict[str, list[Meeting]] = {}
    for meeting in met:
        families.setdefault(meeting.prepared.spec.family, []).append(meeting)
    return 100.0 * combine([family_value(items) for items in families.values()])


def combine(values: Sequence[float]) -> float:
    """0-1 from the values of independent families (0-1 each)."""
    if not values:
        return 0.0
    ordered = sorted(values, reverse=True)
    calm = 1.0 - ordered[0]
    for value in ordered[1:]:
        calm *= 1.0 - DISCOUNT * value
    return 1.0 - calm


def family_value(met: Sequence[Meeting]) -> float:
    """0-1 for the meetings of one family."""
    peak = max((meeting.strength for meeting in met), default=0.0)
    if peak <= 0.0:
        return 0.0
    return peak * (FLOOR + (1.0 - FLOOR) * (1.0 - exp(-dose_minutes(met) / (peak * TAU_MINUTES))))


def dose_minutes(met: Sequence[Meeting]) -> float:
    """Integral over time of the strongest meeting, in strength x minutes."""
    slots: dict[int, list[Meeting]] = {}
    for meeting in met:
        slots.setdefault(meeting.slot, []).append(meeting)
    return sum(_slot_dose(items) for items in slots.values()) / 60.0


def _slot_dose(items: list[Meeting]) -> float:
    first = items[0]
    if len(items) == 1:
        return first.strength * (first.end - first.start)
    if all(item.start == first.start and item.end == first.end for item in items):
        return max(item.strength for item in items) * (first.end - first.start)
    bounds = sorted({bound for item in items for bound in (item.start, item.end)})
    return sum(
        (end - start) * max((i.strength for i in items if i.start <= start and end <= i.end), default=0.0)
        for start, end in pairwise(bounds)
    )
