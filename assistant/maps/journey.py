"""From a question to a picture: the way is assessed, then drawn with other ways beside it."""

from __future__ import annotations

import asyncio

from assistant.engine import LocalEngine
from assistant.maps.page import html
from assistant.maps.pixels import png
from assistant.maps.svg import svg
from assistant.maps.view import MapView, view_of
from assistant.riskclient import RouteRequest, SignalQuery
from assistant.routing.chosen import planner_of
from assistant.routing.model import Wishes
from assistant.settings import settings

OTHERS = 2


def journey_map(request: RouteRequest, kind: str) -> bytes:
    """The picture as ".html", ".svg" or ".png". Raises `RiskError`, and `NoKoreanFont` for a PNG."""
    view = asyncio.run(_view(request))
    if kind == ".html":
        return html(view, request.now).encode()
    picture = svg(view, request.now)
    return png(picture) if kind == ".png" else picture.encode()


async def _view(request: RouteRequest) -> MapView:
    engine = LocalEngine.default()
    assessment = await engine.assess_route(request)
    signals = await engine.signals(SignalQuery(now=request.now, scenario=request.scenario))
    trip = assessment.trip
    wishes = Wishes(avoid_regions=request.avoid_regions, avoid_cells=request.avoid_cells, via=request.via)
    planner = planner_of(settings())
    routes = list(planner.plan(request.origin, request.destination, trip.mode, trip.depart, wishes=wishes))[
        :1
    ]
    more = planner.plan(request.origin, request.destination, trip.mode, trip.depart, alternatives=OTHERS)
    routes += [route for route in more if route.via != routes[0].via][:OTHERS]
    return view_of(assessment, request.origin, request.destination, routes, signals)
