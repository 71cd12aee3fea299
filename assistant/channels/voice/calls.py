"""What we and others are called by in a connection, and what is said behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assistant.channels.voice.services import US
from assistant.speech.stt import Hypothesis, Transcript
from assistant.speech.turns import Wake, wake_of


@dataclass(frozen=True, slots=True)
class Names:
    """Wake phrases by assistant."""

    phrases: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, known: Mapping[str, tuple[str, ...]], typed: tuple[str, ...]) -> Names:
        """Those of the server, and those that a user typed, which are ours."""
        return cls({**known, US: (*known.get(US, ()), *typed)})

    def called(self, readings: Iterable[str]) -> Wake | None:
        """The first reading that begins with a phrase."""
        phrases = [phrase for said in self.phrases.values() for phrase in said]
        return next((wake for text in readings if (wake := wake_of(text, phrases))), None)

    def whose(self, wake: Wake) -> str:
        """The assistant that is called by it."""
        return next(name for name, said in self.phrases.items() if wake.phrase in said)


def behind(wake: Wake, transcript: Transcript) -> Transcript:
    """What was said behind the phrase, in all readings that begin with it."""
    found = {wake.command: 0.0}
    for reading in transcript.alternatives:
        other = wake_of(reading.text, (wake.phrase,))
        if other is not None and other.command:
            found.setdefault(other.command, reading.score)
    readings = tuple(Hypothesis(text, score) for text, score in found.items())
    return replace(transcript, text=wake.command, alternatives=readings)
