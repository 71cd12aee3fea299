"""Music gets quieter while somebody speaks or listens: what a voice channel's turn machine calls.

    ducking().hold("listening:kitchen") … ducking().release("listening:kitchen")
    with ducking().held("speaking:kitchen"): …

Holds are counted by reason: music comes back when the last one is released. A hold that nobody releases (a
client that vanished) ends after `LONGEST_S`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Protocol

log = logging.getLogger(__name__)

LONGEST_S = 120.0
"""After so many seconds a forgotten hold ends: longer than any turn."""


class Quieter(Protocol):
    """Something that makes sound. Both calls return at once: the caller is in the middle of a turn."""

    def duck(self) -> None:
        """Be quiet enough to talk over."""

    def restore(self) -> None:
        """As loud as before."""


class Ducking:
    """Who holds the sound down, and who must be told. May be called from any thread; never raises."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._lock = threading.Lock()
        self._holds: dict[str, threading.Timer] = {}
        self._quieters: list[Quieter] = []

    @property
    def is_held(self) -> bool:
        """Whether anybody speaks or listens."""
        return bool(self._holds)

    def register(self, quieter: Quieter) -> None:
        """From now on it is told."""
        with self._lock:
            self._quieters.append(quieter)

    def unregister(self, quieter: Quieter) -> None:
        """No longer."""
        with self._lock:
            if quieter in self._quieters:
                self._quieters.remove(quieter)

    def hold(self, reason: str) -> None:
        """Quiet, please. `reason` is unique to the holder ("listening:device-3"); again prolongs it."""
        timer = threading.Timer(self._longest_s, self.release, (reason,))
        timer.daemon = True
        with self._lock:
            first = not self._holds
            earlier = self._holds.pop(reason, None)
            self._holds[reason] = timer
        if earlier is not None:
            earlier.cancel()
        timer.start()
        if first:
            self._tell("duck")

    def release(self, reason: str) -> None:
        """That holder is done; without a hold of that name nothing happens."""
        with self._lock:
            timer = self._holds.pop(reason, None)
            last = timer is not None and not self._holds
        if timer is not None:
            timer.cancel()
        if last:
            self._tell("restore")

    @contextmanager
    def held(self, reason: str) -> Iterator[None]:
        """Quiet inside the block."""
        self.hold(reason)
        try:
            yield
        finally:
            self.release(reason)

    def _tell(self, what: str) -> None:
        with self._lock:
            quieters = list(self._quieters)
        for quieter in quieters:
            try:
                getattr(quieter, what)()
            except Exception:
                log.exception("a partner could not be made quieter or louder")


@cache
def ducking() -> Ducking:
    """The one of this process."""
    return Ducking()
