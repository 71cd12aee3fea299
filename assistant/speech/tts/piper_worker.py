"""The process that holds Piper: `PYTHON -m assistant.speech.tts.piper_worker`.

piper-tts is under the GPL (version 3): see `worker`. Any Python that has it will do; it may be in an
environment of its own. A request is `{"id", "text", "model", "speaker", "length_scale"}`, the model an
`.onnx` file with its `.onnx.json` beside it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from assistant.speech.tts.worker import WorkerError, run


class Engine:
    """Piper with the voice of the last request. Raises WorkerError when the library is missing."""

    def __init__(self) -> None:
        try:
            piper = import_module("piper")
        except (ImportError, OSError) as error:
            raise WorkerError("engine-missing", str(error)) from error
        self._piper: Any = piper
        self._model = ""
        self._voice: Any = None
        self.sample_rate = 0

    def speak(self, request: dict[str, Any]) -> bytes:
        """Samples of the text as 16-bit little-endian bytes."""
        voice = self._load(str(request["model"]))
        settings = self._piper.SynthesisConfig(
            speaker_id=int(request["speaker"]), length_scale=float(request["length_scale"])
        )
        try:
            chunks = list(voice.synthesize(str(request["text"]), syn_config=settings))
        except Exception as error:
            raise WorkerError("engine-failed", f"{type(error).__name__}: {error}") from error
        self.sample_rate = int(voice.config.sample_rate)
        return b"".join(np.asarray(chunk.audio_int16_array, dtype="<i2").tobytes() for chunk in chunks)

    def _load(self, model: str) -> Any:
        if model != self._model:
            config = Path(f"{model}.json")
            if not (Path(model).is_file() and config.is_file()):
                raise WorkerError("voice-missing", f"a Piper voice is two files, {model} and {config.name}")
            try:
                self._voice = self._piper.PiperVoice.load(model)
            except Exception as error:
                raise WorkerError("voice-missing", f"{model} is no Piper voice: {error}") from error
            self._model = model
        return self._voice


if __name__ == "__main__":
    run(Engine)
