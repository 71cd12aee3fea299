"""A way of a router as a route of ours: points with times, districts and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.places.model import Place
from assistant.risk.model import Mode
from assistant.routing.compose import LOCAL_ROAD, SHORT_KM, via
from assistant.routing.geo import densify
from assistant.routing.labels import region_at, region_label
from assistant.routing.model import Leg, Route, RoutePoint
from assistant.routing.network import STEP_KM
from assistant.routing.remote.ways import Run, Way


def route_of(way: Way, origin: Place, destination: Place) -> Route:
    """The route by car along a way; times are those of the router, not typical ones."""
    legs: list[Leg] = []
    minute = 0.0
    for runs in _stretches(way):
        leg, minute = _leg(runs, minute)
        legs.append(leg)
    ends = [origin.short, *("" for _ in legs[1:]), destination.short]
    named = [
        Leg(
            mode=Mode.CAR,
            name=leg.name,
            start=ends[i] or leg.start,
            end=ends[i + 1] or leg.end,
            distance_km=leg.distance_km,
            points=leg.points,
        )
        for i, leg in enumerate(legs)
    ]
    return Route(
        origin=origin,
        destination=destination,
        mode=Mode.CAR,
        legs=tuple(named),
        minutes=minute,
        distance_km=round(sum(leg.distance_km for leg in legs), 1),
        via=via(named),
        typical=False,
    )


def _stretches(way: Way) -> Iterator[list[Run]]:
    """Runs of one name after each other; what is short is told as part of the one before."""
    held: list[Run] = []
    for run in way:
        name = run.name or LOCAL_ROAD
        if held and name != (held[0].name or LOCAL_ROAD) and _km(held) >= SHORT_KM and run.km >= SHORT_KM:
            yield held
            held = []
        held.append(run)
    yield held


def _leg(runs: list[Run], minute: float) -> tuple[Leg, float]:
    points: list[RoutePoint] = []
    for run in runs:
        for lat, lon, share in densify(run.line, STEP_KM):
            at = minute + run.minutes * share
            if points and at <= points[-1].minute:
                continue
            code = region_at(lat, lon)
            points.append(RoutePoint(lat, lon, at, code, region_label(code)))
        minute += run.minutes
    if len(points) < 2:
        (lat, lon), code = runs[-1].line[-1], points[0].region
        points.append(RoutePoint(lat, lon, max(minute, points[0].minute + 1e-3), code, points[0].label))
    name = max(runs, key=lambda run: run.km).name or LOCAL_ROAD
    leg = Leg(
        mode=Mode.CAR,
        name=name,
        start=points[0].label,
        end=points[-1].label,
        distance_km=round(_km(runs), 2),
        points=tuple(points),
    )
    return leg, minute


def _km(runs: Iterable[Run]) -> float:
    return sum(run.km for run in runs)
