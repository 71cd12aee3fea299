"""The loop of an engine's process: requests in, sound out, until standard input is closed.

Engines under the GPL (espeak-ng, Piper) and native code run only in such a process, spoken to over pipes with
`assistant.speech.frames`, and are never loaded into the assistant. Errors are told as `engine-missing`,
`voice-missing` or `engine-failed`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import IO, Any, Protocol

from assistant.speech.frames import read_frame, write_frame


class WorkerError(Exception):
    """An error to be told to the other side: a code and what is behind it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class WorkerEngine(Protocol):
    """What a process serves."""

    @property
    def sample_rate(self) -> int:
        """Of the sound it gave last."""
        ...

    def speak(self, request: dict[str, Any]) -> bytes:
        """16-bit little-endian samples. Raises WorkerError, or KeyError and its like for a bad request."""
        ...


def serve(source: IO[bytes], sink: IO[bytes], start: Callable[[], WorkerEngine]) -> None:
    """Answer requests until the source is closed. The engine is started by the first one."""
    engine: WorkerEngine | None = None
    while (frame := read_frame(source)) is not None:
        request = json.loads(frame)
        head: dict[str, Any] = {"id": request.get("id")}
        samples = b""
        try:
            engine = engine or start()
            samples = engine.speak(request)
            head["sample_rate"] = engine.sample_rate
        except WorkerError as error:
            head |= {"error": error.code, "detail": str(error)}
        except (KeyError, TypeError, ValueError) as error:
            head |= {"error": "engine-failed", "detail": f"bad request: {error!r}"}
        write_frame(sink, json.dumps(head).encode())
        write_frame(sink, samples)


def run(start: Callable[[], WorkerEngine]) -> None:
    """Serve over the pipes; what a library prints goes to standard error, not between the frames."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, sink, start)
