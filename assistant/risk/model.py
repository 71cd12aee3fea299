"""The words of the risk engine: hazards, signals, exposure, assessments. Pure data, no I/O.

Everything here is a frozen dataclass or a `StrEnum`, so that it can be compared, hashed, and
turned into the JSON of `POST /v1/risk/routes` by `pydantic.TypeAdapter` without a second definition.
Times are aware datetimes (Asia/Seoul at the borders). Intervals are [start, end).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

# `from` is a Python keyword; the JSON contract uses it.
From = Annotated[datetime, Field(alias="from")]


class Hazard(StrEnum):
    """What can go wrong on the way (DESIGN §4)."""

    HEAVY_RAIN = "heavy_rain"
    TYPHOON = "typhoon"
    STRONG_WIND = "strong_wind"
    HEAVY_SNOW = "heavy_snow"
    ROAD_ICE = "road_ice"
    FOG = "fog"
    HEAT = "heat"
    COLD = "cold"
    FINE_DUST = "fine_dust"
    YELLOW_DUST = "yellow_dust"
    DRY = "dry"
    HIGH_WAVES = "high_waves"
    STORM_SURGE = "storm_surge"
    EARTHQUAKE = "earthquake"
    TSUNAMI = "tsunami"
    FLOOD = "flood"
    LANDSLIDE = "landslide"
    WILDFIRE = "wildfire"
    INFECTION = "infection"
    CROWDING = "crowding"
    TRAFFIC_ACCIDENT = "traffic_accident"
    ROAD_CLOSURE = "road_closure"
    CONGESTION = "congestion"
    CIVIL_EMERGENCY = "civil_emergency"
    OTHER = "other"


class Level(StrEnum):
    """Our own five levels. Ordered: `Level.SAFE < Level.SERIOUS`, `max(levels)` is the worst."""

    SAFE = "safe"
    ATTENTION = "attention"
    CAUTION = "caution"
    ALERT = "alert"
    SERIOUS = "serious"

    @property
    def rank(self) -> int:
        """0 (safe) to 4 (serious)."""
        return _LEVEL_RANK[self.value]

    def __lt__(self, other: str) -> bool:
        return self.rank < Level(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Level(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Level(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Level(other).rank


_LEVEL_RANK = {level.value: rank for rank, level in enumerate(Level)}


class Mode(StrEnum):
    """How one travels."""

    CAR = "car"
    BUS = "bus"
    TRAIN = "train"
    SUBWAY = "subway"
    FLIGHT = "flight"
    SHIP = "ship"
    WALK = "walk"
    BIKE = "bike"


class Severity(StrEnum):
    """CAP 1.2 severity."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """CAP 1.2 certainty."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


class Urgency(StrEnum):
    """CAP 1.2 urgency."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class SignalKind(StrEnum):
    """What sort of statement a signal is."""

    ALERT = "alert"
    """An official warning or message in force."""
    FORECAST = "forecast"
    """A prediction for its own validity."""
    OBSERVATION = "observation"
    """Measured; says nothing of the future."""


class Advice(StrEnum):
    """The one thing to do."""

    GO = "go"
    CARE = "care"
    DELAY = "delay"
    DETOUR = "detour"
    CHANGE_MODE = "change_mode"
    AVOID = "avoid"
    SHELTER = "shelter"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A disc on the ground."""

    lat: float
    lon: float
    radius_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where a signal holds: named regions (exact match by code), or a disc, or both (union)."""

    regions: frozenset[str] = frozenset()
    """Region codes (시군구 of today, e.g. "48270"; sea areas "sea:남해동부앞바다")."""
    zones: tuple[str, ...] = ()
    """The official zone names behind `regions`, for the words ("영양평지")."""
    circle: Circle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One observation, forecast or alert from one source."""

    id: str
    hazard: Hazard
    kind: SignalKind
    feed: str
    """Machine id of the feed, e.g. "kma_warnings"."""
    source: str
    """Who says so, in Korean, e.g. "기상청"."""
    name: str
    """Official name in Korean, e.g. "호우경보"; wording around it is ours."""
    area: Area
    issued: datetime
    onset: datetime
    expires: datetime | None = None
    """None: in force until it is released or replaced."""
    expected_end: datetime | None = None
    """When the source expects to end it (해제 예고), if it said so. A release still has to come."""
    severity: Severity
    certainty: Certainty
    urgency: Urgency = Urgency.UNKNOWN
    extrapolated: bool = False
    """True where we continued the source's own statement (typhoon motion) ourselves."""
    facts: Mapping[str, float | str] = field(default_factory=dict)
    """Structured facts with the unit in the name, e.g. {"rain_mm_3h": 60, "gust_mps": 26}."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCoverage:
    """A feed's promise: for these hazards, regions and hours, "no signal" means "nothing reported"."""

    feed: str
    source: str
    hazards: frozenset[Hazard]
    regions: frozenset[str] | None
    """None: the whole country."""
    start: datetime
    until: datetime
    """End of the horizon up to which silence is meaningful."""
    issued: datetime
    """When the newest answer of the source was given: the freshness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClimatologyEntry:
    """How often a hazard reaches advisory level in a region and month, from past years."""

    region: str
    month: int
    hazard: Hazard
    day_fraction: float
    """0-1: share of days of that month on which it did."""
    years: str
    """Period and source of the counts, e.g. "2016-2020 일별 기상자료"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that is known at `now`: the resolved signals, what the sources cover, and past frequencies."""

    now: datetime
    signals: tuple[Signal, ...] = ()
    coverage: tuple[SourceCoverage, ...] = ()
    climatology: Mapping[tuple[str, int, Hazard], ClimatologyEntry] = field(default_factory=dict)
    """Keyed by (region code, month, hazard)."""


class Exposure(NamedTuple):
    """A stay in one H3 cell during [start, end) by one mode: route x time.

    A tuple, because a question about a day makes thousands of them."""

    cell: str
    lat: float
    lon: float
    region: str | None
    """Region code; None at sea outside any named sea area or where the planner has no geometry."""
    place: str
    """A short Korean name of where that is ("밀양시", "추풍령 부근")."""
    start: datetime
    end: datetime
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Itinerary:
    """A planned journey at a fixed departure, as the risk engine sees it."""

    origin: str
    destination: str
    mode: Mode
    """The main mode; each exposure carries its own."""
    depart: datetime
    arrive: datetime
    exposures: tuple[Exposure, ...]
    distance_km: float
    via: str = ""
    """Main roads or lines in Korean ("경부고속도로", "KTX 경부선")."""
    note: str = ""
    """What the user should know of the way, a Korean sentence."""

    @property
    def is_stay(self) -> bool:
        """Whether it stays at one place."""
        return self.distance_km == 0.0 and self.origin == self.destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who travels, as far as the user said."""

    child: bool = False
    elder: bool = False
    wheelchair: bool = False
    respiratory: bool = False


# --- the answer ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TripSummary:
    """What was assessed."""

    origin: str
    destination: str
    mode: Mode
    depart: datetime
    arrive: datetime
    distance_km: float
    via: str = ""
    note: str = ""
    """What the user should know of the way: a live router that could not be asked."""
    by_way: str = ""
    """The road to take or place to pass that was asked for; "" if none was."""
    origin_assumed: bool = False
    """True if the user did not say where the trip starts and a default was taken."""
    depart_assumed: bool = False
    """True if no hour was said and one was chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of the way with one level."""

    name: str
    """"밀양~김해"."""
    from_: From
    until: datetime
    level: Level
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One reason for the score: a signal met on the way."""

    hazard: Hazard
    name: str
    """Official name ("호우경보")."""
    region: str
    """Korean name of the region(s) where the traveller meets it ("밀양시")."""
    from_: From
    """When the traveller is in it, first to last."""
    until: datetime
    severity: Severity
    certainty: Certainty
    source: str
    issued: datetime
    valid_from: datetime
    valid_until: datetime | None
    kind: SignalKind
    extrapolated: bool
    contribution: float
    """0-100: the score that this driver alone would give."""
    text: str
    """One short Korean clause, no sentence end."""
    signal_ids: tuple[str, ...]
    """All signals merged into this driver (the same event reported more than once)."""
    facts: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualRisk:
    """A climatology line in an answer: what this season usually brings on this way."""

    hazard: Hazard
    region: str
    month: int
    day_fraction: float
    years: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How old a source's newest answer was at the time of the assessment."""

    feed: str
    source: str
    issued: datetime
    age_minutes: float


class AlternativeKind(StrEnum):
    """What an alternative changes."""

    DEPARTURE = "departure"
    ROUTE = "route"
    MODE = "mode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another time, way or mode, scored by the same engine."""

    kind: AlternativeKind
    depart: datetime
    arrive: datetime
    mode: Mode
    via: str
    level: Level
    score: float
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPoint:
    """One departure in a scan over a day."""

    depart: datetime
    level: Level
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureScan:
    """A trip without an hour: every departure of the window, its worst and best."""

    worst: ScanPoint
    best: ScanPoint
    points: tuple[ScanPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The explained answer about one trip or place (DESIGN §4, Assessment JSON)."""

    level: Level
    score: float
    coverage: float
    confidence: float
    advice: Advice
    trip: TripSummary
    segments: tuple[Segment, ...] = ()
    drivers: tuple[Driver, ...] = ()
    unknown: tuple[Hazard, ...] = ()
    usual: tuple[UsualRisk, ...] = ()
    """Climatology where no source reaches; marked as such in the words."""
    freshness: tuple[Freshness, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    alternatives_note: str | None = None
    scan: DepartureScan | None = None
    now: datetime
    scenario: str | None = None
