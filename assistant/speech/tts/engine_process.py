"""Our end of the pipes to an engine's process: start, ask, give up in time, start again when it died."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import json
import os
import queue
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from assistant.speech.audio import Audio
from assistant.speech.errors import EngineFailed, EngineMissing, SpeechError, SpeechTimeout, VoiceMissing
from assistant.speech.frames import BrokenFrame, read_frame, write_frame

_ROOT = Path(__file__).resolve().parents[3]
_GONE = object()
_ERRORS: dict[str, tuple[type[SpeechError], str]] = {
    "engine-missing": (EngineMissing, ""),
    "voice-missing": (VoiceMissing, "Choose one that voices() lists."),
    "engine-failed": (EngineFailed, "Try again; if it stays, report the text that was spoken."),
}


class _Died(Exception):
    """The process ended, or what it sent cannot be read."""


class _Turns:
    """One at a time: those that somebody waits for in silence first, each kind in the order of coming."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._waiting: list[tuple[bool, int]] = []
        self._numbers = itertools.count()
        self._taken = False

    @contextlib.contextmanager
    def turn(self, *, later: bool = False) -> Iterator[None]:
        with self._free:
            mine = (later, next(self._numbers))
            heapq.heappush(self._waiting, mine)
            while self._taken or self._waiting[0] != mine:
                self._free.wait()
            heapq.heappop(self._waiting)
            self._taken = True
        try:
            yield
        finally:
            with self._free:
                self._taken = False
                self._free.notify_all()


class EngineProcess:
    """One process, started on the first request. Threads may share it: requests take turns.

    `name` is the engine's, `install` what to do when it is missing.
    """

    def __init__(self, command: tuple[str, ...], *, name: str, install: str) -> None:
        self._command = command
        self._name = name
        self._install = install
        self._turns = _Turns()
        self._process: subprocess.Popen[bytes] | None = None
        self._frames: queue.Queue[Any] = queue.Queue()
        self._count = 0

    @property
    def pid(self) -> int | None:
        """Number of the running process, None when there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def ask(self, request: dict[str, Any], *, timeout_s: float, later: bool = False) -> Audio:
        """Sound for one request. A process that died is started again once; raises SpeechError.

        `later`: something is heard before it, so that requests without a sound yet go first."""
        with self._turns.turn(later=later):
            try:
                return self._ask(request, timeout_s)
            except _Died:
                self._stop()
            try:
                return self._ask(request, timeout_s)
            except _Died as error:
                self._stop()
                advice = _ERRORS["engine-failed"][1]
                raise EngineFailed(f"{self._name} died twice on the same text ({error}). {advice}") from error

    def close(self) -> None:
        """End the process. A later request starts a new one."""
        with self._turns.turn():
            self._stop()

    def _ask(self, request: dict[str, Any], timeout_s: float) -> Audio:
        process = self._process
        if process is None or process.poll() is not None:
            process = self._start()
        self._count += 1
        try:
            assert process.stdin is not None
            write_frame(process.stdin, json.dumps({**request, "id": self._count}).encode())
        except OSError as error:
            raise _Died(str(error)) from error
        try:
            head = json.loads(self._next(timeout_s))
        except ValueError as error:
            raise _Died(f"what it sent is no answer: {error}") from error
        samples = self._next(timeout_s)
        if head.get("id") != self._count:
            raise _Died(f"an answer to {head.get('id')} instead of {self._count}")
        if "error" in head:
            kind, advice = _ERRORS.get(head["error"], _ERRORS["engine-failed"])
            raise kind(f"{head.get('detail', '')}. {advice or self._install}")
        return Audio.from_int16(np.frombuffer(samples, dtype="<i2"), int(head["sample_rate"]))

    def _next(self, timeout_s: float) -> bytes:
        try:
            frame = self._frames.get(timeout=timeout_s)
        except queue.Empty:
            self._stop()
            raise SpeechTimeout(
                f"{self._name} did not answer within {timeout_s:g} s and was ended. "
                "Try again, or with a shorter text."
            ) from None
        if frame is _GONE:
            raise _Died("its output ended")
        return bytes(frame)

    def _start(self) -> subprocess.Popen[bytes]:
        self._stop()
        # The package may not be installed but run from its folder: tell the child where it is.
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        try:
            process = subprocess.Popen(  # noqa: S603 (our own command, no shell)
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
        except OSError as error:
            raise EngineMissing(f"cannot start {self._command[0]}: {error}") from error
        # A queue of its own: an old reader that wakes late must not answer for the new process.
        self._frames = queue.Queue()
        assert process.stdout is not None
        reader = threading.Thread(target=_pump, args=(process.stdout, self._frames), daemon=True)
        reader.start()
        self._process = process
        return process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdin is not None:
            # What was left unsent belongs to nobody any more.
            with contextlib.suppress(OSError):
                process.stdin.close()


def _pump(source: IO[bytes], frames: queue.Queue[Any]) -> None:
    """Move frames into a queue, because a read from a pipe cannot be given a time limit on every system."""
    try:
        while (frame := read_frame(source)) is not None:
            frames.put(frame)
    except (BrokenFrame, OSError, ValueError):
        pass
    finally:
        frames.put(_GONE)
        source.close()
