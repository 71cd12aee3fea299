"""Replay of a recorded event: `now` can be any moment of it, and only what was known then counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, lru_cache

from assistant.feeds import kma_signals, typhoon
from assistant.feeds.climatology import climatology, climatology_health
from assistant.feeds.gauges import FEED as GAUGES
from assistant.feeds.gauges import gauge_coverage, gauge_signals, known_readings
from assistant.feeds.kma_bulletin import KST
from assistant.feeds.kma_tables import warning_tables
from assistant.feeds.kma_zones import zone_table
from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.feeds.resolve import resolve
from assistant.feeds.scenarios import ScenarioMeta, load_scenario
from assistant.feeds.sources import unconnected_except
from assistant.feeds.storms import known_fixes, typhoon_table
from assistant.places.regions import load_regions
from assistant.risk.model import Hazard, Signal, Situation, SourceCoverage

_TYPHOON_SILENCE = timedelta(hours=24)
"""No circle within a day means something: the median error of the continued track is 230 km then."""


class ScenarioReplay:
    """A `SituationProvider` over a recorded scenario. Raises UnknownScenarioError for a wrong name."""

    def __init__(self, name: str) -> None:
        self._scenario = load_scenario(name)
        self._at_minute = lru_cache(maxsize=256)(self._build)

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return self.meta.name

    @property
    def meta(self) -> ScenarioMeta:
        """Title, period, suggested moment, sources."""
        return self._scenario.meta

    def situation(self, now: datetime) -> Situation:
        """What was known at `now` (aware; to the minute). Outside the period nothing is known."""
        minute = _minute(now)
        return replace(self._at_minute(minute), now=now)

    def health(self, now: datetime) -> tuple[FeedHealth, ...]:
        """The recorded sources first, then climatology and what is not connected."""
        minute = _minute(now)
        recorded = {
            kma_signals.FEED: self._warnings_health,
            typhoon.FEED: self._typhoon_health,
            GAUGES: self._gauges_health,
        }
        rows = [recorded[feed](minute) for feed in self.meta.feeds]
        return (*rows, climatology_health(), *unconnected_except(self.meta.feeds))

    def _build(self, now: datetime) -> Situation:
        if not self.meta.covers(now):
            return Situation(now=now, climatology=climatology())
        return Situation(
            now=now,
            signals=self._signals(now),
            coverage=tuple(self._coverage(now)),
            climatology=climatology(),
        )

    def _signals(self, now: datetime) -> tuple[Signal, ...]:
        warnings = resolve(self._scenario.statements, now, warning_tables().stale)
        signals = kma_signals.warning_signals(warnings, now, zone_regions)
        for storm in self._scenario.storms:
            signals += typhoon.typhoon_signals(storm, now)
        for gauge in self._scenario.gauges:
            signals += gauge_signals(gauge, now)
        return signals

    def _coverage(self, now: datetime) -> Iterator[SourceCoverage]:
        yield from filter(None, (gauge_coverage(gauge, now) for gauge in self._scenario.gauges))
        horizons = warning_tables().horizons if kma_signals.FEED in self.meta.feeds else {}
        for horizon in sorted(set(horizons.values())):
            yield SourceCoverage(
                feed=kma_signals.FEED,
                source=kma_signals.SOURCE,
                hazards=frozenset(h for h, hours in horizons.items() if hours == horizon),
                regions=recorded_regions(),
                start=now,
                until=now + horizon,
                # The record is complete up to `now`: as if the source had just been asked.
                issued=now,
            )
        if newest := self._newest_fix(now):
            yield SourceCoverage(
                feed=typhoon.FEED,
                source=typhoon.SOURCE,
                hazards=frozenset({Hazard.TYPHOON}),
                regions=None,
                start=now,
                until=now + _TYPHOON_SILENCE,
                issued=newest,
            )

    def _newest_fix(self, now: datetime) -> datetime | None:
        """When the newest fix came out, of storms still followed at `now`."""
        known = [known_fixes(storm, now) for storm in self._scenario.storms]
        times = [fixes[-1].time for fixes in known if fixes]
        return max(times) + typhoon_table().known_after if times else None

    def _warnings_health(self, now: datetime) -> FeedHealth:
        inside = self.meta.covers(now)
        issued = [s.issued for s in self._scenario.statements if s.issued <= now]
        regions = "·".join(self.meta.regions)
        return FeedHealth(
            feed=kma_signals.FEED,
            source=kma_signals.SOURCE,
            status=FeedStatus.OK if inside else FeedStatus.STALE,
            hazards=tuple(sorted(warning_tables().horizons)),
            last_success=now if inside else None,
            newest=max(issued, default=None) if inside else None,
            detail=(
                f"{self.meta.title} 기록을 되살리고 있어요. {regions}과 그 바다만 알 수 있어요."
                if inside
                else self._outside()
            ),
        )

    def _typhoon_health(self, now: datetime) -> FeedHealth:
        newest = self._newest_fix(now) if self.meta.covers(now) else None
        return FeedHealth(
            feed=typhoon.FEED,
            source=typhoon.SOURCE,
            status=FeedStatus.OK if newest else FeedStatus.STALE,
            hazards=(Hazard.TYPHOON,),
            last_success=newest,
            newest=newest,
            detail=(
                "기록된 위치까지만 알고, 그 뒤의 움직임은 길벗이 이어서 추정해요."
                if newest
                else "이 시각에는 따라가고 있는 태풍 위치가 없어요."
                if self.meta.covers(now)
                else self._outside()
            ),
        )

    def _gauges_health(self, now: datetime) -> FeedHealth:
        gauges = self._scenario.gauges
        known = [known_readings(gauge, now) for gauge in gauges] if self.meta.covers(now) else []
        newest = max((readings[-1].time for readings in known if readings), default=None)
        names = ", ".join(gauge.name for gauge in gauges)
        return FeedHealth(
            feed=GAUGES,
            source="·".join(dict.fromkeys(gauge.source for gauge in gauges)),
            status=FeedStatus.OK if newest else FeedStatus.STALE,
            hazards=tuple(sorted({gauge.hazard for gauge in gauges})),
            last_success=newest,
            newest=newest,
            detail=(
                f"{self.meta.title} 기록을 되살리고 있어요. 관측한 곳: {names}."
                if newest
                else "이 시각에는 관측값이 없어요."
                if self.meta.covers(now)
                else self._outside()
            ),
        )

    def _outside(self) -> str:
        start, end = self.meta.start, self.meta.end
        return (
            f"이 시나리오의 기록은 {_date(start)}부터 {_date(end)} 전까지예요. 그 밖의 시각은 알 수 없어요."
        )


def _minute(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("now must have a time zone")
    return now.astimezone(KST).replace(second=0, microsecond=0)


def _date(time: datetime) -> str:
    return f"{time.year}년 {time.month}월 {time.day}일 {time.hour}시"


@cache
def zone_regions(leaf: str) -> frozenset[str]:
    """Region codes of a leaf zone, of today's index."""
    return zone_table().region_codes(leaf, load_regions())


@cache
def recorded_regions() -> frozenset[str]:
    """All regions and sea areas that the recorded warnings speak of (Yeongnam)."""
    recorded = warning_tables().recorded
    table = zone_table()
    leaves = (leaf for leaf in table.all_leaves if table.root(leaf) in recorded)
    return frozenset[str]().union(*map(zone_regions, leaves))
