"""What we and others are called by in a connection, and what is said behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.channels.voice.services import US
from assistant.speech.stt import Hypothesis, Transcript
from assistant.speech.turns import after_call, wake_of


@dataclass(frozen=True, slots=True)
class Names:
    """Wake phrases by assistant."""

    phrases: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, known: Mapping[str, tuple[str, ...]], typed: tuple[str, ...]) -> Names:
        """Those of the server, and those that a user typed, which are ours."""
        return cls({**known, US: (*known.get(US, ()), *typed)})

    @property
    def all(self) -> tuple[str, ...]:
        """Every phrase."""
        return tuple(phrase for said in self.phrases.values() for phrase in said)

    def whose(self, phrase: str) -> str:
        """The assistant that is called by it."""
        return next(name for name, said in self.phrases.items() if phrase in said)


@dataclass(frozen=True, slots=True)
class Call:
    """What a turn began with."""

    phrase: str
    assistant: str
    is_heard: bool
    """The phrase stands in front of what is recognised in this turn."""

    @property
    def before(self) -> str:
        """A partner's phrase stays in front of the question: the desk knows by it whom it is for."""
        return "" if self.assistant == US else self.phrase

    def command(self, text: str) -> str:
        """What was said behind the phrase; "" if nothing yet."""
        return after_call(text, self.phrase) if self.is_heard else text

    def behind(self, transcript: Transcript) -> Transcript:
        """The same in all readings that begin with the phrase, or in all if none does."""
        if not self.is_heard:
            return transcript
        said = (Hypothesis(transcript.text, 0.0), *transcript.alternatives)
        begin = [reading for reading in said if wake_of(reading.text, (self.phrase,))]
        found: dict[str, float] = {}
        for reading in begin or said:
            found.setdefault(self.command(reading.text), reading.score)
        best = next(iter(found))
        readings = tuple(Hypothesis(text, score) for text, score in found.items() if text)
        return replace(transcript, text=best, alternatives=readings)
