"""One trip against one situation: plan, expose, rate, at any departure and by any mode or way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.places.model import Place
from assistant.risk import Rated, Rating, SignalIndex, rate
from assistant.risk.departures import shifted
from assistant.risk.levels import level_of
from assistant.risk.model import AlternativeKind, Assessment, Itinerary, Level, Mode
from assistant.riskclient import NoWay, RouteRequest
from assistant.routing.model import NO_WISHES, NoRoute, Planner, Route, Wishes

Expose = Callable[[Route, datetime], Itinerary]
Candidate = tuple[AlternativeKind, Rated]

OTHER_WAYS = 2
ARRIVED = "이미 도착하셨을 때예요."


@dataclass(frozen=True, slots=True, kw_only=True)
class TripAssessor:
    """Rates the trip of a request in any variation."""

    planner: Planner
    expose: Expose
    index: SignalIndex
    request: RouteRequest

    @property
    def wishes(self) -> Wishes:
        """What the way that was asked about has to keep to."""
        request = self.request
        return Wishes(avoid_regions=request.avoid_regions, avoid_cells=request.avoid_cells, via=request.via)

    @property
    def avoided(self) -> Wishes:
        """The same for other ways and modes: what is to be avoided stays so, the wished road is given up."""
        return replace(self.wishes, via=None)

    def at(self, depart: datetime, mode: Mode, wishes: Wishes | None = None) -> Rating:
        """The best way at this departure by this mode. Raises `NoWay`."""
        keep = wishes or self.wishes
        origin, destination = self.request.origin, self.request.destination
        try:
            routes = self.planner.plan(origin, destination, mode, depart, wishes=keep)
        except NoRoute as error:
            raise NoWay(error.reason) from error
        rating = self.along(routes[0], depart)
        if keep.via is None:
            return rating
        return replace(rating, trip=replace(rating.trip, by_way=keep.via.short))

    def along(self, route: Route, depart: datetime) -> Rating:
        """One way at one departure. Raises `NoWay` if the journey is over."""
        request = self.request
        itinerary = self.expose(route, depart)
        if request.under_way and depart < request.now:
            ahead = tuple(stay for stay in itinerary.exposures if stay.end > request.now)
            if not ahead:
                raise NoWay(ARRIVED)
            itinerary = replace(itinerary, exposures=ahead)
        return rate(
            itinerary,
            self.index,
            profile=request.profile,
            origin_assumed=request.origin_assumed,
            depart_assumed=request.depart is None,
        )

    def mode(self, depart: datetime) -> Mode:
        """The mode that was said, else the usual one. Raises `NoWay`."""
        request = self.request
        if request.mode is not None:
            return request.mode
        return usual_mode(self.planner, request.origin, request.destination, depart, self.wishes)

    def candidates(self, base: Assessment, seen: Sequence[Rating] = ()) -> Iterator[Candidate]:
        """Other departures (those `seen` in a scan, and around the base), modes and ways."""
        yield from (
            (AlternativeKind.DEPARTURE, item) for item in seen if item.trip.depart != base.trip.depart
        )
        yield from self._departures(base, {item.trip.depart for item in seen})
        yield from self._modes(base)
        yield from self._ways(base)

    def _departures(self, base: Assessment, seen: set[datetime]) -> Iterator[Candidate]:
        for depart in shifted(base.trip.depart, self.request.now):
            if depart not in seen:
                try:
                    yield AlternativeKind.DEPARTURE, self.at(depart, base.trip.mode)
                except NoWay:
                    continue

    def _modes(self, base: Assessment) -> Iterator[Candidate]:
        for mode in self.planner.modes(self.request.origin, self.request.destination):
            if mode is not base.trip.mode:
                try:
                    yield AlternativeKind.MODE, self.at(base.trip.depart, mode, self.avoided)
                except NoWay:
                    continue

    def _ways(self, base: Assessment) -> Iterator[Candidate]:
        depart, seen = base.trip.depart, {base.trip.via}
        for avoid in dict.fromkeys((frozenset[str](), hazard_regions(base))):
            try:
                routes = self.planner.plan(
                    self.request.origin,
                    self.request.destination,
                    base.trip.mode,
                    depart,
                    alternatives=OTHER_WAYS,
                    wishes=replace(self.avoided, avoid_regions=self.request.avoid_regions | avoid),
                )
            except NoRoute:
                continue
            for route in routes:
                if route.via not in seen:
                    seen.add(route.via)
                    yield AlternativeKind.ROUTE, self.along(route, depart)


def usual_mode(
    planner: Planner, origin: Place, destination: Place, depart: datetime, wishes: Wishes = NO_WISHES
) -> Mode:
    """By car, else by the best mode that leads there. Raises `NoWay`."""

    def leads(mode: Mode) -> str:
        try:
            planner.plan(origin, destination, mode, depart, wishes=wishes)
        except NoRoute as error:
            return error.reason
        return ""

    reason = leads(Mode.CAR)
    if not reason:
        return Mode.CAR
    others = (mode for mode in planner.modes(origin, destination) if mode is not Mode.CAR)
    found = next((mode for mode in others if not leads(mode)), None)
    if found is None:
        raise NoWay(reason)
    return found


def hazard_regions(base: Assessment) -> frozenset[str]:
    """The regions to keep out of: stretches at the level of the trip, but not where it starts or ends."""
    worst = max((segment.level for segment in base.segments), default=Level.SAFE)
    inner = base.segments[1:-1]
    hit = [segment for segment in inner if segment.level is worst and worst > level_of(0.0)]
    ends = {code for segment in (*base.segments[:1], *base.segments[-1:]) for code in segment.regions}
    return frozenset(code for segment in hit for code in segment.regions) - ends
