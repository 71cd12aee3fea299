"""What settings may choose among. Light: settings import it."""

from __future__ import annotations

from enum import StrEnum


class SttEngine(StrEnum):
    """Engines of speech recognition."""

    VOSK = "vosk"
    SHERPA = "sherpa"


class Spacing(StrEnum):
    """What a recogniser's spaces stand between."""

    AUTO = "auto"
    """Morphemes for the official model, else words."""
    WORDS = "words"
    MORPHEMES = "morphemes"


class TtsEngine(StrEnum):
    """Engines of speech synthesis."""

    ESPEAK = "espeak"
    PIPER = "piper"
    SHERPA = "sherpa"
