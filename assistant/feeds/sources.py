"""Every live source the product knows of, from `data/sources.toml`, and its row when it has no key."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources

from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.risk.model import Hazard


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One row of the table."""

    feed: str
    name: str
    """Korean name of who speaks."""
    hazards: tuple[Hazard, ...]
    keys: tuple[str, ...]
    """Environment variables of which one is needed."""
    also: tuple[str, ...]
    """Environment variables needed besides."""
    apply: str
    """Korean: where the key comes from."""
    every: timedelta
    """Between two polls."""
    stale: timedelta
    """Age after which a last answer no longer counts."""

    @property
    def needs(self) -> str:
        """Korean: what to set ("GILBEOT_DATA_GO_KR_KEY나 GILBEOT_KMA_HUB_KEY를 넣으면 켜져요. …")."""
        wanted = ", ".join(filter(None, [" 또는 ".join(self.keys), *self.also]))
        return f"{wanted} 설정을 넣으면 켜져요. 신청: {self.apply}"


@cache
def sources() -> Mapping[str, Source]:
    """All rows, by feed."""
    path = resources.files("assistant.feeds") / "data" / "sources.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        feed: Source(
            feed=feed,
            name=row["source"],
            hazards=tuple(Hazard(h) for h in row["hazards"]),
            keys=tuple(f"GILBEOT_{key.upper()}" for key in row["keys"]),
            also=tuple(f"GILBEOT_{key.upper()}" for key in row.get("also", ())),
            apply=row["apply"],
            every=timedelta(seconds=row["every_s"]),
            stale=timedelta(minutes=row["stale_m"]),
        )
        for feed, row in raw.items()
    }


@cache
def unconnected_sources() -> tuple[FeedHealth, ...]:
    """All sources, as not configured."""
    return tuple(
        FeedHealth(
            feed=source.feed,
            source=source.name,
            status=FeedStatus.UNCONFIGURED,
            hazards=source.hazards,
            detail=source.needs,
        )
        for source in sources().values()
    )


def unconnected_except(feeds: Collection[str]) -> tuple[FeedHealth, ...]:
    """Those that `feeds` does not stand for."""
    return tuple(row for row in unconnected_sources() if row.feed not in feeds)
