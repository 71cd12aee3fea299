"""Which recogniser there is: by setting, else the model that is shipped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assistant.speech.choices import Spacing, SttEngine
from assistant.speech.errors import RecognizerMissing
from assistant.speech.sherpa_engine import SherpaRecognizer
from assistant.speech.spacing import writing_for
from assistant.speech.stt import Recognizer
from assistant.speech.vosk_engine import VoskRecognizer

SHIPPED = Path(__file__).parent / "data" / "vosk-ko"
"""Our own small Vosk model."""


@cache
def open_recognizer(
    engine: SttEngine = SttEngine.VOSK, model: Path | None = None, spacing: Spacing = Spacing.AUTO
) -> Recognizer:
    """The recogniser, loaded once. Raises RecognizerMissing with what to do."""
    if engine is SttEngine.SHERPA:
        if model is None:
            raise RecognizerMissing("sherpa-onnx needs a model: set GILBEOT_STT_MODEL to its folder")
        return SherpaRecognizer(model)
    folder = model or SHIPPED
    return VoskRecognizer(folder, writing=writing_for(folder, spacing))
