"""Vosk listens for wake phrases and garbage only, and only while somebody speaks (see `wake`).

What it takes for a phrase is heard once more by itself, and must then also read like the phrase. A call must
be sure, neither too short nor too long for its syllables, without a gap, and not right after another.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol, runtime_checkable

from assistant.speech.stt import SAMPLE_RATE, Begun, Recognizer, recognize
from assistant.speech.turns.wake import wake_of
from assistant.speech.vad import FRAME_BYTES, FRAME_S, SileroDetector, VoiceActivity
from assistant.speech.wake_rules import Called, WakeRules
from assistant.speech.wake_spelling import spell

_BYTES_PER_S = SAMPLE_RATE * 2
_PAUSE = bytes(round(0.3 * SAMPLE_RATE) * 2)
"""After what is heard once more."""


@runtime_checkable
class Vocabulary(Recognizer, Protocol):
    """A recogniser that can be told what to listen for (`VoskRecognizer`)."""

    def has_word(self, word: str) -> bool:
        """Whether it knows the word."""
        ...

    def grammar(self, phrases: Sequence[str]) -> Any:
        """A recogniser of Vosk's for these phrases and garbage. Raises RecognizerMissing."""
        ...


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start_s: float
    end_s: float
    confidence: float


class WakeKeywords:
    """See `WakeListener`. Raises RecognizerMissing where the model's graph is fixed, EngineMissing."""

    def __init__(
        self, recognizer: Vocabulary, phrases: Iterable[str], rules: WakeRules | None = None
    ) -> None:
        self._rules = rules or WakeRules()
        spellings = {phrase: spell(phrase, recognizer.has_word) for phrase in dict.fromkeys(phrases)}
        self.unheard = tuple(phrase for phrase, words in spellings.items() if not words)
        """Phrases that cannot be spelt in words of the model."""
        self._recognizer = recognizer
        self._wanted: Mapping[tuple[str, ...], str] = {
            words: phrase for phrase, words in spellings.items() if words
        }
        listed = [" ".join(words) for words in self._wanted]
        self._vosk = recognizer.grammar(listed) if listed else None
        self._alone = recognizer.grammar(listed) if listed else None
        self._voice = VoiceActivity(SileroDetector())
        self._kept: deque[bytes] = deque(maxlen=max(1, round(self._rules.before_s / FRAME_S)))
        self._rest = b""
        self._talk = bytearray()
        """What was said since the last pause,"""
        self._given = 0
        """and how many bytes of it Vosk was given."""
        self._suspected: tuple[str, ...] = ()
        self._began_s = self._heard_s = 0.0
        """Vosk counts time from its first sample, also after a reset."""
        self._silence = 0
        """Bytes since the last speech."""
        self._cool_s = 0.0

    def hear(self, pcm16: bytes) -> Called | None:
        """See `WakeListener`."""
        data = self._rest + pcm16
        whole = len(data) - len(data) % FRAME_BYTES
        self._rest = data[whole:]
        called = None
        for start in range(0, whole, FRAME_BYTES):
            if called is not None:
                # The rest of this piece is said after it.
                called = replace(called, begun=_longer(called.begun, data[start:]))
                self._rest = b""
                break
            called = self._frame(data[start : start + FRAME_BYTES])
        return called

    def reset(self) -> None:
        """See `WakeListener`."""
        self._voice.reset()
        self._kept.clear()
        self._rest, self._cool_s = b"", 0.0
        self._end_talk()

    def _frame(self, frame: bytes) -> Called | None:
        self._cool_s = max(0.0, self._cool_s - FRAME_S)
        [activity] = self._voice.hear(frame)
        if self._vosk is None:
            return None
        if not self._talk:
            self._kept.append(frame)
            if not activity.speech:
                return None
            frame = b"".join(self._kept)
            self._kept.clear()
        self._silence = 0 if activity.speech else self._silence + FRAME_BYTES
        self._talk += frame
        over = self._is_over or len(self._talk) >= self._rules.longest_talk_s * _BYTES_PER_S
        if not over and len(self._talk) - self._given < self._rules.step_s * _BYTES_PER_S:
            return None
        called = self._ask(over)
        if called is not None or over:
            self._end_talk()
        return called

    def _ask(self, over: bool) -> Called | None:
        """Gives Vosk what it has not heard yet, and looks at what it makes of it."""
        assert self._vosk is not None
        sound, self._given = bytes(self._talk[self._given :]), len(self._talk)
        self._heard_s += len(sound) / _BYTES_PER_S
        if self._vosk.AcceptWaveform(sound) > 0:
            return self._judge(self._vosk.Result())
        if over or self._may_be_called(self._vosk.PartialResult()):
            return self._judge(self._vosk.FinalResult())
        return None

    def _may_be_called(self, result: str) -> bool:
        """Whether a phrase, and more behind it, is understood for the second time in a row.

        Its words' times and confidences are known at the end only, or a second or two later."""
        said, before = tuple(json.loads(result).get("partial", "").split()), self._suspected
        self._suspected = next(
            (
                said[: start + len(wanted)]
                for wanted in self._wanted
                for start in range(len(said) - len(wanted))
                if said[start : start + len(wanted)] == wanted
            ),
            (),
        )
        return self._suspected != () and self._suspected == before

    def _end_talk(self) -> None:
        if self._vosk is not None:
            self._vosk.Reset()
        self._talk.clear()
        self._given = self._silence = 0
        self._suspected = ()
        self._began_s = self._heard_s

    def _judge(self, result: str) -> Called | None:
        self._suspected = ()
        words = _words(result)
        for wanted, phrase in self._wanted.items():
            for start in range(len(words) - len(wanted) + 1):
                said = words[start : start + len(wanted)]
                if not self._is_call(wanted, phrase, said, self._rules.confidence):
                    continue
                sure = self._alone_too(wanted, phrase, said)
                if sure is None or self._cool_s > 0:
                    continue
                alone = self._is_over and start + len(wanted) == len(words)
                begun = Begun(bytes(self._talk[-self._silence :])) if alone else self._since(said)
                if not self._reads(phrase, said, begun):
                    continue
                self._cool_s = self._rules.cool_down_s
                return Called(phrase, sure, begun, alone)
        return None

    @property
    def _is_over(self) -> bool:
        return self._silence >= self._rules.silence_s * _BYTES_PER_S

    def _is_call(
        self, wanted: tuple[str, ...], phrase: str, said: Sequence[_Word], confidence: float
    ) -> bool:
        rules = self._rules
        syllables = len(phrase.replace(" ", ""))
        seconds = said[-1].end_s - said[0].start_s
        return (
            tuple(word.text for word in said) == wanted
            and min(word.confidence for word in said) >= confidence
            and rules.shortest_s * syllables <= seconds <= rules.longest_s * syllables
            and all(right.start_s - left.end_s <= rules.gap_s for left, right in pairwise(said))
        )

    def _alone_too(self, wanted: tuple[str, ...], phrase: str, said: Sequence[_Word]) -> float | None:
        """How sure it is of the phrase when it hears nothing else; None if it is none then."""
        assert self._alone is not None
        self._alone.Reset()
        self._alone.AcceptWaveform(self._cut(said))
        words = _words(self._alone.FinalResult())
        sure = self._rules.confidence_alone
        pieces = (words[at : at + len(wanted)] for at in range(len(words) - len(wanted) + 1))
        found = next((piece for piece in pieces if self._is_call(wanted, phrase, piece, sure)), None)
        return round(min(1.0, *(word.confidence for word in found)), 3) if found is not None else None

    def _reads(self, phrase: str, said: Sequence[_Word], begun: Begun) -> bool:
        """Whether it is like the phrase when it is read freely: with what follows, or else by itself."""
        if begun.stream is not None and wake_of(begun.stream.accept(b""), [phrase]):
            return True
        read = recognize(self._recognizer, self._cut(said))
        readings = (read.text, *(reading.text for reading in read.alternatives))
        return any(wake_of(text, [phrase]) for text in readings)

    def _since(self, said: Sequence[_Word]) -> Begun:
        """What was said since the words began, heard by a new stream."""
        sound = bytes(self._talk[self._offset(said[0].start_s - self._rules.around_s) :])
        stream = self._recognizer.stream()
        stream.accept(sound)
        return Begun(sound, stream)

    def _cut(self, said: Sequence[_Word]) -> bytes:
        """The words by themselves, with a pause."""
        first, last = said[0].start_s - self._rules.around_s, said[-1].end_s + self._rules.around_s
        return bytes(self._talk[self._offset(first) : self._offset(last)]) + _PAUSE

    def _offset(self, at_s: float) -> int:
        """Where in the talk that time of Vosk's is."""
        return max(0, round((at_s - self._began_s) * SAMPLE_RATE)) * 2


def _longer(begun: Begun, sound: bytes) -> Begun:
    if begun.stream is not None:
        begun.stream.accept(sound)
    return replace(begun, sound=begun.sound + sound)


def _words(result: str) -> list[_Word]:
    rows = json.loads(result).get("result", [])
    return [_Word(row["word"], row["start"], row["end"], row["conf"]) for row in rows]
