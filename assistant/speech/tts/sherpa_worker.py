"""The process that holds sherpa-onnx's synthesis: `python -m assistant.speech.tts.sherpa_worker`.

Voices that speak by phones get them of espeak-ng (GPL: see `worker`). A request is `{"id", "text", "model",
"speaker", "speed"}`, the model a folder as sherpa-onnx publishes them; its files say which kind it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from assistant.speech.tts.espeak_library import Phones
from assistant.speech.tts.worker import WorkerError, run

_OF_SUPERTONIC = "tts.json"
"""Only these voices have it."""
_SUPERTONIC = ("duration_predictor", "text_encoder", "vector_estimator", "vocoder")
_STEPS = 5
"""Of Supertonic's work: more sound better and take longer."""


class Engine:
    """sherpa-onnx with the voice of the last request. Raises WorkerError when the library is missing."""

    def __init__(self) -> None:
        try:
            import sherpa_onnx
        except (ImportError, OSError) as error:
            raise WorkerError("engine-missing", str(error)) from error
        self._sherpa: Any = sherpa_onnx
        self._model = ""
        self._voice: Any = None
        self._speaks_many = False
        """The voice must be told the language."""
        self._phones_of = ""
        """The voice wants to be told the phones, as this voice of espeak-ng has them."""
        self._phones: Phones | None = None
        self.sample_rate = 0

    def speak(self, request: dict[str, Any]) -> bytes:
        """Samples of the text as 16-bit little-endian bytes."""
        voice = self._load(str(request["model"]))
        text, manner = str(request["text"]), self._sherpa.GenerationConfig()
        manner.sid, manner.speed, manner.num_steps = int(request["speaker"]), float(request["speed"]), _STEPS
        if self._speaks_many:
            manner.extra = {"lang": "ko"}
        if self._phones_of:
            self._phones = self._phones or Phones()
            manner.phoneme_codepoints = [[ord(phone) for phone in self._phones.of(text, self._phones_of)]]
        sound = voice.generate(text, manner)
        samples = np.asarray(sound.samples, np.float32)
        if not samples.size:
            raise WorkerError("engine-failed", "the voice made no sound")
        self.sample_rate = int(sound.sample_rate)
        return bytes(np.rint(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes())

    def _load(self, model: str) -> Any:
        if model != self._model:
            config = self._sherpa.OfflineTtsConfig(model=self._config(Path(model)), max_num_sentences=1)
            if not config.validate():
                raise WorkerError("voice-missing", f"sherpa-onnx finds no usable voice in {model}")
            self._voice = self._sherpa.OfflineTts(config)
            self._model, self._speaks_many = model, (Path(model) / _OF_SUPERTONIC).is_file()
            self._phones_of = str(self._voice.lang) if _speaks_by_phones(Path(model)) else ""
        return self._voice

    def _config(self, folder: Path) -> Any:
        if not folder.is_dir():
            raise WorkerError("voice-missing", f"there is no folder {folder}")
        kinds = self._sherpa
        if (folder / _OF_SUPERTONIC).is_file():
            parts = {part: _file(folder, f"{part}*.onnx") for part in _SUPERTONIC}
            supertonic = kinds.OfflineTtsSupertonicModelConfig(
                **parts,
                tts_json=str(folder / _OF_SUPERTONIC),
                unicode_indexer=_file(folder, "unicode_indexer.bin"),
                voice_style=_file(folder, "voice.bin"),
            )
            return kinds.OfflineTtsModelConfig(supertonic=supertonic)
        tokens = _file(folder, "tokens.txt")
        lexicon = ",".join(str(path) for path in sorted(folder.glob("lexicon*.txt")))
        if (folder / "voices.bin").is_file():
            kokoro = kinds.OfflineTtsKokoroModelConfig(
                model=_file(folder, "model*.onnx"),
                voices=str(folder / "voices.bin"),
                tokens=tokens,
                lexicon=lexicon,
            )
            return kinds.OfflineTtsModelConfig(kokoro=kokoro)
        vits = kinds.OfflineTtsVitsModelConfig(model=_file(folder, "*.onnx"), tokens=tokens, lexicon=lexicon)
        return kinds.OfflineTtsModelConfig(vits=vits)


def _speaks_by_phones(folder: Path) -> bool:
    """Whether the voice knows the mark of a stressed syllable, and no words."""
    tokens = folder / "tokens.txt"
    if not tokens.is_file() or any(folder.glob("lexicon*.txt")):
        return False
    return any(row.startswith("ˈ ") for row in tokens.read_text(encoding="utf-8").splitlines())


def _file(folder: Path, pattern: str) -> str:
    found = sorted(folder.glob(pattern), key=lambda path: ("int8" in path.name, path.name))
    if not found:
        raise WorkerError("voice-missing", f"{folder} lacks {pattern}")
    return str(found[0])


if __name__ == "__main__":
    run(Engine)
