"""Letting turns start one after the other, a little apart.

A turn of the bot in this process is some tens of milliseconds of computing under Python's lock. Twenty that
start together are all done at the end, after much switching; twenty in a row are done one by one, and sooner.
A turn that takes longer than its head start waits for somebody else's answer: the next may start beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """At most `at_once` turns have their head start at a time, in the order they came."""

    def __init__(self, at_once: int = 1, head_start_s: float = 0.2) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._head_start_s = head_start_s

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits until the turn may start."""
        await self._places.acquire()
        held = True

        def release() -> None:
            nonlocal held
            if held:
                held = False
                self._places.release()

        timer = asyncio.get_running_loop().call_later(self._head_start_s, release)
        try:
            yield
        finally:
            timer.cancel()
            release()
