"""Voices of files: Piper and sherpa-onnx with any voice on this machine, in processes of their own."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from pathlib import Path
from typing import Any

from assistant.speech.audio import Audio
from assistant.speech.choices import TtsEngine
from assistant.speech.errors import VoiceMissing
from assistant.speech.tts.cache import SoundCache
from assistant.speech.tts.engine_process import EngineProcess
from assistant.speech.tts.protocol import Voice
from assistant.speech.tts.sentence_wise import SentenceWise

_START_S = 30.0
"""A voice of some 60 MB is loaded by the first request."""
_SECONDS_PER_CHARACTER = 0.5
_INSTALL = {
    TtsEngine.PIPER: "Install it in an environment of its own (python -m venv piper; piper/bin/pip install "
    "piper-tts) and set GILBEOT_TTS_PYTHON=piper/bin/python.",
    TtsEngine.SHERPA: "Install the extra: uv sync --extra sherpa.",
}


class FileVoice(SentenceWise):
    """A voice of a file (Piper: `.onnx` with `.onnx.json`) or folder (sherpa-onnx).

    Raises VoiceMissing if it is not there.
    """

    def __init__(
        self,
        engine: TtsEngine,
        model: Path,
        *,
        voice: Voice,
        speaker: int = 0,
        sample_rate: int = 22_050,
        speed: float = 1.0,
        python: Path | None = None,
        process: EngineProcess | None = None,
        cache: SoundCache | None = None,
    ) -> None:
        if engine not in _INSTALL:
            raise ValueError(f"{engine} takes no voice files")
        there = model.is_dir() if engine is TtsEngine.SHERPA else model.is_file()
        if not there:
            what = "folder" if engine is TtsEngine.SHERPA else "file"
            raise VoiceMissing(f"the voice {voice.id!r} names {model}, and there is no such {what}")
        process = process or voice_process(engine, python)
        super().__init__(process, sample_rate=sample_rate, speed=speed, cache=cache)
        self.voice = voice
        self._engine = engine
        self._model = model.resolve()
        self._speaker = speaker

    @property
    def _key(self) -> Hashable:
        return (self._engine, self._model, self._speaker)

    def voices(self) -> tuple[Voice, ...]:
        """This one."""
        return (self.voice,)

    def _speak(
        self,
        text: str,
        emphasis: int,  # noqa: ARG002 - pace and loudness do
        speed: float,
        *,
        later: bool,
    ) -> Audio:
        request: dict[str, Any] = {"text": text, "model": str(self._model), "speaker": self._speaker}
        request |= {"length_scale": 1 / speed} if self._engine is TtsEngine.PIPER else {"speed": speed}
        limit = _START_S + _SECONDS_PER_CHARACTER * len(text)
        return self._process.ask(request, timeout_s=limit, later=later)


def voice_process(engine: TtsEngine, python: Path | None = None) -> EngineProcess:
    """A process for voices of that engine, by another Python where Piper is installed apart."""
    program = str(python) if python is not None and engine is TtsEngine.PIPER else sys.executable
    command = (program, "-m", f"assistant.speech.tts.{engine.value}_worker")
    return EngineProcess(command, name=engine.value, install=_INSTALL[engine])
