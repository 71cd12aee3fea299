"""Requests of the risk API, shared by the server (`routes_risk`) and `assistant.client`.

Answers need no schema of their own: they are the dataclasses of `assistant.risk.model` by
`pydantic.TypeAdapter` with aliases, so that `from_` is "from" in JSON. Errors are problem documents.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from assistant.clock import SEOUL
from assistant.feeds.model import FeedHealth
from assistant.places.model import Place, PlaceKind
from assistant.risk.model import Assessment, Hazard, Mode, Profile, Signal

ASSESSMENT: TypeAdapter[Assessment] = TypeAdapter(Assessment)
SIGNALS: TypeAdapter[tuple[Signal, ...]] = TypeAdapter(tuple[Signal, ...])
FEEDS: TypeAdapter[tuple[FeedHealth, ...]] = TypeAdapter(tuple[FeedHealth, ...])

T = TypeVar("T")


def to_json(adapter: TypeAdapter[T], value: T) -> bytes:
    """The JSON of an answer, with "from" for `from_`.

    Facts are declared float; feeds may carry whole numbers, which are no reason for a warning."""
    return adapter.dump_json(value, by_alias=True, warnings=False)


MAX_TRIPS = 50
"""Most trips in one request; more are sent in several."""


YEARS = range(1990, 2101)
"""Years that a request may speak of. Times near the end of Python's calendar cannot change their zone."""


def _korean_time(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError(f"the year must be from {YEARS[0]} to {YEARS[-1]}")
    return moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)


Moment = Annotated[datetime, AfterValidator(_korean_time)]
"""An ISO 8601 time; without a zone it is Korean time."""


class PlacePoint(BaseModel):
    """A point with a name. Without `region`, the 시군구 is looked up from the point."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    name: str = Field(default="", max_length=100)
    kind: PlaceKind = PlaceKind.LANDMARK
    region: str | None = Field(default=None, max_length=64)
    region_name: str = Field(default="", max_length=100)
    aliases: tuple[str, ...] = Field(default=(), max_length=50)

    @classmethod
    def of(cls, place: Place) -> PlacePoint:
        """The point of a place."""
        return cls(
            lat=place.lat,
            lon=place.lon,
            name=place.name,
            kind=place.kind,
            region=place.region,
            region_name=place.region_name,
            aliases=place.aliases,
        )


PlaceName = Annotated[str, Field(min_length=1, max_length=100)]


class TripEnds(BaseModel):
    """From where to where."""

    origin: PlaceName | PlacePoint
    destination: PlaceName | PlacePoint


MAX_AVOIDED = 50
MAX_AVOIDED_CELLS = 2000


class RouteQuery(TripEnds):
    """One trip. Give `depart`, or a `window` whose departures are scanned, or neither (leave now)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "origin": "서울",
                    "destination": "부산",
                    "window": ["2023-08-10T00:00:00+09:00", "2023-08-11T00:00:00+09:00"],
                    "mode": "car",
                    "now": "2023-08-09T18:00:00+09:00",
                    "scenario": "khanun-2023",
                }
            ]
        }
    )

    depart: Moment | None = None
    window: tuple[Moment, Moment] | None = None
    mode: Mode | None = Field(default=None, description="Default: by car, or the best mode that leads there.")
    via: PlaceName | PlacePoint | None = Field(
        default=None, description="A road to take or a place to pass; by car and bus only."
    )
    avoid: tuple[PlaceName, ...] = Field(
        default=(), max_length=MAX_AVOIDED, description="시·군·구 or 시·도 to keep out of: names or codes."
    )
    avoid_cells: tuple[Annotated[str, Field(max_length=16)], ...] = Field(
        default=(), max_length=MAX_AVOIDED_CELLS, description="H3 cells (resolution 4 to 15) to keep out of."
    )
    profile: Profile = Field(default_factory=Profile)
    origin_assumed: bool = False
    alternatives: bool = True
    force_alternatives: bool = False
    now: Moment | None = Field(default=None, description="Replay only: the moment to answer for.")
    scenario: str | None = Field(default=None, max_length=64, description="Replay a recorded scenario.")

    @model_validator(mode="after")
    def _window_in_order(self) -> RouteQuery:
        if self.window is not None and self.window[1] <= self.window[0]:
            raise ValueError("window must end after it starts")
        return self


class RouteQueries(BaseModel):
    """Many trips in one request; the answer is `{"results": [...]}` in the same order."""

    trips: list[RouteQuery] = Field(min_length=1, max_length=MAX_TRIPS)


class PlaceQuery(BaseModel):
    """A stay at one place: `name`, or `lat` and `lon`. Without times: the hour from now."""

    name: str = Field(default="", max_length=100)
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    kind: PlaceKind = PlaceKind.LANDMARK
    region: str | None = Field(default=None, max_length=64)
    region_name: str = Field(default="", max_length=100)
    start: Moment | None = None
    end: Moment | None = None
    now: Moment | None = None
    scenario: str | None = Field(default=None, max_length=64)
    child: bool = False
    elder: bool = False
    wheelchair: bool = False
    respiratory: bool = False

    @model_validator(mode="after")
    def _somewhere(self) -> PlaceQuery:
        if (self.lat is None) != (self.lon is None) or (self.lat is None and not self.name):
            raise ValueError("give a name, or both lat and lon")
        return self


class SignalsQuery(BaseModel):
    """Filters of `GET /v1/signals`; a repeated parameter means "any of these", none means all."""

    hazard: list[Hazard] = Field(default_factory=list)
    region: list[str] = Field(default_factory=list, max_length=300)
    at: Moment | None = None
    now: Moment | None = None
    scenario: str | None = Field(default=None, max_length=64)


class SignalPages(SignalsQuery):
    """A page of signals."""

    limit: int = Field(default=1000, ge=1, le=1000)
    cursor: str | None = Field(default=None, max_length=400, description="From the `Link` header.")
    format: Literal["json", "geojson"] = "json"
