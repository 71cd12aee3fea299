"""What one poll brought, and what a live feed is."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from assistant.feeds.http import FeedClient
from assistant.risk.model import Hazard, Signal

SKEW = timedelta(minutes=10)
"""A statement issued this little after our own "now" is taken as issued now: clocks differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """For these hazards and regions, silence of the answer means "nothing reported" for `horizon`."""

    hazards: frozenset[Hazard]
    regions: frozenset[str] | None
    """None: the whole country."""
    horizon: timedelta
    """From the moment of the answer on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All that a source says after a poll. It replaces the batch before."""

    signals: tuple[Signal, ...] = ()
    covers: tuple[Cover, ...] = ()
    newest: datetime | None = None
    """Issue time of the newest statement."""
    note: str = ""
    """Korean: what could not be used, or what it covers, for `gilbeot feeds`."""


def covered(unreadable: int, rows: Sized, *covers: Cover) -> tuple[Cover, ...]:
    """The covers, unless half of the rows or more could not be read: then the format has changed."""
    return () if unreadable and 2 * unreadable >= len(rows) else covers


class Feed(Protocol):
    """One live source."""

    @property
    def name(self) -> str:
        """Machine id, a key of `data/sources.toml`."""

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:
        """Asks the source once. Raises `FeedError`. `before` is what the last good poll brought."""


@runtime_checkable
class ByRegion(Protocol):
    """A feed that asks for single regions, because there are too many to ask for all."""

    def want(self, regions: frozenset[str]) -> bool:
        """Takes up regions from the next poll on; True if one of them is new."""
