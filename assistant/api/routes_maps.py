"""`POST /v1/maps/routes`: a journey laid out as a map, for a screen that paints it itself."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field, TypeAdapter

from assistant.api.access import needs
from assistant.api.places_in import BadPlace
from assistant.api.routes_risk import engine_of, problem_of, route_request
from assistant.api.schemas import RouteQuery
from assistant.maps.drawing import Drawing, Sizes, drawing
from assistant.maps.journey import view_for
from assistant.riskclient import RiskError
from assistant.store.api_keys import Scope

router = APIRouter(tags=["maps"], dependencies=[Depends(needs(Scope.READ))])

DRAWING: TypeAdapter[Drawing] = TypeAdapter(Drawing)


class Page(BaseModel):
    """The page that is drawn on, in its own units (pixels of a screen)."""

    width: int = Field(default=900, ge=200, le=4000)
    height: int = Field(default=900, ge=200, le=4000)
    letter: int = Field(default=15, ge=8, le=80, description="Height of a small word.")


class MapQuery(RouteQuery):
    """A trip, and the page it is drawn on."""

    page: Page = Field(default_factory=Page)


@router.post(
    "/v1/maps/routes",
    summary="A trip as a map",
    response_model=None,
    responses={
        200: {"model": Drawing},
        422: {"description": "A problem document (RFC 9457): unknown or ambiguous place, no route, bad time"},
        503: {"description": "A problem document (RFC 9457): the engine has no data for this"},
    },
)
async def map_of_route(body: MapQuery, request: Request) -> Response:
    """SVG paths of land, roads, the way by level and other ways; words with their places. No colours."""
    page = body.page
    sizes = Sizes(end=page.letter * 1.25, stop=page.letter, level=page.letter * 1.1, icon=page.letter * 1.8)
    try:
        view = await view_for(engine_of(request), route_request(body, request))
    except (BadPlace, RiskError) as error:
        return problem_of(error)
    drawn = await asyncio.to_thread(drawing, view, page.width, page.height, sizes)
    content: Any = DRAWING.dump_json(drawn)
    return Response(content, media_type="application/json")
