"""From a question to a picture: the way is assessed, then drawn with other ways beside it."""

from __future__ import annotations

import asyncio

from assistant.engine import LocalEngine
from assistant.maps.page import html
from assistant.maps.pixels import png
from assistant.maps.svg import svg
from assistant.maps.view import MapView, view_of
from assistant.risk.model import Assessment
from assistant.riskclient import RiskClient, RouteRequest, SignalQuery
from assistant.routing.chosen import planner_of
from assistant.routing.model import Route, Wishes
from assistant.settings import settings

OTHERS = 2


def journey_map(request: RouteRequest, kind: str) -> bytes:
    """The picture as ".html", ".svg" or ".png". Raises `RiskError`, and `NoKoreanFont` for a PNG."""
    view = asyncio.run(view_for(LocalEngine.default(), request))
    if kind == ".html":
        return html(view, request.now).encode()
    picture = svg(view, request.now)
    return png(picture) if kind == ".png" else picture.encode()


async def view_for(engine: RiskClient, request: RouteRequest) -> MapView:
    """The assessed journey with other ways beside it. Raises `RiskError`."""
    assessment = await engine.assess_route(request)
    signals = await engine.signals(SignalQuery(now=request.now, scenario=request.scenario))
    routes = await asyncio.to_thread(_routes, request, assessment)
    return view_of(assessment, request.origin, request.destination, routes, signals)


def _routes(request: RouteRequest, assessment: Assessment) -> list[Route]:
    """The way that was assessed, then others."""
    trip = assessment.trip
    wishes = Wishes(avoid_regions=request.avoid_regions, avoid_cells=request.avoid_cells, via=request.via)
    planner = planner_of(settings())
    ends = (request.origin, request.destination, trip.mode, trip.depart)
    first = planner.plan(*ends, wishes=wishes)[0]
    more = planner.plan(*ends, alternatives=OTHERS)
    return [first, *[route for route in more if route.via != first.via][:OTHERS]]
