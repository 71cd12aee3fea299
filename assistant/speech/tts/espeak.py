"""The default voice: espeak-ng, from a wheel, in its own process (see `worker` for why)."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Hashable
from functools import cache
from importlib import resources
from typing import Any

from assistant.speech.audio import Audio
from assistant.speech.errors import VoiceMissing
from assistant.speech.tts.cache import SoundCache
from assistant.speech.tts.engine_process import EngineProcess
from assistant.speech.tts.protocol import Voice
from assistant.speech.tts.sentence_wise import SentenceWise

_START_S = 10.0
_SECONDS_PER_CHARACTER = 0.05
"""espeak-ng takes about a tenth of a millisecond a character; this is for machines that are busy."""
_LIVELIER = 15
"""How much wider the pitch moves for each step of emphasis, in espeak-ng's 0 to 99."""
_COMMAND = (sys.executable, "-m", "assistant.speech.tts.espeak_worker")


def espeak_process(command: tuple[str, ...] = _COMMAND) -> EngineProcess:
    """A process that holds espeak-ng; nothing is started yet."""
    return EngineProcess(
        command,
        name="espeak-ng",
        install="Install the package espeakng-loader (it ships espeak-ng and its data).",
    )


class EspeakSynthesizer(SentenceWise):
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
        process: EngineProcess | None = None,
        cache: SoundCache | None = None,
    ) -> None:
        super().__init__(process or espeak_process(), sample_rate=sample_rate, speed=speed, cache=cache)
        settings = _settings()
        chosen = voice or settings["default"]
        known = {row["id"]: row for row in settings["voice"]}
        if chosen not in known:
            raise VoiceMissing(f"no voice {chosen!r}; there are {', '.join(known)}")
        self.voice = chosen
        self._row: dict[str, Any] = known[chosen]

    @property
    def _key(self) -> Hashable:
        return ("espeak", self.voice)

    def voices(self) -> tuple[Voice, ...]:
        """The voices that can be chosen, the default first."""
        return voices()

    def _speak(self, text: str, emphasis: int, speed: float, *, later: bool) -> Audio:
        request = {
            "text": text,
            "voice": self._row["engine"],
            "rate_wpm": round(self._row["rate_wpm"] * speed),
            "pitch": self._row["pitch"],
            "range": min(99, self._row["range"] + _LIVELIER * max(0, emphasis)),
            "volume": self._row["volume"],
        }
        limit = _START_S + _SECONDS_PER_CHARACTER * len(text)
        return self._process.ask(request, timeout_s=limit, later=later)


def voices() -> tuple[Voice, ...]:
    """espeak-ng's voices that are offered, the default first; known without starting the engine."""
    settings = _settings()
    rows = sorted(settings["voice"], key=lambda row: row["id"] != settings["default"])
    return tuple(Voice(id=row["id"], label=row["label"], gender=row["gender"]) for row in rows)


@cache
def _settings() -> dict[str, Any]:
    source = resources.files("assistant.speech") / "data" / "espeak_voices.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
