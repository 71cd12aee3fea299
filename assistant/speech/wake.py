"""Wake phrases in a stream of sound.

    wake = open_wake(recognizer, ["길벗아", "하이 엘지"])
    for block in sound:                       # 16-bit mono little-endian bytes, 16 kHz, any length
        if (called := wake.hear(block)) is not None:
            question = called.sound           # what was said since it began, so that nothing is lost

`wake_keywords` is the better way; `WakeByText`, for recognisers that cannot be told what to listen for, wants
what is recognised to begin with the phrase, letter by letter. Used by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from assistant.speech.ears import Ears
from assistant.speech.errors import RecognizerMissing
from assistant.speech.stt import SAMPLE_RATE, Recognizer
from assistant.speech.turns.wake import wake_of
from assistant.speech.wake_keywords import Called, Vocabulary, WakeKeywords, WakeRules

__all__ = ["Called", "WakeByText", "WakeKeywords", "WakeListener", "WakeRules", "open_wake"]


class WakeListener(Protocol):
    """One microphone."""

    unheard: tuple[str, ...]
    """Phrases that have syllables which the model does not know."""

    def hear(self, pcm16: bytes) -> Called | None:
        """The call that was completed in this piece of sound, if any. Raises SpeechError."""
        ...

    def reset(self) -> None:
        """Forget what was heard."""
        ...


class WakeByText:
    """See `WakeListener`; gives no sound."""

    def __init__(
        self, recognizer: Recognizer, phrases: Iterable[str], rules: WakeRules | None = None
    ) -> None:
        self._rules = rules or WakeRules()
        self._phrases = tuple(dict.fromkeys(phrases))
        self._ears = Ears(recognizer)
        self._cool_s = 0.0
        self.unheard: tuple[str, ...] = ()

    def hear(self, pcm16: bytes) -> Called | None:
        """See `WakeListener`."""
        self._cool_s = max(0.0, self._cool_s - len(pcm16) / (SAMPLE_RATE * 2))
        heard = self._ears.accept(pcm16)
        texts = [heard.transcript.text, *(reading.text for reading in heard.transcript.alternatives)]
        if heard.end is None:
            texts = [self._ears.understood]
        found = next((wake for text in texts if (wake := wake_of(text, self._phrases))), None)
        if found is None or self._cool_s > 0:
            return None
        self._cool_s = self._rules.cool_down_s
        self._ears.forget()
        return Called(found.phrase, found.confidence, b"")

    def reset(self) -> None:
        """See `WakeListener`."""
        self._ears.forget()


def open_wake(recognizer: Recognizer, phrases: Iterable[str]) -> WakeListener:
    """The better way that this recogniser has, for those of the phrases that it can hear."""
    wanted = tuple(phrases)
    if isinstance(recognizer, Vocabulary):
        try:
            found = WakeKeywords(recognizer, wanted)
        except RecognizerMissing:  # its graph is fixed
            return WakeByText(recognizer, wanted)
        if len(found.unheard) < len(wanted):
            return found
    return WakeByText(recognizer, wanted)
