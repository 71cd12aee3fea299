"""Answers that are made once: whoever sends the same request again is given the same answer.

Platforms send a request again when they are unsure that it arrived, and others may send what they overheard:
either way nothing happens twice. In memory and bounded; use from one event loop.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Make = Callable[[], Awaitable[bytes]]


class Replayed(Exception):
    """The number of the request was used before, for another request."""


@dataclass(frozen=True, slots=True)
class _Answer:
    digest: bytes
    made: asyncio.Task[bytes]
    expires: float


class Once:
    """The answers of the last minutes, by the number of their request."""

    def __init__(
        self, most: int = 2_000, keep_s: float = 600.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._keep_s, self._clock = most, keep_s, clock
        self._answers: OrderedDict[bytes, _Answer] = OrderedDict()

    async def answer(self, number: str, body: bytes, make: Make) -> bytes:
        """The answer to the request of that number; made if there is none. Raises `Replayed`."""
        key, digest = _hash(number.encode("utf-8", "surrogatepass")), _hash(body)
        self._forget()
        known = self._answers.get(key)
        if known is None:
            known = self._begin(key, digest, make)
        elif known.digest != digest:
            raise Replayed
        # One who hangs up does not take the answer from another who asked the same.
        return await asyncio.shield(known.made)

    def _begin(self, key: bytes, digest: bytes, make: Make) -> _Answer:
        task = asyncio.ensure_future(_made(make))
        answer = _Answer(digest, task, self._clock() + self._keep_s)
        self._answers[key] = answer
        task.add_done_callback(lambda done: self._failed(key, done))
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
        return answer

    def _failed(self, key: bytes, done: asyncio.Task[bytes]) -> None:
        """What could not be answered may be asked again."""
        if done.cancelled() or done.exception() is not None:
            known = self._answers.get(key)
            if known is not None and known.made is done:
                del self._answers[key]

    def _forget(self) -> None:
        now = self._clock()
        while self._answers:
            key, oldest = next(iter(self._answers.items()))
            if oldest.expires > now:
                return
            del self._answers[key]


async def _made(make: Make) -> bytes:
    return await make()


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
