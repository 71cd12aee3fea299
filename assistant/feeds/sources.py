"""Health rows of what is not connected: every source the product knows of, honestly listed."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import cache
from importlib import resources

from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.risk.model import Hazard

NOT_CONNECTED = "이 버전에는 아직 연결되지 않았어요."


@cache
def unconnected_sources() -> tuple[FeedHealth, ...]:
    """All sources of `data/sources.toml`, as not configured."""
    path = resources.files("assistant.feeds") / "data" / "sources.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        FeedHealth(
            feed=feed,
            source=row["source"],
            status=FeedStatus.UNCONFIGURED,
            hazards=tuple(Hazard(h) for h in row["hazards"]),
            detail=NOT_CONNECTED,
        )
        for feed, row in raw.items()
    )


def unconnected_except(feeds: Collection[str]) -> tuple[FeedHealth, ...]:
    """Those that `feeds` does not stand for."""
    return tuple(row for row in unconnected_sources() if row.feed not in feeds)
