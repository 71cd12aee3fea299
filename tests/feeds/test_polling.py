"""The poller without a network: back-off, health, staleness, clocks that differ."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest

from assistant.feeds.batch import Batch, Cover
from assistant.feeds.errors import Busy, FeedError, Refused, Unreachable
from assistant.feeds.http import FeedClient
from assistant.feeds.live import LiveSources
from assistant.feeds.model import FeedStatus
from assistant.feeds.polling import JITTER, KEEP_STALE, Poller
from assistant.feeds.sources import sources
from assistant.risk.model import Area, Certainty, Hazard, Severity, Signal, SignalKind
from tests.feeds.helpers import at

NOW = at("2026-08-01 10:00")
MINUTE = timedelta(minutes=1)


def signal(issued: datetime = NOW, expires: datetime | None = None) -> Signal:
    return Signal(
        id=f"s:{issued}",
        hazard=Hazard.FLOOD,
        kind=SignalKind.ALERT,
        feed="disaster_messages",
        source="행정안전부",
        name="침수",
        area=Area(regions=frozenset({"48270"})),
        issued=issued,
        onset=issued,
        expires=expires,
        severity=Severity.SEVERE,
        certainty=Certainty.LIKELY,
    )


@dataclass
class Scripted:
    """A feed that answers from a list."""

    says: list[Batch | Exception]
    name: str = "disaster_messages"
    befores: list[Batch | None] = field(default_factory=list)

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:
        self.befores.append(before)
        said = self.says.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


class Watch:
    """A clock set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def poller(*says: Batch | Exception) -> tuple[Poller, Watch]:
    watch = Watch(NOW)
    feed = Scripted(list(says))
    return Poller(feed=feed, source=sources()[feed.name], clock=watch, rng=Random(1)), watch


def poll(one: Poller) -> bool:
    return asyncio.run(one.poll(FeedClient()))


COVERED = Batch(
    signals=(signal(),),
    covers=(Cover(hazards=frozenset({Hazard.FLOOD}), regions=None, horizon=timedelta(hours=1)),),
    newest=NOW,
)


def test_a_good_poll_covers_until_it_is_stale() -> None:
    one, _ = poller(COVERED)
    assert poll(one)
    stale = one.source.stale
    assert [c.until for c in one.coverage(NOW + stale)] == [NOW + timedelta(hours=1)]
    assert one.health(NOW).status is FeedStatus.OK
    assert one.coverage(NOW + stale + MINUTE) == ()
    assert one.health(NOW + stale + MINUTE).status is FeedStatus.STALE
    # Unknown, not safe: the alert itself does not vanish with the source.
    assert one.signals(NOW + stale + MINUTE) == COVERED.signals
    assert one.signals(NOW + stale + KEEP_STALE + MINUTE) == ()


def test_a_failure_keeps_what_was_known() -> None:
    one, watch = poller(COVERED, Unreachable("끊겼어요"), Unreachable("끊겼어요"))
    poll(one)
    watch.now += MINUTE
    assert not poll(one)
    assert one.signals(watch.now)
    assert one.coverage(watch.now)
    health = one.health(watch.now)
    assert (health.status, health.error, health.last_success) == (FeedStatus.OK, "feed-unreachable", NOW)
    watch.now += one.source.stale
    poll(one)
    health = one.health(watch.now)
    assert (health.status, health.failures) == (FeedStatus.FAILED, 2)
    assert "2번 이어서 실패" in health.detail
    assert one.coverage(watch.now) == ()


def test_never_answered_is_failed_and_never_asked_is_stale() -> None:
    one, _ = poller(Refused("키가 틀렸어요"))
    assert one.health(NOW).status is FeedStatus.STALE
    poll(one)
    assert one.health(NOW).status is FeedStatus.FAILED
    assert one.signals(NOW) == ()
    assert one.coverage(NOW) == ()


def test_an_unforeseen_error_is_a_failure_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    one, _ = poller(KeyError("010-1234-5678"))
    assert not poll(one)
    assert one.health(NOW).error == "feed-bad-answer"
    assert "010" not in caplog.text + one.health(NOW).detail


def test_back_off_doubles_and_recovers() -> None:
    one, _ = poller(*[Unreachable("")] * 9, COVERED)
    waits = []
    for _ in range(9):
        poll(one)
        waits.append(one.delay() / MINUTE)
    ideal = [1, 2, 4, 8, 16, 30, 30, 30, 30]
    assert all(abs(w - i) <= i * JITTER + 1e-9 for w, i in zip(waits, ideal, strict=True))
    assert len(set(waits)) == len(waits), "jitter"
    poll(one)
    assert one.delay() <= one.source.every * (1 + JITTER)


@pytest.mark.parametrize(
    ("error", "least"), [(Refused(""), 27 * MINUTE), (Busy("", timedelta(hours=2)), 108 * MINUTE)]
)
def test_waits_as_long_as_asked(error: FeedError, least: timedelta) -> None:
    one, _ = poller(error)
    poll(one)
    assert one.delay() >= least


def test_clocks_that_differ() -> None:
    ahead, far = NOW + 5 * MINUTE, NOW + 60 * MINUTE
    one, _ = poller(Batch(signals=(signal(ahead), signal(far))))
    poll(one)
    (only,) = one.signals(NOW)
    assert only.issued == NOW
    assert len(one.signals(far)) == 2


def test_expired_is_gone_and_the_past_is_not_known() -> None:
    one, _ = poller(Batch(signals=(signal(expires=NOW + MINUTE),), covers=COVERED.covers))
    poll(one)
    assert one.signals(NOW)
    assert one.signals(NOW + MINUTE) == ()
    yesterday = NOW - timedelta(days=1)
    assert one.signals(yesterday) == ()
    assert one.coverage(yesterday) == ()


def test_refresh_gives_up_on_the_slow_and_asks_only_what_is_due() -> None:
    class Slow:
        name = "kma_warnings"

        async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:
            await asyncio.sleep(30)
            return Batch()

    quick = Scripted([COVERED])
    live = LiveSources([quick, Slow()], clock=Watch(NOW))
    before = live.revision
    asyncio.run(live.refresh(0.2))
    asyncio.run(live.refresh(0.2))
    assert len(quick.befores) == 1
    assert live.revision != before
    rows = {row.feed: row for row in live.health(NOW)}
    assert rows["disaster_messages"].status is FeedStatus.OK
    assert rows["kma_warnings"].error == "feed-unreachable"
    assert rows["airkorea"].status is FeedStatus.UNCONFIGURED
    assert len(live.situation(NOW).signals) == 1


def test_whoever_waits_does_not_ask_a_failing_source_every_time() -> None:
    one, watch = poller(Unreachable(""), COVERED)
    assert one.due(NOW)
    poll(one)
    assert not one.due(NOW + timedelta(seconds=59))
    assert one.due(NOW + MINUTE)
    watch.now += MINUTE
    poll(one)
    assert not one.due(watch.now + one.source.every / 2)


def test_a_clock_that_is_wrong_is_told() -> None:
    one, _ = poller(COVERED)
    client = FeedClient()
    client.skew = timedelta(minutes=-25)
    asyncio.run(one.poll(client))
    assert "시계가 25분 느려요" in one.health(NOW).detail


def test_running_polls_until_it_is_left() -> None:
    quick = Scripted([COVERED, COVERED])
    live = LiveSources([quick], clock=Watch(NOW))

    async def go() -> None:
        async with live.running():
            for _ in range(100):
                await asyncio.sleep(0.01)
                if live.pollers[0].asked:
                    return

    asyncio.run(go())
    assert live.situation(NOW).coverage
    assert quick.befores == [None]
