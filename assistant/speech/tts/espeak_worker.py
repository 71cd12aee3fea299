"""The process that holds espeak-ng: `python -m assistant.speech.tts.espeak_worker`.

espeak-ng is under the GPL (version 3): see `worker`. A request is
`{"id", "text", "voice", "rate_wpm", "pitch", "range", "volume"}`.
"""

from __future__ import annotations

import ctypes
from typing import Any

from assistant.speech.tts.espeak_library import OK, UTF8, choose_voice, load
from assistant.speech.tts.worker import WorkerError, run

_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
"""Of espeak-ng's speak_lib.h."""
_BUFFER_MS = 200

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Engine:
    """espeak-ng through its C interface. Raises WorkerError when the library or its data is missing."""

    def __init__(self) -> None:
        self._library, self.sample_rate = load(_BUFFER_MS)
        self._chunks: list[bytes] = []
        # Kept in a field: ctypes would otherwise free the callback while the library still calls it.
        self._callback = _CALLBACK(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, request: dict[str, Any]) -> bytes:
        """Samples of the text as 16-bit little-endian bytes."""
        choose_voice(self._library, str(request["voice"]))
        settings = ((_RATE, "rate_wpm"), (_VOLUME, "volume"), (_PITCH, "pitch"), (_RANGE, "range"))
        for parameter, name in settings:
            self._library.espeak_SetParameter(parameter, int(request[name]), 0)
        self._chunks.clear()
        text = str(request["text"]).encode() + b"\0"
        status = self._library.espeak_Synth(text, ctypes.c_size_t(len(text)), 0, 1, 0, UTF8, None, None)
        if status != OK:
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
