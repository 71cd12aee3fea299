"""The one door to the risk engine: requests, and the protocol that actions, CLI and channels call.

`assistant.engine.LocalEngine` answers in process; `assistant.client.HttpRiskClient` asks a server.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.feeds.model import FeedHealth
from assistant.places.model import Place
from assistant.risk.model import Assessment, Hazard, Mode, Profile, Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRequest:
    """Ask about one trip. Give `depart`, or a `window` to scan, or neither (leave now)."""

    origin: Place
    destination: Place
    now: datetime
    depart: datetime | None = None
    window: tuple[datetime, datetime] | None = None
    """[start, end): no hour was said; departures within are scanned."""
    mode: Mode | None = None
    """None: by car, or the best mode where no road leads."""
    via: Place | None = None
    """A road to take, or a place to pass; by car and bus. Other ways offered instead need not."""
    avoid_regions: frozenset[str] = frozenset()
    """Region codes to keep out of."""
    avoid_cells: frozenset[int] = frozenset()
    """H3 cells of resolution 7 to keep out of."""
    profile: Profile = field(default_factory=Profile)
    origin_assumed: bool = False
    scenario: str | None = None
    alternatives: bool = True
    """Compute alternatives when the level is caution or worse (DESIGN §5)."""
    force_alternatives: bool = False
    """Compute them whatever the level (the user asked for another way)."""
    under_way: bool = False
    """The traveller may have left already at `depart`: what is still ahead of them is judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRequest:
    """Ask about staying at one place during [start, end)."""

    place: Place
    start: datetime
    end: datetime
    now: datetime
    profile: Profile = field(default_factory=Profile)
    scenario: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalQuery:
    """Ask for what is in force. Empty filters mean all."""

    now: datetime
    hazards: frozenset[Hazard] = frozenset()
    regions: frozenset[str] = frozenset()
    at: datetime | None = None
    """Only those valid at this moment; None: in force now or still to come."""
    scenario: str | None = None


class RiskError(Exception):
    """The request cannot be assessed. `reason` is one Korean sentence that says what to do."""

    code = "risk_error"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoWay(RiskError):
    """No route by this mode, or origin and destination are the same."""

    code = "no_route"


class TooFar(RiskError):
    """The time asked about is in the past, or beyond what can be planned."""

    code = "time_out_of_range"


class UnknownScenario(RiskError):
    """There is no recorded scenario of that name."""

    code = "unknown_scenario"


class Unavailable(RiskError):
    """The engine itself cannot be reached or has no data."""

    code = "unavailable"


class RiskClient(Protocol):
    """What the dialogue may ask. All methods raise `RiskError`."""

    async def assess_route(self, request: RouteRequest) -> Assessment:
        """One trip, explained. Raises `NoWay`, `TooFar`, `Unavailable`."""

    async def assess_place(self, request: PlaceRequest) -> Assessment:
        """A stay at one place."""

    async def route_modes(self, origin: Place, destination: Place) -> tuple[Mode, ...]:
        """The modes that make sense between the two, best first."""

    async def signals(self, query: SignalQuery) -> tuple[Signal, ...]:
        """What is in force or announced, newest first."""

    async def feeds(self, now: datetime, scenario: str | None = None) -> tuple[FeedHealth, ...]:
        """The state of every source."""
