"""The live sources together: a `SituationProvider` of the present."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from random import Random

from assistant import clock as real
from assistant.feeds.batch import SKEW, ByRegion, Feed
from assistant.feeds.climatology import climatology, climatology_health
from assistant.feeds.http import FeedClient
from assistant.feeds.model import FeedHealth
from assistant.feeds.polling import Poller
from assistant.feeds.sources import sources, unconnected_except
from assistant.risk.model import Situation

LEARN_S = 2.5
"""Longest wait of an answer for forecasts of new regions, in seconds: a skill server may take five."""


class LiveSources:
    """Feeds that are configured, each with its poller.

    A server keeps them polled with `running()`; a single command calls `refresh()`. Without feeds it is
    climatology alone. `clock` gives the present; `client` makes the way to the network.
    """

    def __init__(
        self,
        feeds: Iterable[Feed],
        client: Callable[[], FeedClient] = FeedClient,
        clock: Callable[[], datetime] = real.now,
        seed: int | None = None,
    ) -> None:
        rng = Random(seed)  # noqa: S311 - jitter, not a secret
        self._client = client
        self._clock = clock
        self.pollers = tuple(
            Poller(feed=feed, source=sources()[feed.name], clock=clock, rng=rng) for feed in feeds
        )

    @property
    def scenario(self) -> None:
        """Not a replay."""
        return None

    @property
    def revision(self) -> int:
        """Changes whenever something new is known."""
        return hash(tuple(poller.asked for poller in self.pollers))

    def situation(self, now: datetime) -> Situation:
        """All that the sources said, as it stands at `now` (aware)."""
        return Situation(
            now=now,
            signals=tuple(signal for poller in self.pollers for signal in poller.signals(now)),
            coverage=tuple(cover for poller in self.pollers for cover in poller.coverage(now)),
            climatology=climatology(),
        )

    def health(self, now: datetime) -> tuple[FeedHealth, ...]:
        """Configured sources first, then climatology, then what has no key."""
        rows = [poller.health(now) for poller in self.pollers]
        return (*rows, climatology_health(), *unconnected_except([row.feed for row in rows]))

    async def refresh(self, timeout_s: float | None = None) -> None:
        """Asks every source that is due, all at once. What has not answered in time has not answered."""
        due = [poller for poller in self.pollers if poller.due(self._clock())]
        if not due:
            return
        async with self._client() as client:
            tasks = {asyncio.create_task(poller.poll(client)): poller for poller in due}
            _, late = await asyncio.wait(tasks, timeout=timeout_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            for task in late:
                tasks[task].gave_up()

    async def learn(self, regions: frozenset[str], now: datetime) -> bool:
        """Lets feeds that answer for single regions ask for these too, if `now` is the present.

        Waits at most `LEARN_S`; what takes longer comes with the next poll. A failing feed is not waited for.
        """
        if abs(now - self._clock()) > SKEW:
            return False
        hungry = [
            poller
            for poller in self.pollers
            if isinstance(poller.feed, ByRegion) and poller.error is None and poller.feed.want(regions)
        ]
        if not hungry:
            return False
        before = self.revision
        async with self._client() as client:
            tasks = [asyncio.create_task(poller.poll(client)) for poller in hungry]
            _, late = await asyncio.wait(tasks, timeout=LEARN_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        return self.revision != before

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Polls every source in the background as long as the context lasts."""
        async with self._client() as client:
            tasks = [asyncio.create_task(poller.run(client)) for poller in self.pollers]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
