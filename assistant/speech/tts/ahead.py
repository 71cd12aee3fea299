"""Making the next piece of sound while one is heard."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import Any

from assistant.speech.audio import Audio

_END = object()


def ahead(pieces: Iterator[Audio], depth: int = 2) -> Generator[Audio]:
    """The same pieces, up to `depth` of them made before they are asked for, on a thread of their own.

    What the pieces raise is raised here in its place. Closing this closes `pieces` after the one in work.
    """
    made: queue.Queue[Any] = queue.Queue(maxsize=depth)
    stopped = threading.Event()

    def put(item: Any) -> bool:
        while not stopped.is_set():
            try:
                made.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for piece in pieces:
                if not put(piece):
                    break
            else:
                put(_END)
        except BaseException as error:  # noqa: BLE001 - handed over to the one who waits for it
            put(error)
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    thread = threading.Thread(target=work, name="speech-ahead", daemon=True)
    thread.start()
    try:
        while (item := made.get()) is not _END:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stopped.set()
