"""When a spoken turn is over: soon after a whole question, later after half of one, never in the middle."""

from __future__ import annotations

from enum import StrEnum

COMPLETE_S = 0.48
"""Silence that ends a turn whose words make a whole question: half a second with the frame that tells it."""
OPEN_S = 1.1
"""Silence that ends one whose words do not (yet)."""
WAIT_S = 6.0
"""Without a word for so long, nobody is going to speak."""
LONGEST_S = 20.0
"""Nobody is listened to longer than this in one turn."""
SPEECH_S = 0.16
"""Speech shorter than this in all is a cough or a door."""


class End(StrEnum):
    """Why a turn is over."""

    SAID = "said"
    NOTHING = "nothing"
    TOO_LONG = "too_long"


class Endpointer:
    """One turn. `patience` (0.5-3) stretches the pauses that are waited out."""

    def __init__(self, patience: float = 1.0, wait_s: float = WAIT_S) -> None:
        self._patience = patience
        self._wait_s = wait_s
        self._heard_s = self._speech_s = self._silence_s = 0.0

    @property
    def has_begun(self) -> bool:
        """Whether somebody has really begun to speak."""
        return self._speech_s >= SPEECH_S

    @property
    def silence_s(self) -> float:
        """Seconds since the last speech."""
        return self._silence_s

    def hear(self, seconds: float, speaking: bool, *, complete: bool) -> End | None:
        """So many seconds more of speech or silence; `complete`: what was said so far is a whole question."""
        self._heard_s += seconds
        if speaking:
            self._speech_s += seconds
            self._silence_s = 0.0
        else:
            self._silence_s += seconds
        return self._end(complete)

    def _end(self, complete: bool) -> End | None:
        if not self.has_begun:
            if self._speech_s and self._silence_s > OPEN_S:
                self._speech_s = 0.0  # a cough: begin anew
            return End.NOTHING if self._heard_s >= self._wait_s else None
        if self._heard_s >= LONGEST_S + self._wait_s:
            return End.TOO_LONG
        pause = (COMPLETE_S if complete else OPEN_S) * self._patience
        return End.SAID if self._silence_s >= pause else None
