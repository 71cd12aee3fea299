"""A thread with an event loop for each partner: whatever a partner does, the conversation does not wait.

An `async def` that calls `time.sleep(60)` would stop every coroutine of its loop. Partners are other people's
code, so each gets a loop of its own; one that no longer answers a ping is left behind and replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from assistant.partners.errors import PartnerDown

log = logging.getLogger(__name__)

T = TypeVar("T")

MAX_PENDING = 16
"""Requests that one partner works on at a time; more are turned away."""
MAX_LOST = 3
"""Threads that may hang for good before the partner is given up until the next start."""


class Worker:
    """Runs a partner's coroutines. Use from one event loop; threads start with the first request."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pending = 0
        self._lost = 0
        self._ping: threading.Event | None = None

    async def run(self, make: Callable[[], Coroutine[Any, Any, T]], timeout_s: float) -> T:
        """The result of the coroutine. Raises `PartnerDown` if it takes longer than `timeout_s`, is one too
        many or the thread is lost for good; cancelling the caller cancels the coroutine at once."""
        if self._pending >= MAX_PENDING:
            raise PartnerDown(f"{self._name}: {MAX_PENDING} requests are waiting", excuse="busy")
        loop = self._alive()
        self._pending += 1
        future = asyncio.run_coroutine_threadsafe(_guarded(make), loop)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), timeout_s)
        except TimeoutError:
            self._send_ping(loop)
            raise PartnerDown(f"{self._name}: no answer within {timeout_s:g} s", excuse="slow") from None
        finally:
            self._pending -= 1

    def post(self, call: Callable[[], object]) -> None:
        """Calls a function on the thread, without waiting for it."""
        with contextlib.suppress(PartnerDown, RuntimeError):
            self._alive().call_soon_threadsafe(call)

    def close(self) -> None:
        """Ends the thread, unless it hangs."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None

    def _alive(self) -> asyncio.AbstractEventLoop:
        if self._ping is not None and not self._ping.is_set():
            self._lost += 1
            log.error("partner %s blocks its thread; thread %d is left behind", self._name, self._lost)
            self._loop, self._ping = None, None
        if self._loop is None:
            if self._lost >= MAX_LOST:
                raise PartnerDown(f"{self._name}: {MAX_LOST} threads hang; restart to try again")
            self._loop = asyncio.new_event_loop()
            threading.Thread(
                target=_serve, args=(self._loop,), name=f"partner-{self._name}", daemon=True
            ).start()
        return self._loop

    def _send_ping(self, loop: asyncio.AbstractEventLoop) -> None:
        """A thread that has not answered by the time of the next request hangs."""
        if loop is self._loop and self._ping is None:
            self._ping = threading.Event()
            loop.call_soon_threadsafe(self._pong, self._ping)

    def _pong(self, ping: threading.Event) -> None:
        ping.set()
        if self._ping is ping:
            self._ping = None


async def _guarded(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """`make` itself runs on the thread as well: nothing of the partner runs anywhere else."""
    return await make()


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
