"""A trip that somebody stored, with the newest judgement of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.places.model import Place
from assistant.risk.model import Advice, Assessment, Hazard, Level, Mode, Profile
from assistant.riskclient import RouteRequest


class Provenance(StrEnum):
    """Where a trip came from."""

    SPEECH = "speech"
    API = "api"
    CALENDAR = "calendar"
    BOOKING = "booking"
    HABIT = "habit"


ACCESS = "-access"
"""Follows the id of a booking in that of the way to where it departs."""
LONGEST = timedelta(days=2)
"""A trip without an arrival of its own counts as over by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TripPlan:
    """What the traveller intends. `depart`, or a `window` [start, end) in which the departure lies."""

    origin: Place
    destination: Place
    depart: datetime | None = None
    window: tuple[datetime, datetime] | None = None
    mode: Mode | None = None
    profile: Profile = field(default_factory=Profile)
    title: str = ""
    origin_assumed: bool = False
    origin_source: Provenance | None = None
    """`HABIT` where it begins at the home that was learnt from a location history."""
    provenance: Provenance = Provenance.API
    confidence: float = 1.0
    """0-1: how sure it is that this trip will be made."""
    scenario: str | None = None
    """Set for trips in a recorded scenario; None in the present."""

    @property
    def first(self) -> datetime:
        """The earliest departure. Raises ValueError for a plan without a time."""
        start = self.depart or (self.window[0] if self.window else None)
        if start is None:
            raise ValueError("a stored trip needs a departure or a window")
        return start

    @property
    def last(self) -> datetime:
        """The latest departure."""
        return self.window[1] if self.depart is None and self.window else self.first

    def request(self, now: datetime, *, under_way: bool = False) -> RouteRequest:
        """The question about its risk; `under_way`: also of what is left of it after the departure."""
        return RouteRequest(
            origin=self.origin,
            destination=self.destination,
            now=now,
            depart=self.depart,
            window=self.window,
            mode=self.mode,
            profile=self.profile,
            origin_assumed=self.origin_assumed,
            scenario=self.scenario,
            under_way=under_way,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The newest judgement of a trip, as far as it is kept."""

    level: Level
    score: float
    coverage: float
    confidence: float
    advice: Advice
    hazards: tuple[Hazard, ...]
    """What the level comes from, the strongest first."""
    unknown: tuple[Hazard, ...]
    arrive: datetime
    at: datetime

    @classmethod
    def of(cls, a: Assessment) -> Rated:
        """What is kept of an assessment."""
        drivers = sorted(a.drivers, key=lambda driver: -driver.contribution)
        return cls(
            level=a.level,
            score=round(a.score, 2),
            coverage=round(a.coverage, 3),
            confidence=round(a.confidence, 3),
            advice=a.advice,
            hazards=tuple(dict.fromkeys(driver.hazard for driver in drivers)),
            unknown=a.unknown,
            arrive=a.trip.arrive,
            at=a.now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """The same journey as another paper tells it."""

    client_id: str | None
    """The id under which that paper's trip would be stored."""
    plan: TripPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A stored trip of one user."""

    id: str
    owner: str
    """Who stored it: the id of the API key, or "local"."""
    user: str
    """Whose trip it is: the `user_id` of the conversation; members of a household are kept apart by it."""
    client_id: str | None = None
    """The caller's own id of the trip: storing it twice makes one trip."""
    plan: TripPlan
    also: tuple[Twin, ...] = ()
    """What else tells of it: the appointments of a journey that was booked."""
    rated: Rated | None = None
    """None: it could not be judged yet, which is not "safe"."""
    created: datetime
    updated: datetime

    @property
    def sources(self) -> tuple[Provenance, ...]:
        """All that tell of it, the one whose plan is kept first."""
        return tuple(dict.fromkeys((self.plan.provenance, *(twin.plan.provenance for twin in self.also))))

    @property
    def over(self) -> datetime:
        """When it has ended: at its last possible arrival."""
        plan = self.plan
        if self.rated is None:
            return plan.last + LONGEST
        return max(self.rated.arrive, plan.last + max(timedelta(0), self.rated.arrive - plan.first))
