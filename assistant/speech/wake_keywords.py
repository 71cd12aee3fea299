"""Vosk listens for wake phrases and garbage only, and only while somebody speaks (see `wake`).

What it takes for a phrase is heard once more by itself, and must then also read like the phrase. A call must
be sure, neither too short nor too long for its syllables, without a gap, and not right after another.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol, runtime_checkable

from assistant.speech.stt import SAMPLE_RATE, Recognizer, recognize
from assistant.speech.turns.wake import wake_of
from assistant.speech.vad import FRAME_BYTES, FRAME_S, SileroDetector, VoiceActivity

_BYTES_PER_S = SAMPLE_RATE * 2
_PAUSE_S = 0.3
"""Silence after what is heard once more."""


@runtime_checkable
class Vocabulary(Recognizer, Protocol):
    """A recogniser that can be told what to listen for (`VoskRecognizer`)."""

    def has_word(self, word: str) -> bool:
        """Whether it knows the word."""
        ...

    def grammar(self, phrases: Sequence[str]) -> Any:
        """A recogniser of Vosk's for these phrases and garbage. Raises RecognizerMissing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeRules:
    """What counts as a call. Seconds."""

    confidence: float = 0.8
    """Of the least sure of its words,"""
    confidence_alone: float = 0.99
    """and when it is heard once more by itself."""
    around_s: float = 0.1
    """Sound before and after that is heard with it."""
    shortest_s: float = 0.09
    """For each syllable."""
    longest_s: float = 0.45
    """For each syllable."""
    gap_s: float = 0.3
    """Between its words."""
    cool_down_s: float = 1.5
    """After a call nothing is one."""
    before_s: float = 0.6
    """Sound before the first sign of speech that is listened to as well."""
    silence_s: float = 0.3
    """After so much silence what was said is judged."""
    step_s: float = 0.25
    """Vosk is asked so often."""
    longest_talk_s: float = 8.0
    """Talk without a pause is cut into pieces of this length."""


@dataclass(frozen=True, slots=True)
class Called:
    """A phrase was said."""

    phrase: str
    confidence: float
    """0 to 1."""
    sound: bytes
    """What was said since it began, the phrase included, 16 kHz. Where a phrase ends is not known well enough
    to cut the sound there; `turns.wake_of` takes it off the text."""


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
        self._began_s = self._heard_s = 0.0
        """Vosk counts time from its first sample, also after a reset."""
        self._silence_s = self._cool_s = 0.0

    def hear(self, pcm16: bytes) -> Called | None:
        """See `WakeListener`."""
        data = self._rest + pcm16
        whole = len(data) - len(data) % FRAME_BYTES
        self._rest = data[whole:]
        called = None
        for start in range(0, whole, FRAME_BYTES):
            if called is not None:
                # The rest of this piece is said after it.
                called = replace(called, sound=called.sound + data[start:])
                self._rest = b""
                break
            called = self._frame(data[start : start + FRAME_BYTES])
        return called

    def reset(self) -> None:
        """See `WakeListener`."""
        self._voice.reset()
        self._kept.clear()
        self._rest = b""
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
        self._silence_s = 0.0 if activity.speech else self._silence_s + FRAME_S
        self._talk += frame
        over = (
            self._silence_s >= self._rules.silence_s - 1e-9
            or len(self._talk) >= self._rules.longest_talk_s * _BYTES_PER_S
        )
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
            called = self._judge(self._vosk.Result(), whole=True)
        else:
            called = self._judge(self._vosk.PartialResult(), whole=False) if not over else None
        if called is None and over:
            called = self._judge(self._vosk.FinalResult(), whole=True)
        return called

    def _end_talk(self) -> None:
        if self._vosk is not None:
            self._vosk.Reset()
        self._talk.clear()
        self._given, self._silence_s = 0, 0.0
        self._began_s = self._heard_s

    def _judge(self, result: str, *, whole: bool) -> Called | None:
        words = _words(result, "result" if whole else "partial_result")
        for wanted, phrase in self._wanted.items():
            for start in range(len(words) - len(wanted) + 1):
                # While more is to come, the last word's end and confidence are not yet true.
                if not whole and start + len(wanted) == len(words):
                    continue
                said = words[start : start + len(wanted)]
                if not self._is_call(wanted, phrase, said, self._rules.confidence):
                    continue
                sure = self._alone_too(wanted, phrase, said)
                if sure is None or self._cool_s > 0:
                    continue
                self._cool_s = self._rules.cool_down_s
                return Called(phrase, sure, self._since(said[0].start_s - self._rules.around_s))
        return None

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
        first, last = said[0].start_s - self._rules.around_s, said[-1].end_s + self._rules.around_s
        sound = bytes(self._talk[self._offset(first) : self._offset(last)]) + bytes(
            round(_PAUSE_S * _BYTES_PER_S) // 2 * 2
        )
        self._alone.Reset()
        self._alone.AcceptWaveform(sound)
        words = _words(self._alone.FinalResult(), "result")
        sure = self._rules.confidence_alone
        pieces = (words[at : at + len(wanted)] for at in range(len(words) - len(wanted) + 1))
        found = next((piece for piece in pieces if self._is_call(wanted, phrase, piece, sure)), None)
        if found is None:
            return None
        read = recognize(self._recognizer, sound)
        readings = (read.text, *(reading.text for reading in read.alternatives))
        if not any(wake_of(text, [phrase]) for text in readings):
            return None
        return round(min(1.0, min(word.confidence for word in found)), 3)

    def _since(self, start_s: float) -> bytes:
        """The sound since that time of Vosk's."""
        return bytes(self._talk[self._offset(start_s) :])

    def _offset(self, at_s: float) -> int:
        return max(0, round((at_s - self._began_s) * SAMPLE_RATE)) * 2


def _words(result: str, key: str) -> list[_Word]:
    rows = json.loads(result).get(key, [])
    return [_Word(row["word"], row["start"], row["end"], row["conf"]) for row in rows]


def spell(phrase: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The phrase in words that the model knows, as few as possible; () if it cannot be spelt.

    "하이 엘지" as it is written if those are words, else of any pieces: 하 이 엘 지."""
    written = tuple(phrase.split())
    if written and all(known(word) for word in written):
        return written
    letters = "".join(written)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(end):
            before = best[start]
            if before is None or not known(letters[start:end]):
                continue
            found = best[end]
            if found is None or len(before) + 1 < len(found):
                best[end] = (*before, letters[start:end])
    return best[-1] or ()
