"""The risk engine in process: planner, situation and the pure engine put together behind `RiskClient`.

A request without an hour is scanned over its window: the answer reports the *worst* departure (a
traveller who has not chosen must not be told a level that holds for the best one only) and carries the
best one in `scan`. Alternatives are computed from caution upwards, by the same engine.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from threading import Lock

from assistant.feeds.model import FeedHealth, Learner, SituationProvider
from assistant.places.model import Place, PlaceKind, Region, RegionIndex
from assistant.risk import SignalIndex, assess, explain, rank_alternatives, scan, with_alternatives
from assistant.risk.departures import departures, usual_departure
from assistant.risk.matching import distance_km
from assistant.risk.model import Assessment, Itinerary, Level, Mode, Signal
from assistant.risk.phases import KST
from assistant.riskclient import (
    NoWay,
    PlaceRequest,
    RouteRequest,
    SignalQuery,
    TooFar,
    UnknownScenario,
)
from assistant.routing.model import Planner
from assistant.tripwise import Expose, TripAssessor

Stay = Callable[[Place, datetime, datetime], Itinerary]
ProviderFor = Callable[[str | None], SituationProvider]
"""The situation provider of a scenario name, of the present for None. LookupError has a Korean text."""

SAME_PLACE_KM = 0.3
GRACE = timedelta(minutes=10)
"""A departure this little in the past still means "now"."""
FARTHEST = timedelta(days=366)
KEPT_SITUATIONS = 8
FRESH_S = 10
"""Seconds for which the indexed situation of the present is used again."""

SAME_PLACE = "출발지와 도착지가 같아요. 어디로 가시는지 말씀해 주세요."
PAST = "이미 지난 때예요. 앞으로 떠나실 때를 말씀해 주세요."
PAST_STAY = "이미 지난 때예요. 지금이나 앞으로의 때를 말씀해 주세요."
FAR = "일 년이 넘게 남은 때는 아직 살펴볼 수 없어요. 날짜가 가까워지면 다시 물어봐 주세요."


class LocalEngine:
    """`RiskClient` without a network. The async methods are thin over those ending in `_sync`."""

    def __init__(
        self,
        planner: Planner,
        provider_for: ProviderFor,
        expose: Expose,
        stay: Stay,
        regions: RegionIndex,
        region_name: Callable[[str], str] | None = None,
    ) -> None:
        self.planner = planner
        self._provider_for = provider_for
        self._expose = expose
        self._stay = stay
        self._regions = regions
        self._region_name = region_name
        self._indexes: OrderedDict[tuple[str | None, datetime, int], SignalIndex] = OrderedDict()
        self._lock = Lock()

    @staticmethod
    def default() -> LocalEngine:
        """The engine over the built-in network, live sources and recorded scenarios; made once."""
        return _default()

    # --- routes

    def assess_route_sync(self, request: RouteRequest) -> Assessment:
        """One trip, explained. Raises `NoWay`, `TooFar`, `UnknownScenario`."""
        if is_same_place(request.origin, request.destination):
            raise NoWay(SAME_PLACE)
        departs = departures_of(request)
        trip = self._trip(request)
        mode = trip.mode(departs[0])
        scanned = [trip.at(depart, mode) for depart in departs]
        rated, found = scanned[0], None
        if request.depart is None and request.window is not None:
            rated, found = scan(scanned, usual_departure(request.window))
        base = replace(
            explain(rated, trip.index.situation, region_name=self._region_name, scenario=request.scenario),
            scan=found,
        )
        wanted = request.force_alternatives or (request.alternatives and base.level >= Level.CAUTION)
        if not wanted:
            return base
        alternatives, note = rank_alternatives(base, list(trip.candidates(base, scanned)))
        return with_alternatives(base, alternatives, note)

    def foresee_sync(self, request: RouteRequest, index: SignalIndex) -> Assessment:
        """One trip at its departure against another sky. Raises `NoWay`, `TooFar`."""
        trip = replace(self._trip(request), index=index)
        depart = departures_of(request)[0]
        rating = trip.at(depart, trip.mode(depart))
        return explain(rating, index.situation, region_name=self._region_name, scenario=request.scenario)

    async def assess_route(self, request: RouteRequest) -> Assessment:
        """See `assess_route_sync`; a scan takes a while, so the event loop is left free."""
        assessment = await asyncio.to_thread(self.assess_route_sync, request)
        if await self._learned(request.scenario, request.now, assessment):
            return await asyncio.to_thread(self.assess_route_sync, request)
        return assessment

    def _trip(self, request: RouteRequest) -> TripAssessor:
        return TripAssessor(
            planner=self.planner,
            expose=self._expose,
            index=self.index(request.scenario, request.now),
            request=request,
        )

    async def route_modes(self, origin: Place, destination: Place) -> tuple[Mode, ...]:
        """The modes that make sense between the two, best first."""
        return self.planner.modes(origin, destination)

    # --- places

    def assess_place_sync(self, request: PlaceRequest) -> Assessment:
        """A stay at one place; of a province, in all its regions at once. Raises `TooFar`."""
        start, end = max(request.start, request.now), request.end
        if end <= start:
            raise TooFar(PAST_STAY)
        if start - request.now > FARTHEST:
            raise TooFar(FAR)
        return assess(
            self._stay_in(request.place, start.astimezone(KST), end.astimezone(KST)),
            self.index(request.scenario, request.now),
            profile=request.profile,
            region_name=self._region_name,
            scenario=request.scenario,
        )

    async def assess_place(self, request: PlaceRequest) -> Assessment:
        """See `assess_place_sync`."""
        assessment = await asyncio.to_thread(self.assess_place_sync, request)
        if await self._learned(request.scenario, request.now, assessment):
            return await asyncio.to_thread(self.assess_place_sync, request)
        return assessment

    def _stay_in(self, place: Place, start: datetime, end: datetime) -> Itinerary:
        if place.kind is PlaceKind.PROVINCE:
            return everywhere(self._stay(place, start, end), self._regions.find(place.name))
        if place.region is None and (region := self._regions.at(place.lat, place.lon)) is not None:
            place = replace(place, region=region.code)
        return self._stay(place, start, end)

    # --- signals and feeds

    def signals_sync(self, query: SignalQuery) -> tuple[Signal, ...]:
        """What is in force or announced, newest first."""
        known = self.index(query.scenario, query.now).situation.signals
        found = [signal for signal in known if matches(signal, query)]
        return tuple(sorted(found, key=lambda signal: (signal.issued, signal.id), reverse=True))

    async def signals(self, query: SignalQuery) -> tuple[Signal, ...]:
        """See `signals_sync`."""
        return await asyncio.to_thread(self.signals_sync, query)

    def feeds_sync(self, now: datetime, scenario: str | None = None) -> tuple[FeedHealth, ...]:
        """The state of every source."""
        return self._provider(scenario).health(now)

    async def feeds(self, now: datetime, scenario: str | None = None) -> tuple[FeedHealth, ...]:
        """See `feeds_sync`."""
        return await asyncio.to_thread(self.feeds_sync, now, scenario)

    # --- what is known

    async def _learned(self, scenario: str | None, now: datetime, assessment: Assessment) -> bool:
        """Whether live sources that answer for single regions now know those on the way."""
        provider = self._provider(scenario)
        regions = frozenset(code for segment in assessment.segments for code in segment.regions)
        return isinstance(provider, Learner) and bool(regions) and await provider.learn(regions, now)

    def _provider(self, scenario: str | None) -> SituationProvider:
        try:
            return self._provider_for(scenario)
        except LookupError as error:
            raise UnknownScenario(str(error)) from error

    def index(self, scenario: str | None, now: datetime) -> SignalIndex:
        """The indexed situation at `now`; the newest few are kept, for follow-up questions.

        Of the present it is that of the last few seconds, unless a source has spoken since."""
        provider = self._provider(scenario)
        spent = timedelta(seconds=now.second % FRESH_S, microseconds=now.microsecond)
        key = (scenario, now if scenario else now - spent, getattr(provider, "revision", 0))
        with self._lock:
            if key not in self._indexes:
                self._indexes[key] = SignalIndex(provider.situation(now))
                while len(self._indexes) > KEPT_SITUATIONS:
                    self._indexes.popitem(last=False)
            self._indexes.move_to_end(key)
            return self._indexes[key]


def departures_of(request: RouteRequest) -> tuple[datetime, ...]:
    """The departures to assess: the one asked for, those of the window, or now. Raises `TooFar`."""
    now = request.now.astimezone(KST)
    if request.depart is not None:
        if request.depart < now - GRACE and not request.under_way:
            raise TooFar(PAST)
        departs: tuple[datetime, ...] = (request.depart.astimezone(KST),)
    elif request.window is not None:
        departs = departures(request.window, now)
        if not departs:
            raise TooFar(PAST)
    else:
        departs = (now,)
    if departs[0] - now > FARTHEST:
        raise TooFar(FAR)
    return departs


def is_same_place(origin: Place, destination: Place) -> bool:
    """Whether the two are one place for a traveller."""
    return distance_km(origin.lat, origin.lon, destination.lat, destination.lon) < SAME_PLACE_KM


def everywhere(stay: Itinerary, regions: Iterable[Region]) -> Itinerary:
    """The stay in each of the regions at the same time; unchanged without regions."""
    exposures = tuple(
        exposure._replace(region=region.code, place=region.name, lat=region.lat, lon=region.lon)
        for region in regions
        for exposure in stay.exposures
    )
    return replace(stay, exposures=exposures) if exposures else stay


def matches(signal: Signal, query: SignalQuery) -> bool:
    """Whether a signal is asked for."""
    if query.hazards and signal.hazard not in query.hazards:
        return False
    if query.regions and not query.regions & signal.area.regions:
        return False
    if query.at is None:
        return signal.expires is None or signal.expires > query.now
    return signal.onset <= query.at and (signal.expires is None or query.at < signal.expires)


def told_name(code: str) -> str:
    """Korean name of a region: "밀양시", but "부산 중구" (several cities have one); "" if unknown."""
    from assistant.places import load_regions

    try:
        name = load_regions().get(code).name
    except KeyError:
        return ""
    return load_regions().spoken(code) if name.endswith("구") and " " not in name else name


@cache
def _default() -> LocalEngine:
    from assistant.places import load_regions
    from assistant.routing import expose, stay
    from assistant.routing.chosen import planner_of
    from assistant.settings import settings

    return LocalEngine(planner_of(settings()), _provider_for, expose, stay, load_regions(), told_name)


@cache
def _provider_for(scenario: str | None) -> SituationProvider:
    from assistant.feeds.connect import live_sources
    from assistant.feeds.inbox import WithInbox, inbox
    from assistant.feeds.replay import ScenarioReplay

    known = live_sources() if scenario is None else ScenarioReplay(scenario)
    return WithInbox(known, inbox(scenario))
