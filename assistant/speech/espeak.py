"""The default voice: espeak-ng, from a wheel, in its own process (see `espeak_worker` for why)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from types import TracebackType
from typing import Any, Self

from assistant.korean.spoken import spoken
from assistant.speech.audio import Audio, join
from assistant.speech.errors import BadAudio, VoiceMissing
from assistant.speech.espeak_process import EspeakProcess
from assistant.speech.sentences import sentences
from assistant.speech.tts import Voice

SENTENCE_PAUSE_S = 0.35
"""Between sentences; espeak-ng itself leaves less than 0.01 s at the end of each."""
_START_S = 10.0
_SECONDS_PER_CHARACTER = 0.05
"""espeak-ng takes about a tenth of a millisecond a character; this is for machines that are busy."""


class EspeakSynthesizer:
    """Speaks with espeak-ng. Raises VoiceMissing for an unknown voice and BadAudio for a rate of no use.

    `speed` multiplies the voice's own pace: 0.8 is slower, for listeners or moments that need it (0.5 to
    2.0).
    """

    def __init__(
        self,
        *,
        voice: str | None = None,
        sample_rate: int = 22_050,
        speed: float = 1.0,
        process: EspeakProcess | None = None,
    ) -> None:
        settings = _settings()
        chosen = voice or settings["default"]
        known = {row["id"]: row for row in settings["voice"]}
        if chosen not in known:
            raise VoiceMissing(f"no voice {chosen!r}; there are {', '.join(known)}")
        if not 8_000 <= sample_rate <= 192_000:
            raise BadAudio(f"a sample rate of {sample_rate} is of no use; take 16000, 22050 or 48000")
        if not 0.5 <= speed <= 2.0:
            raise ValueError(f"speed runs from 0.5 to 2.0, not {speed}")
        self.voice = chosen
        self._row: dict[str, Any] = known[chosen]
        self._sample_rate = sample_rate
        self._speed = speed
        self._process = process or EspeakProcess()

    @property
    def sample_rate(self) -> int:
        """Rate of all sound it gives, in samples a second."""
        return self._sample_rate

    def synthesize(self, text: str) -> Audio:
        """The whole text as one sound, with short pauses between the sentences; empty for nothing to say."""
        return join(self.stream(text), pause_s=SENTENCE_PAUSE_S) or Audio.silence(0, self._sample_rate)

    def stream(self, text: str) -> Iterator[Audio]:
        """Sentence by sentence, each when it is asked for."""
        for sentence in sentences(spoken(text)):
            yield self._speak(sentence)

    def voices(self) -> tuple[Voice, ...]:
        """The voices that can be chosen, the default first."""
        return voices()

    def close(self) -> None:
        """End the process behind it."""
        self._process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _speak(self, sentence: str) -> Audio:
        request = {
            "text": sentence,
            "voice": self._row["engine"],
            "rate_wpm": round(self._row["rate_wpm"] * self._speed),
            "pitch": self._row["pitch"],
            "range": self._row["range"],
            "volume": self._row["volume"],
        }
        limit = _START_S + _SECONDS_PER_CHARACTER * len(sentence)
        return self._process.ask(request, timeout_s=limit).at(self._sample_rate)


def voices() -> tuple[Voice, ...]:
    """espeak-ng's voices that are offered, the default first; known without starting the engine."""
    settings = _settings()
    rows = sorted(settings["voice"], key=lambda row: row["id"] != settings["default"])
    return tuple(Voice(id=row["id"], label=row["label"], gender=row["gender"]) for row in rows)


@cache
def _settings() -> dict[str, Any]:
    source = resources.files("assistant.speech") / "data" / "espeak_voices.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
