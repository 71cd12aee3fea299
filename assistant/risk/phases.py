"""How long a signal counts: steps of weight over time, from its onset to its end.

A signal with `expires` counts fully until then. One without is in force until it is released, which
nobody knows ahead: it counts fully for as long as such warnings mostly last (`persistence_h` in
`hazards.toml`, from `now`) or until the end that the source announced, then with less weight, then no
longer; by then the horizon of its source has ended too and the hazard is named as unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from assistant.risk.hazards import HazardSpec
from assistant.risk.model import Signal, SignalKind

KST = ZoneInfo("Asia/Seoul")

FADED_WEIGHT = 0.4
"""Weight of a signal that is more likely over than not, but may still hold."""
ANNOUNCED_FADE_SHARE = 0.25
"""After an end that the source announced, it may still hold for this share of its sure persistence."""
OBSERVATION_AHEAD = timedelta(hours=1)
"""A measurement says nothing of the future: only for this long from `now` it counts as going on."""


@dataclass(frozen=True, slots=True)
class Phase:
    """[start, end) in epoch seconds, with a weight of 0-1."""

    start: float
    end: float
    weight: float
    confirmed: float
    """The weight if a forecast of the same hazard says that it goes on; above `weight` in a fade only."""


def phases(signal: Signal, spec: HazardSpec, now: datetime) -> tuple[Phase, ...]:
    """The steps of a signal in time order, not overlapping. Empty if it had ended before it began."""
    steps = list(_steps(signal, spec, now))
    if spec.day_hours is not None:
        steps = [piece for step in steps for piece in _by_hour(step, spec, spec.day_hours)]
    return tuple(steps)


def _steps(signal: Signal, spec: HazardSpec, now: datetime) -> list[Phase]:
    onset, sure, possible = _ends(signal, spec, now)
    # A forecast keeps a warning in force; a measurement it replaces.
    confirmed = FADED_WEIGHT if signal.kind is SignalKind.OBSERVATION else 1.0
    steps = (Phase(onset, sure, 1.0, 1.0), Phase(max(onset, sure), possible, FADED_WEIGHT, confirmed))
    return [step for step in steps if step.end > step.start]


def _ends(signal: Signal, spec: HazardSpec, now: datetime) -> tuple[float, float, float]:
    """Onset, end of what is sure, end of what is possible, in epoch seconds."""
    onset = signal.onset.timestamp()
    sure_s, possible_s = (hours * 3600.0 for hours in spec.persistence_h)
    # An alert that is unreleased at `now` is in force now, however old.
    anchor = max(now.timestamp(), onset)
    if signal.kind is SignalKind.OBSERVATION:
        end = signal.expires.timestamp() if signal.expires is not None else onset + sure_s
        return onset, min(end, anchor + OBSERVATION_AHEAD.total_seconds()), end
    if signal.expires is not None:
        end = signal.expires.timestamp()
        return onset, end, end
    if signal.expected_end is not None and signal.expected_end.timestamp() > anchor:
        end = signal.expected_end.timestamp()
        return onset, end, end + ANNOUNCED_FADE_SHARE * sure_s
    return onset, anchor + sure_s, anchor + possible_s


def _by_hour(step: Phase, spec: HazardSpec, hours: tuple[int, int]) -> list[Phase]:
    """Cut a step at the local hours in which the hazard bites."""
    pieces: list[Phase] = []
    midnight = datetime.fromtimestamp(step.start, KST).replace(hour=0, minute=0, second=0, microsecond=0)
    while (base := midnight.timestamp()) < step.end:
        bounds = (base, base + hours[0] * 3600, base + hours[1] * 3600, base + 86400)
        for index, (start, end) in enumerate(pairwise(bounds)):
            start, end = max(start, step.start), min(end, step.end)
            if end > start:
                share = 1.0 if index == 1 else spec.off_hours
                pieces.append(Phase(start, end, step.weight * share, step.confirmed * share))
        midnight += timedelta(days=1)
    return pieces
