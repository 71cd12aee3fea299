"""The process that holds espeak-ng: `python -m assistant.speech.tts.espeak_worker`.

espeak-ng is under the GPL (version 3): see `worker`. A request is
`{"id", "text", "voice", "rate_wpm", "pitch", "range", "volume"}`.
"""

from __future__ import annotations

import ctypes
import os
from typing import Any

from assistant.speech.tts.worker import WorkerError, run

# Constants of espeak-ng's speak_lib.h.
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_OK = 0
_BUFFER_MS = 200

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Engine:
    """espeak-ng through its C interface. Raises WorkerError when the library or its data is missing."""

    def __init__(self) -> None:
        try:
            import espeakng_loader

            loader: Any = espeakng_loader  # It carries no types.
            self._library = ctypes.CDLL(loader.get_library_path())
            data = loader.get_data_path()
        except (ImportError, OSError) as error:
            raise WorkerError("engine-missing", str(error)) from error
        rate = self._library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, os.fsencode(data), _DONT_EXIT)
        if rate <= 0:
            raise WorkerError("engine-missing", f"espeak-ng found no usable data in {data}")
        self.sample_rate = int(rate)
        self._chunks: list[bytes] = []
        # Kept in a field: ctypes would otherwise free the callback while the library still calls it.
        self._callback = _CALLBACK(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, request: dict[str, Any]) -> bytes:
        """Samples of the text as 16-bit little-endian bytes."""
        voice = str(request["voice"])
        if self._library.espeak_SetVoiceByName(voice.encode()) != _OK:
            raise WorkerError("voice-missing", f"espeak-ng has no voice {voice!r}")
        settings = ((_RATE, "rate_wpm"), (_VOLUME, "volume"), (_PITCH, "pitch"), (_RANGE, "range"))
        for parameter, name in settings:
            self._library.espeak_SetParameter(parameter, int(request[name]), 0)
        self._chunks.clear()
        text = str(request["text"]).encode() + b"\0"
        status = self._library.espeak_Synth(text, ctypes.c_size_t(len(text)), 0, 1, 0, _UTF8, None, None)
        if status != _OK:
            raise WorkerError("engine-failed", f"espeak_Synth answered {status}")
        self._library.espeak_Synchronize()
        return b"".join(self._chunks)

    def _receive(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._chunks.append(ctypes.string_at(samples, count * 2))
        return 0


def main() -> None:
    """Serve until standard input is closed."""
    run(Engine)


if __name__ == "__main__":
    main()
