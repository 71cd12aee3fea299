"""A straight road through five regions and a hand-made situation, for the tests of engine, client and API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.engine import LocalEngine
from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.places.model import Place, PlaceKind, Region
from assistant.risk.model import (
    Area,
    Certainty,
    Exposure,
    Hazard,
    Itinerary,
    Mode,
    Severity,
    Signal,
    SignalKind,
    Situation,
    SourceCoverage,
)
from assistant.routing.exposure import stay
from assistant.routing.model import NO_WISHES, Leg, NoRoute, Route, RoutePoint, Wishes

KST = ZoneInfo("Asia/Seoul")
NOW = datetime(2025, 7, 16, 9, tzinfo=KST)

REGIONS = [
    Region(code="11110", name="종로구", province="서울특별시", lat=37.57, lon=126.98),
    Region(code="43740", name="영동군", province="충청북도", lat=36.17, lon=127.78),
    Region(code="47190", name="구미시", province="경상북도", lat=36.12, lon=128.34),
    Region(code="48270", name="밀양시", province="경상남도", lat=35.50, lon=128.75),
    Region(code="26110", name="중구", province="부산광역시", lat=35.11, lon=129.03),
]
DETOUR = [REGIONS[0], REGIONS[1], REGIONS[4]]


def place(name: str, region: Region, kind: PlaceKind = PlaceKind.DISTRICT) -> Place:
    return Place(name=name, kind=kind, lat=region.lat, lon=region.lon, region=region.code, aliases=(name,))


SEOUL, BUSAN = place("서울", REGIONS[0]), place("부산", REGIONS[4])
ISLAND = Place(name="울릉도", kind=PlaceKind.ISLAND, lat=37.5, lon=130.86, region="47940")


class FakePlanner:
    """One hour in each region by car, half by train; a detour on demand; ships only to the island."""

    def __init__(self) -> None:
        self.asked: list[tuple[Mode, datetime, frozenset[str]]] = []

    def plan(
        self,
        origin: Place,
        destination: Place,
        mode: Mode,
        depart: datetime,
        *,
        alternatives: int = 0,
        wishes: Wishes = NO_WISHES,
    ) -> Sequence[Route]:
        avoid_regions = wishes.avoid_regions
        self.asked.append((mode, depart, avoid_regions))
        if mode not in self.modes(origin, destination):
            raise NoRoute(f"{mode.value}: 이 교통수단으로는 갈 수 없어요.")
        ways = (
            {"곧은길": REGIONS}
            if not avoid_regions and not alternatives
            else {"곧은길": REGIONS, "에움길": DETOUR}
        )
        routes = [
            self._route(origin, destination, mode, name, regions)
            for name, regions in ways.items()
            if not avoid_regions & {region.code for region in regions}
        ]
        if not routes:
            raise NoRoute("피해 갈 길이 없어요.")
        return routes

    def modes(self, origin: Place, destination: Place) -> tuple[Mode, ...]:
        return (Mode.SHIP,) if ISLAND in (origin, destination) else (Mode.TRAIN, Mode.CAR)

    @staticmethod
    def _route(origin: Place, destination: Place, mode: Mode, name: str, regions: list[Region]) -> Route:
        pace = 30.0 if mode is Mode.TRAIN else 60.0
        points = tuple(
            RoutePoint(lat=r.lat, lon=r.lon, minute=pace * n, region=r.code, label=r.name)
            for n, r in enumerate(regions)
        )
        leg = Leg(
            mode=mode, name=name, start=origin.name, end=destination.name, distance_km=400.0, points=points
        )
        return Route(
            origin=origin,
            destination=destination,
            mode=mode,
            legs=(leg,),
            minutes=pace * len(regions),
            distance_km=400.0,
            via=f"{name} {mode.value}",
        )


def expose(route: Route, depart: datetime) -> Itinerary:
    points = [point for leg in route.legs for point in leg.points]
    pace = route.minutes / len(points)
    exposures = tuple(
        Exposure(
            cell=str(n),
            lat=point.lat,
            lon=point.lon,
            region=point.region,
            place=point.label,
            start=depart + timedelta(minutes=pace * n),
            end=depart + timedelta(minutes=pace * (n + 1)),
            mode=route.mode,
        )
        for n, point in enumerate(points)
    )
    return Itinerary(
        origin=route.origin.short,
        destination=route.destination.short,
        mode=route.mode,
        depart=depart,
        arrive=depart + timedelta(minutes=route.minutes),
        exposures=exposures,
        distance_km=route.distance_km,
        via=route.via,
    )


def warning(hazard: Hazard, name: str, regions: Sequence[str], **changes: object) -> Signal:
    fields: dict[str, object] = {
        "id": f"{name}-{'-'.join(regions)}",
        "hazard": hazard,
        "kind": SignalKind.ALERT,
        "feed": "kma_warnings",
        "source": "기상청",
        "name": name,
        "area": Area(regions=frozenset(regions)),
        "issued": NOW - timedelta(hours=1),
        "onset": NOW - timedelta(hours=1),
        "severity": Severity.SEVERE,
        "certainty": Certainty.LIKELY,
        "facts": {"rain_mm_3h": 90},
    }
    return Signal(**{**fields, **changes})  # type: ignore[arg-type]


@dataclass
class FakeProvider:
    """Says what it was made with."""

    signals: tuple[Signal, ...] = ()
    scenario: str | None = None
    hours: float = 96
    asked: list[datetime] = field(default_factory=list)

    @property
    def revision(self) -> int:
        return hash((tuple(signal.id for signal in self.signals), self.hours))

    def situation(self, now: datetime) -> Situation:
        self.asked.append(now)
        covered = SourceCoverage(
            feed="kma_warnings",
            source="기상청",
            hazards=frozenset(Hazard),
            regions=None,
            start=NOW,
            until=NOW + timedelta(hours=self.hours),
            issued=now,
        )
        return Situation(now=now, signals=self.signals, coverage=(covered,) if self.hours else ())

    def health(self, now: datetime) -> tuple[FeedHealth, ...]:
        return (
            FeedHealth(
                feed="kma_warnings",
                source="기상청",
                status=FeedStatus.OK,
                hazards=(Hazard.TYPHOON,),
                newest=now,
            ),
        )


class FakeRegions:
    """The five regions; "어느도" is a province of the last three."""

    def at(self, lat: float, lon: float) -> Region | None:
        return next((region for region in REGIONS if (region.lat, region.lon) == (lat, lon)), None)

    def get(self, code: str) -> Region:
        return next((region for region in REGIONS if region.code == code), REGIONS[0])

    def find(self, name: str, province: str | None = None) -> tuple[Region, ...]:
        return tuple(REGIONS[2:]) if name == "어느도" else ()


def engine(*signals: Signal, planner: FakePlanner | None = None, hours: float = 96) -> LocalEngine:
    """An engine over the fakes; only the scenario "storm" exists."""
    provider = FakeProvider(signals, hours=hours)

    def provider_for(scenario: str | None) -> FakeProvider:
        if scenario not in (None, "storm"):
            raise LookupError(f"'{scenario}' 시나리오는 없어요.")
        return provider

    return LocalEngine(planner or FakePlanner(), provider_for, expose, stay, FakeRegions())
