"""When what happened in a turn (the event `timeline` of docs/voice-protocol.md)."""

from __future__ import annotations

import time
from collections.abc import Mapping

from assistant import metrics
from assistant.speech.ears import Heard


class Timeline:
    """The marks of the turn that goes on, in milliseconds of the connection."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._marks: dict[str, float] = {}
        self.turns = 0
        """Questions so far."""
        self._source = ""

    def now_ms(self, *, ago_s: float = 0.0) -> float:
        """Since the connection began."""
        return round((time.monotonic() - ago_s - self._began) * 1000, 1)

    def mark(self, name: str, *, ago_s: float = 0.0) -> None:
        """It happens now; only the first time counts."""
        self._marks.setdefault(name, self.now_ms(ago_s=ago_s))

    def question(self, source: str) -> None:
        """A question is known to its end: by speech or by text."""
        self.mark("final")
        self.turns += 1
        self._source = source

    def ended(self, heard: Heard) -> None:
        """An utterance is over: its last word was some silence ago."""
        self.mark("endpoint", ago_s=heard.finish_s)
        # Sound that comes faster than it was spoken has no such time of its own.
        last = self._marks["endpoint"] - heard.silence_s * 1000
        self._marks["speech_end"] = max(self._marks.get("speech_start", last), round(last, 1))

    def answered(self, timings_ms: Mapping[str, float]) -> None:
        """The answer is there; of its timings, when it was understood."""
        if "nlu" in timings_ms:
            self._marks["intent"] = round(self._marks["final"] + timings_ms["nlu"], 1)
        self.mark("answer")

    def only(self, *names: str) -> None:
        """What else happened belongs to no turn."""
        self._marks = {name: at for name, at in self._marks.items() if name in names}

    def over(self) -> dict[str, float] | None:
        """The turn is over and counted: its marks from the first of them; None if there was no question."""
        marks, self._marks = self._marks, {}
        if "final" not in marks:
            return None
        marks.setdefault("end", self.now_ms())
        first = min(marks.values())
        since = {name: round(at - first, 1) for name, at in marks.items()}
        metrics.voice_turn(self._source, since)
        return since
