"""Speech while the answer sounds: the answer pauses, and goes on if it was no word."""

from __future__ import annotations

from enum import StrEnum

PAUSE_S = 0.25
"""Speech of so long pauses the answer."""
FALSE_ALARM_S = 0.8
"""Silence of so long, with no word before it, makes the answer go on."""


class Barge(StrEnum):
    """What is to be done with the answer."""

    PAUSE = "pause"
    RESUME = "resume"
    GIVE_UP = "give_up"


class BargeIn:
    """One answer."""

    def __init__(self) -> None:
        self._speech_s = self._silence_s = 0.0
        self.paused = False

    def hear(self, seconds: float, speaking: bool, *, words: bool) -> Barge | None:
        """So many seconds more; `words`: something was understood of what was said since the pause."""
        if speaking:
            self._speech_s += seconds
            self._silence_s = 0.0
        else:
            self._silence_s += seconds
            if not self.paused and self._silence_s > PAUSE_S:
                self._speech_s = 0.0
        if not self.paused:
            self.paused = self._speech_s >= PAUSE_S
            return Barge.PAUSE if self.paused else None
        if words:
            return Barge.GIVE_UP
        if self._silence_s >= FALSE_ALARM_S:
            self._speech_s, self.paused = 0.0, False
            return Barge.RESUME
        return None
