"""Turns of a user, one after the other, and answers that came too late, kept until they are asked for.

All in memory and bounded: users, turns that wait, answers, and the time that they are kept. Use from one
event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from assistant.channels.gate import Gate
from assistant.reply import Reply

Work = Callable[[], Awaitable[Reply]]


class TooMany(Exception):
    """More turns wait than may wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is kept."""

    waiting_per_user: int = 8
    waiting: int = 1_000
    results_per_user: int = 8
    users: int = 10_000
    keep_s: float = 600.0


@dataclass(slots=True)
class _Result:
    reply: Reply
    expires: float


@dataclass(slots=True)
class _User:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    owed: int = 0
    """Answers that are late and neither delivered nor kept yet."""
    results: deque[_Result] = field(default_factory=deque)


class Turns:
    """What is being answered, and what was answered too late."""

    def __init__(self, bounds: Bounds | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._bounds = bounds or Bounds()
        self._clock = clock
        self._users: OrderedDict[str, _User] = OrderedDict()
        self._waiting = 0
        self._gate = Gate()
        self._changed = asyncio.Condition()

    def start(self, user: str, work: Work) -> asyncio.Task[Reply]:
        """Begins the work when the user's earlier turns are done. Raises `TooMany`."""
        state = self._user(user)
        if state.waiting >= self._bounds.waiting_per_user or self._waiting >= self._bounds.waiting:
            raise TooMany
        state.waiting += 1
        self._waiting += 1
        return asyncio.create_task(self._run(state, work))

    async def _run(self, state: _User, work: Work) -> Reply:
        try:
            async with state.lock, self._gate.turn():
                return await work()
        finally:
            state.waiting -= 1
            self._waiting -= 1

    async def keep(self, user: str, reply: Reply) -> None:
        """Stores an answer that nobody waits for any more."""
        state = self._user(user)
        state.results.append(_Result(reply, self._clock() + self._bounds.keep_s))
        while len(state.results) > self._bounds.results_per_user:
            state.results.popleft()
        async with self._changed:
            self._changed.notify_all()

    def busy(self, user: str) -> bool:
        """Whether a turn is running or waiting."""
        state = self._users.get(user)
        return state is not None and state.waiting > 0

    def has_result(self, user: str) -> bool:
        """Whether an answer is kept."""
        state = self._users.get(user)
        return state is not None and bool(self._fresh(state))

    @asynccontextmanager
    async def owing(self, user: str) -> AsyncIterator[None]:
        """While a late answer of the user is being made and delivered or kept."""
        state = self._user(user)
        state.owed += 1
        try:
            yield
        finally:
            state.owed -= 1
            async with self._changed:
                self._changed.notify_all()

    def owes(self, user: str) -> bool:
        """Whether a late answer is still to come."""
        state = self._users.get(user)
        return state is not None and state.owed > 0

    async def result(self, user: str, within_s: float) -> Reply | None:
        """The oldest kept answer, or the next one to come within that time."""
        try:
            async with asyncio.timeout(within_s), self._changed:
                while not self.has_result(user):
                    if not self.owes(user):
                        return None
                    await self._changed.wait()
                return self._users[user].results.popleft().reply
        except TimeoutError:
            return None

    def _fresh(self, state: _User) -> deque[_Result]:
        now = self._clock()
        while state.results and state.results[0].expires <= now:
            state.results.popleft()
        return state.results

    def _user(self, name: str) -> _User:
        state = self._users.setdefault(name, _User())
        self._users.move_to_end(name)
        if len(self._users) > self._bounds.users:
            self._forget()
        return state

    def _forget(self) -> None:
        """The longest idle user goes; never one whose turn is running or whose answer is owed."""
        newest = next(reversed(self._users))
        idle = (n for n, s in self._users.items() if not s.waiting and not s.owed and n != newest)
        name = next(idle, None)
        if name is not None:
            del self._users[name]
