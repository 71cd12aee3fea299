"""Feeds: the types. A feed turns one source's wire format into signals; it never scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from assistant.risk.model import Hazard, Situation


class FeedStatus(StrEnum):
    """State of a feed at one moment."""

    OK = "ok"
    STALE = "stale"
    FAILED = "failed"
    UNCONFIGURED = "unconfigured"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One row of `gilbeot feeds`."""

    feed: str
    source: str
    """Korean name of who speaks."""
    status: FeedStatus
    hazards: tuple[Hazard, ...]
    last_success: datetime | None = None
    newest: datetime | None = None
    """Issue time of the newest statement."""
    detail: str = ""
    """Korean: what is wrong and what to do, or what it covers."""
    error: str = ""
    """Stable code of what the last poll failed with ("feed-key-refused"), "" if it did not."""
    failures: int = 0
    """Failed polls in a row."""


class SituationProvider(Protocol):
    """Where the engine gets what is known: live feeds, or the replay of a recorded scenario."""

    @property
    def scenario(self) -> str | None:
        """Name of the scenario that is replayed, None when live."""

    def situation(self, now: datetime) -> Situation:
        """All that was known at `now`: issued by then, resolved (replacement, release, expiry)."""

    def health(self, now: datetime) -> tuple[FeedHealth, ...]:
        """State of every source at `now`."""


@runtime_checkable
class Learner(Protocol):
    """A provider that can ask for single regions when somebody is about to go there."""

    async def learn(self, regions: frozenset[str], now: datetime) -> bool:
        """Asks for what it does not know of these regions; True if it knows more than before."""
