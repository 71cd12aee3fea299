"""From a score (0-100) to one of the five levels."""

from __future__ import annotations

from assistant.risk.model import Level

# Chosen so that a car which spends half an hour or more in a 주의보 gets 주의 and in a 경보 경계; a single
# ordinary 경보 never reaches 심각 (docs/risk-model.md has the table of cases).
THRESHOLDS: tuple[tuple[float, Level], ...] = (
    (85.0, Level.SERIOUS),
    (60.0, Level.ALERT),
    (35.0, Level.CAUTION),
    (12.0, Level.ATTENTION),
)


def level_of(score: float) -> Level:
    """The level of a score."""
    for threshold, level in THRESHOLDS:
        if score >= threshold:
            return level
    return Level.SAFE
