"""Wake phrases in a stream of sound.

    wake = open_wake(recognizer, ["길벗아", "하이 엘지"])
    for block in sound:                       # 16-bit mono little-endian bytes, 16 kHz, any length
        if (called := wake.hear(block)) is not None:
            ears.listen(6.0, called.begun)    # nothing is lost of what is asked

`wake_keywords` is the better way. `WakeByText` is for recognisers that cannot be told what to listen for, and
for phrases of which they lack a syllable: what is recognised must begin with the phrase, letter by letter.
Used by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from assistant.speech.ears import Ears
from assistant.speech.errors import RecognizerMissing
from assistant.speech.stt import SAMPLE_RATE, Begun, Recognizer
from assistant.speech.turns.wake import wake_of
from assistant.speech.wake_keywords import Vocabulary, WakeKeywords
from assistant.speech.wake_rules import Called, WakeRules

__all__ = ["Called", "WakeByText", "WakeKeywords", "WakeListener", "WakeRules", "open_wake"]


class WakeListener(Protocol):
    """One microphone."""

    def hear(self, pcm16: bytes) -> Called | None:
        """The call that was completed in this piece of sound, if any. Raises SpeechError."""
        ...

    def reset(self) -> None:
        """Forget what was heard."""
        ...


class WakeByText:
    """See `WakeListener`. A phrase is one as soon as something is understood behind it, or all is said."""

    def __init__(
        self, recognizer: Recognizer, phrases: Iterable[str], rules: WakeRules | None = None
    ) -> None:
        self._rules = rules or WakeRules()
        self._phrases = tuple(dict.fromkeys(phrases))
        self._ears = Ears(recognizer)
        self._ears.keeps_sound = True
        self._cool_s = 0.0

    def hear(self, pcm16: bytes) -> Called | None:
        """See `WakeListener`."""
        self._cool_s = max(0.0, self._cool_s - len(pcm16) / (SAMPLE_RATE * 2))
        heard = self._ears.accept(pcm16)
        over = heard.end is not None
        readings = [heard.transcript.text, *(reading.text for reading in heard.transcript.alternatives)]
        texts = readings if over else [self._ears.understood]
        found = next((wake for text in texts if (wake := wake_of(text, self._phrases))), None)
        alone = found is not None and not found.command
        self._ears.complete = alone
        if found is None or (alone and not over) or self._cool_s > 0:
            return None
        self._cool_s = self._rules.cool_down_s
        begun = Begun(self._ears.sound) if over else self._ears.surrender()
        self._ears.forget()
        return Called(found.phrase, found.confidence, Begun() if alone else begun, alone)

    def reset(self) -> None:
        """See `WakeListener`."""
        self._ears.forget()
        self._cool_s = 0.0


def open_wake(recognizer: Recognizer, phrases: Iterable[str]) -> WakeListener:
    """The better way that this recogniser has for all of the phrases."""
    wanted = tuple(phrases)
    if isinstance(recognizer, Vocabulary):
        try:
            found = WakeKeywords(recognizer, wanted)
        except RecognizerMissing:  # its graph is fixed
            return WakeByText(recognizer, wanted)
        if not found.unheard:
            return found
    return WakeByText(recognizer, wanted)
