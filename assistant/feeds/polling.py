"""Polling one feed: when to ask again, what still counts, and its health.

A failed poll changes nothing but the health: what the source said before stays until it expires or is
too old. Once the last good answer is older than the source's limit nothing is covered any more: the
hazards are unknown, never "none".
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from assistant.feeds.batch import SKEW, Batch, Feed
from assistant.feeds.errors import BadAnswer, Busy, FeedError, Refused, Unreachable
from assistant.feeds.http import FeedClient
from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.feeds.sources import Source
from assistant.risk.model import Signal, SourceCoverage

log = logging.getLogger(__name__)

JITTER = 0.1
"""Share of the interval by which polls move, so that many servers do not ask at the same second."""
FIRST_RETRY = timedelta(minutes=1)
"""After one failure, unless the source is polled more often."""
LONGEST_WAIT = timedelta(minutes=30)
"""Between two polls of a source that keeps failing (unless its usual interval is longer)."""
KEEP_STALE = timedelta(hours=6)
"""How long open-ended alerts outlive the limit: a warning is not over because its source fell silent."""


@dataclass(slots=True)
class Poller:
    """The state of one feed. `ask` runs on the event loop; the rest may be read from any thread."""

    feed: Feed
    source: Source
    clock: Callable[[], datetime]
    rng: Random = field(default_factory=Random)
    asked: datetime | None = None
    """When the last good answer came."""
    batch: Batch | None = None
    error: FeedError | None = None
    failures: int = 0
    tried: datetime | None = None
    """When the last poll began."""
    skew: timedelta = timedelta(0)
    """How far our clock is ahead of the source's."""

    async def poll(self, client: FeedClient) -> bool:
        """Asks once; False if it failed. Never raises but for cancellation."""
        self.tried = now = self.clock()
        try:
            batch = await self.feed.ask(client, now, self.batch)
        except FeedError as error:
            self._failed(error)
        except Exception as error:  # noqa: BLE001 - a row nobody foresaw must not end the poll loop
            # The type only: the text of such an error may quote a message of a citizen.
            log.warning("feed %s: unreadable answer (%s)", self.feed.name, type(error).__name__)
            self._failed(BadAnswer("응답에 알 수 없는 내용이 있어요"))
        else:
            self.batch, self.asked = batch, self.clock()
            self.error, self.failures = None, 0
            self.skew = client.skew
        return self.error is None

    async def run(self, client: FeedClient) -> None:
        """Polls for ever."""
        while True:
            await self.poll(client)
            await asyncio.sleep(self.delay().total_seconds())

    def delay(self) -> timedelta:
        """Until the next poll, with jitter: the interval; after failures a minute, doubled each time.

        A refused key is tried every half hour only; a source that says when to come again is obeyed.
        """
        return self._wait() * (1.0 + self.rng.uniform(-JITTER, JITTER))

    def due(self, now: datetime) -> bool:
        """Whether somebody who waits for the answer should ask again."""
        return self.tried is None or now - self.tried >= self._wait()

    def _wait(self) -> timedelta:
        wait = every = self.source.every
        if self.failures:
            longest = max(LONGEST_WAIT, every)
            wait = min(min(every, FIRST_RETRY) * 2 ** min(self.failures - 1, 16), longest)
            if isinstance(self.error, Refused):
                wait = longest
            if isinstance(self.error, Busy) and self.error.after is not None:
                wait = max(wait, self.error.after)
        return wait

    def fresh(self, now: datetime) -> bool:
        """Whether the last good answer still speaks for `now`."""
        return self.asked is not None and -SKEW <= now - self.asked <= self.source.stale

    def signals(self, now: datetime) -> tuple[Signal, ...]:
        """What holds at `now` or is announced for later."""
        if self.batch is None or self.asked is None or now < self.asked - SKEW:
            return ()
        too_old = now - self.asked > self.source.stale + KEEP_STALE
        return tuple(
            _issued_by(signal, now)
            for signal in self.batch.signals
            if signal.issued <= now + SKEW
            and (not too_old if signal.expires is None else signal.expires > now)
        )

    def coverage(self, now: datetime) -> tuple[SourceCoverage, ...]:
        """For what silence means something; () once the answer is too old."""
        if self.batch is None or self.asked is None or not self.fresh(now):
            return ()
        return tuple(
            SourceCoverage(
                feed=self.feed.name,
                source=self.source.name,
                hazards=cover.hazards,
                regions=cover.regions,
                start=min(now, self.asked),
                until=self.asked + cover.horizon,
                issued=self.asked,
            )
            for cover in self.batch.covers
        )

    def health(self, now: datetime) -> FeedHealth:
        """Its row of `gilbeot feeds`."""
        if self.fresh(now):
            status = FeedStatus.OK
        elif self.error is not None:
            status = FeedStatus.FAILED
        else:
            status = FeedStatus.STALE
        return FeedHealth(
            feed=self.feed.name,
            source=self.source.name,
            status=status,
            hazards=self.source.hazards,
            last_success=self.asked,
            newest=self.batch.newest if self.batch else None,
            detail=self._detail(status, now),
            error=self.error.code if self.error else "",
            failures=self.failures,
        )

    def gave_up(self) -> None:
        """A poll was cut off because somebody waits."""
        self._failed(Unreachable("기다릴 수 있는 시간 안에 답이 오지 않았어요"))

    def _failed(self, error: FeedError) -> None:
        self.error = error
        self.failures += 1
        log.info("feed %s: %s, failure %d", self.feed.name, error.code, self.failures)

    def _detail(self, status: FeedStatus, now: datetime) -> str:
        said = []
        if self.error is not None:
            said.append(f"{self.error.reason}.")
            if self.failures > 1:
                said.append(f"{self.failures}번 이어서 실패했어요.")
        if self.asked is None:
            return " ".join(said) or "아직 물어보지 않았어요."
        minutes = max(0, round((now - self.asked) / timedelta(minutes=1)))
        said.append(f"{minutes}분 전에 확인했어요." if minutes else "방금 확인했어요.")
        if status is not FeedStatus.OK:
            said.append("너무 오래되어 지금은 모르는 것으로 쳐요.")
        if abs(self.skew) > SKEW:
            off = round(abs(self.skew) / timedelta(minutes=1))
            said.append(
                f"이 기기의 시계가 {off}분 {'빨라요' if self.skew > SKEW else '느려요'}. 시계를 맞춰 주세요."
            )
        if self.batch and self.batch.note:
            said.append(self.batch.note)
        return " ".join(said)


def _issued_by(signal: Signal, now: datetime) -> Signal:
    """A statement of a clock ahead of ours counts as issued now."""
    return replace(signal, issued=now) if signal.issued > now else signal
