"""espeak-ng's library, and the phones of a text. Under the GPL: for worker processes only (`worker`)."""

from __future__ import annotations

import ctypes
import os
import re
import unicodedata
from typing import Any

from assistant.speech.tts.worker import WorkerError

# Constants of espeak-ng's speak_lib.h.
OK = 0
UTF8 = 1
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_IPA = 2
_MARKS = re.compile(r"[,.!?;:…]+")
_SWITCH = re.compile(r"\([a-z-]+\)")
"""Written where another language begins."""


def load(buffer_ms: int = 0) -> tuple[Any, int]:
    """The library, and how many samples a second it makes. Raises WorkerError without it or its data."""
    try:
        import espeakng_loader

        loader: Any = espeakng_loader  # It carries no types.
        library = ctypes.CDLL(loader.get_library_path())
        data = loader.get_data_path()
    except (ImportError, OSError) as error:
        raise WorkerError("engine-missing", str(error)) from error
    rate = library.espeak_Initialize(_SYNCHRONOUS, buffer_ms, os.fsencode(data), _DONT_EXIT)
    if rate <= 0:
        raise WorkerError("engine-missing", f"espeak-ng found no usable data in {data}")
    return library, int(rate)


def choose_voice(library: Any, voice: str) -> None:
    """Whose rules are followed. Raises WorkerError."""
    if library.espeak_SetVoiceByName(voice.encode()) != OK:
        raise WorkerError("voice-missing", f"espeak-ng has no voice {voice!r}")


class Phones:
    """What a text sounds like. Raises WorkerError."""

    def __init__(self) -> None:
        self._library, _ = load()
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def of(self, text: str, voice: str) -> str:
        """The text in the International Phonetic Alphabet, letters and accents apart, with its marks."""
        choose_voice(self._library, voice)
        parts = _MARKS.split(text)
        marks = [mark[0] for mark in _MARKS.findall(text)] + [""]
        said = [self._clause(part) + mark for part, mark in zip(parts, marks, strict=True)]
        return unicodedata.normalize("NFD", " ".join(part for part in said if part))

    def _clause(self, text: str) -> str:
        rest, found = ctypes.c_char_p(text.strip().encode()), []
        while rest.value:
            spoken = self._library.espeak_TextToPhonemes(ctypes.byref(rest), UTF8, _IPA)
            found.append(spoken.decode("utf-8", "replace"))
        return _SWITCH.sub("", " ".join(found))
