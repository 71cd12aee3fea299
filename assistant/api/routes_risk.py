"""The risk engine over HTTP: `POST /v1/risk/routes`, `GET /v1/risk/places`, `/v1/signals`, `/v1/feeds`.

Needs `app.state.engine` (a `RiskClient`); `app.state.clock` and `app.state.scenario` are the defaults for
requests that name no moment and no scenario.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from assistant import clock
from assistant.api.access import needs
from assistant.api.answers import BadCursor, Position, answer, link_onward, page
from assistant.api.places_in import BadPlace, resolve_avoided, resolve_cells, resolve_place
from assistant.api.problems import bad_cursor, problem
from assistant.api.schemas import (
    ASSESSMENT,
    FEEDS,
    SIGNALS,
    PlacePoint,
    PlaceQuery,
    RouteQueries,
    RouteQuery,
    SignalPages,
    SignalsQuery,
    TripEnds,
    to_json,
)
from assistant.feeds import cap
from assistant.feeds.cap_in import FEED as PUSHED
from assistant.feeds.geojson import MEDIA_TYPE as GEOJSON
from assistant.feeds.geojson import geojson
from assistant.feeds.model import FeedHealth
from assistant.risk.model import Assessment, Mode, Profile, Signal
from assistant.riskclient import (
    PlaceRequest,
    RiskClient,
    RiskError,
    RouteRequest,
    SignalQuery,
    Unavailable,
)
from assistant.store.api_keys import Scope

router = APIRouter(tags=["risk"], dependencies=[Depends(needs(Scope.READ))])

DEFAULT_STAY = timedelta(hours=1)
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: {"description": "A problem document (RFC 9457): unknown or ambiguous place, no route, bad time"},
    503: {"description": "A problem document (RFC 9457): the engine has no data for this"},
}


class Results(BaseModel):
    """The answers to many trips, in the order of the request. A trip that cannot be assessed is a problem."""

    results: list[Assessment | dict[str, Any]]


class Modes(BaseModel):
    """The modes that make sense between two places, best first."""

    modes: list[Mode]


@router.post(
    "/v1/risk/routes",
    summary="Assess one trip, or many",
    response_model=None,
    responses={200: {"model": Assessment | Results}, **_PROBLEMS},
)
async def risk_routes(body: RouteQuery | RouteQueries, request: Request) -> Response:
    """The risk along a future route, matched to the time the traveller will be at each point."""
    if isinstance(body, RouteQuery):
        try:
            return _json(to_json(ASSESSMENT, await _assess(body, request)))
        except (BadPlace, RiskError) as error:
            return problem_of(error)
    results = [await _one_of_many(trip, request) for trip in body.trips]
    return _json(b'{"results":[' + b",".join(results) + b"]}")


async def _one_of_many(trip: RouteQuery, request: Request) -> bytes:
    try:
        return to_json(ASSESSMENT, await _assess(trip, request))
    except (BadPlace, RiskError) as error:
        return bytes(problem_of(error).body)


async def _assess(query: RouteQuery, request: Request) -> Assessment:
    return await engine_of(request).assess_route(route_request(query, request))


def route_request(query: RouteQuery, request: Request) -> RouteRequest:
    """What the engine is asked for a trip. Raises `BadPlace`."""
    return RouteRequest(
        origin=resolve_place(query.origin),
        destination=resolve_place(query.destination),
        now=query.now or now_of(request),
        depart=query.depart,
        window=query.window,
        mode=query.mode,
        via=resolve_place(query.via) if query.via else None,
        avoid_regions=resolve_avoided(query.avoid),
        avoid_cells=resolve_cells(query.avoid_cells),
        profile=query.profile,
        origin_assumed=query.origin_assumed,
        scenario=scenario_of(query.scenario, request),
        alternatives=query.alternatives,
        force_alternatives=query.force_alternatives,
    )


@router.post(
    "/v1/risk/modes",
    summary="Which modes lead there",
    response_model=None,
    responses={200: {"model": Modes}, **_PROBLEMS},
)
async def risk_modes(body: TripEnds, request: Request) -> Response:
    """The modes that make sense between the two places, best first."""
    try:
        origin, destination = resolve_place(body.origin), resolve_place(body.destination)
        modes = await engine_of(request).route_modes(origin, destination)
    except (BadPlace, RiskError) as error:
        return problem_of(error)
    return _json(Modes(modes=list(modes)).model_dump_json().encode())


@router.get(
    "/v1/risk/places",
    summary="Assess a stay at a place",
    response_model=None,
    responses={200: {"model": Assessment}, **_PROBLEMS},
)
async def risk_places(query: Annotated[PlaceQuery, Query()], request: Request) -> Response:
    """The risk of being at a place; without times, during the hour from now."""
    now = query.now or now_of(request)
    start = query.start or now
    try:
        assessment = await engine_of(request).assess_place(
            PlaceRequest(
                place=resolve_place(_asked(query)),
                start=start,
                end=query.end or start + DEFAULT_STAY,
                now=now,
                profile=Profile(
                    child=query.child,
                    elder=query.elder,
                    wheelchair=query.wheelchair,
                    respiratory=query.respiratory,
                ),
                scenario=scenario_of(query.scenario, request),
            )
        )
    except (BadPlace, RiskError) as error:
        return problem_of(error)
    return answer(to_json(ASSESSMENT, assessment), request)


@router.get(
    "/v1/signals",
    summary="What is in force or announced",
    response_model=None,
    responses={200: {"model": list[Signal], "content": {GEOJSON: {}}}, **_PROBLEMS},
)
async def signals(query: Annotated[SignalPages, Query()], request: Request) -> Response:
    """Signals of every source, newest first, in pages: `Link: <…>; rel="next"` leads on."""
    try:
        found = await _signals(query, request)
        part, following = page(found, query.limit, query.cursor, _place, falling=True)
    except RiskError as error:
        return problem_of(error)
    except BadCursor:
        return bad_cursor()
    body = to_json(SIGNALS, part)
    if query.format == "geojson":
        response = answer(geojson(part, json.loads(body)), request, GEOJSON)
    else:
        response = answer(body, request)
    return link_onward(response, request, following)


@router.get(
    "/v1/signals.cap",
    summary="What is in force or announced, as CAP 1.2 alerts in an Atom feed",
    response_class=Response,
    responses={200: {"content": {cap.MEDIA_TYPE: {}}}, **_PROBLEMS},
)
async def signals_cap(query: Annotated[SignalsQuery, Query()], request: Request) -> Response:
    """Replayed events have the status Exercise. What others pushed is theirs to publish and left out."""
    try:
        found = await _signals(query, request)
    except RiskError as error:
        return problem_of(error)
    now = query.now or now_of(request)
    ours = [signal for signal in found if signal.feed != PUSHED]
    newest = max((signal.issued for signal in ours), default=now)
    exercise = scenario_of(query.scenario, request) is not None
    return answer(cap.cap_feed(ours, newest, str(request.url), exercise=exercise), request, cap.MEDIA_TYPE)


def _place(signal: Signal) -> Position:
    return signal.issued.timestamp(), signal.id


async def _signals(query: SignalsQuery, request: Request) -> tuple[Signal, ...]:
    return await engine_of(request).signals(
        SignalQuery(
            now=query.now or now_of(request),
            hazards=frozenset(query.hazard),
            regions=frozenset(query.region),
            at=query.at,
            scenario=scenario_of(query.scenario, request),
        )
    )


@router.get(
    "/v1/feeds",
    summary="The state of every source",
    response_model=None,
    responses={200: {"model": list[FeedHealth]}, **_PROBLEMS},
)
async def feeds(request: Request, query: Annotated[SignalsQuery, Query()]) -> Response:
    """Configured or not, last success, freshness, errors."""
    try:
        found = await engine_of(request).feeds(
            query.now or now_of(request), scenario_of(query.scenario, request)
        )
    except RiskError as error:
        return problem_of(error)
    return answer(to_json(FEEDS, found), request)


def problem_of(error: BadPlace | RiskError) -> Response:
    """An error as a problem document; `detail` is a Korean sentence that says what to do."""
    if isinstance(error, BadPlace):
        title = "The place is ambiguous" if error.candidates else "The place is unknown"
        return problem(422, error.code, title, error.reason, candidates=error.candidates)
    status = 503 if isinstance(error, Unavailable) else 422
    return problem(status, error.code, "The request cannot be assessed", error.reason)


def _asked(query: PlaceQuery) -> str | PlacePoint:
    if query.lat is None or query.lon is None:
        return query.name
    return PlacePoint(
        lat=query.lat,
        lon=query.lon,
        name=query.name,
        kind=query.kind,
        region=query.region,
        region_name=query.region_name,
    )


def engine_of(request: Request) -> RiskClient:
    """The engine of this application."""
    engine: RiskClient = request.app.state.engine
    return engine


def now_of(request: Request) -> datetime:
    """The moment in the world that this application talks about."""
    running: clock.Clock | None = getattr(request.app.state, "clock", None)
    return running.now() if running is not None else clock.now()


def scenario_of(asked: str | None, request: Request) -> str | None:
    """The scenario that was asked for, else the one this application replays."""
    default: str | None = getattr(request.app.state, "scenario", None)
    return asked or default


def _json(body: bytes) -> Response:
    return Response(content=body, media_type="application/json")
