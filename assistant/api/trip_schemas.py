"""Requests and answers of `/v1/trips`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.api.places_in import resolve_place
from assistant.api.schemas import Moment, PlacePoint, TripEnds
from assistant.journeys import Provenance, Rated, Trip, TripPlan
from assistant.risk.model import Mode, Profile

ME = "me"

UserId = Annotated[
    str, Field(min_length=1, max_length=128, description="Whose they are: the user_id of /v1/messages.")
]


class TripIn(TripEnds):
    """A trip to be stored and watched. Give `depart`, or a `window` in which the departure lies."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "user_id": "minsu",
                    "client_id": "calendar-2026-77",
                    "title": "부산 출장",
                    "origin": "서울",
                    "destination": "부산",
                    "depart": "2026-12-03T10:00:00+09:00",
                    "mode": "train",
                }
            ]
        }
    )

    user_id: UserId = ME
    client_id: str | None = Field(
        default=None, min_length=1, max_length=128, description="Your own id: sent again, nothing is doubled."
    )
    title: str = Field(default="", max_length=200)
    depart: Moment | None = None
    window: tuple[Moment, Moment] | None = None
    mode: Mode | None = None
    profile: Profile = Field(default_factory=Profile)
    origin_assumed: bool = False
    provenance: Provenance = Provenance.API
    confidence: float = Field(default=1.0, ge=0, le=1)
    scenario: str | None = Field(default=None, max_length=64, description="A trip in a recorded scenario.")

    @model_validator(mode="after")
    def _some_time(self) -> TripIn:
        if (self.depart is None) == (self.window is None):
            raise ValueError("give either depart or window")
        if self.window is not None and self.window[1] <= self.window[0]:
            raise ValueError("window must end after it starts")
        return self

    def plan(self, scenario: str | None) -> TripPlan:
        """The plan, with its places found. Raises `BadPlace`."""
        return TripPlan(
            origin=resolve_place(self.origin),
            destination=resolve_place(self.destination),
            depart=self.depart,
            window=self.window,
            mode=self.mode,
            profile=self.profile,
            title=self.title,
            origin_assumed=self.origin_assumed,
            provenance=self.provenance,
            confidence=self.confidence,
            scenario=scenario,
        )


class TripOut(BaseModel):
    """A stored trip."""

    id: str
    user_id: str
    client_id: str | None
    title: str
    origin: PlacePoint
    destination: PlacePoint
    depart: datetime | None
    window: tuple[datetime, datetime] | None
    mode: Mode | None
    profile: Profile
    origin_source: Provenance | None = Field(
        description="`habit`: it begins at the home that was learnt from a location history."
    )
    provenance: Provenance
    sources: list[Provenance] = Field(description="All that tell of it, the one whose plan it is first.")
    confidence: float
    scenario: str | None
    risk: Rated | None = Field(description="The newest judgement; null: not judged yet, which is not safe.")
    created: datetime
    updated: datetime

    @classmethod
    def of(cls, trip: Trip) -> TripOut:
        """As the API shows it."""
        plan = trip.plan
        return cls(
            id=trip.id,
            user_id=trip.user,
            client_id=trip.client_id,
            title=plan.title,
            origin=PlacePoint.of(plan.origin),
            destination=PlacePoint.of(plan.destination),
            depart=plan.depart,
            window=plan.window,
            mode=plan.mode,
            profile=plan.profile,
            origin_source=plan.origin_source,
            provenance=plan.provenance,
            sources=list(trip.sources),
            confidence=plan.confidence,
            scenario=plan.scenario,
            risk=trip.rated,
            created=trip.created,
            updated=trip.updated,
        )


class TripPages(BaseModel):
    """A page of trips, by departure."""

    user_id: UserId | None = Field(default=None, description="Of one user only.")
    limit: int = Field(default=100, ge=1, le=1000)
    cursor: str | None = Field(default=None, max_length=400, description="From the `Link` header.")


class OfUser(BaseModel):
    """Of which user."""

    user_id: UserId = ME


class Deleted(BaseModel):
    """What was deleted: rows by kind. Nothing of the user is left in the database."""

    deleted: dict[str, int]
