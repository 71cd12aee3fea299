"""`/v1/trips`: trips ahead are stored (encrypted), judged when they come in, and watched.

Needs `app.state.personal` (`PersonalData`) and `app.state.engine`. Each key sees what it stored itself.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from assistant.api.access import needs, owner_of
from assistant.api.answers import BadCursor, Position, answer, entity_tag, link_onward, page
from assistant.api.places_in import BadPlace
from assistant.api.problems import bad_cursor, problem
from assistant.api.routes_risk import engine_of, now_of, problem_of, scenario_of
from assistant.api.trip_schemas import Deleted, OfUser, TripIn, TripOut, TripPages
from assistant.journeys import Rated, Trip, TripPlan
from assistant.journeys.keeping import call_off
from assistant.riskclient import RiskError, Unavailable
from assistant.store.api_keys import Scope
from assistant.store.database import StoreError
from assistant.store.personal_data import PersonalData
from assistant.store.trips import MAX_TRIPS, ClientIdTaken, TooManyTrips

router = APIRouter(tags=["trips"], dependencies=[Depends(needs(Scope.TRIPS))])

TripId = Annotated[str, Path(max_length=64)]
_BAD: dict[int | str, dict[str, Any]] = {422: {"description": "A problem document: not a valid request"}}
_NONE = {404: {"description": "A problem document: you have no such trip"}, **_BAD}


@router.post(
    "/v1/trips",
    summary="Store a trip, to be judged and watched",
    status_code=201,
    response_model=None,
    responses={
        200: {"model": TripOut, "description": "It was stored under this client_id before"},
        201: {"model": TripOut},
        409: {
            "description": "A problem document: the client_id belongs to another trip, or there are too many"
        },
        422: {"description": "A problem document: unknown place, no route, bad time"},
    },
)
async def store_trip(body: TripIn, request: Request) -> Response:
    """Stored once for each `client_id` of a user; the answer has the first judgement."""
    owner, now = owner_of(request), now_of(request)
    try:
        plan = body.plan(scenario_of(body.scenario, request))
        rated = await _rated(plan, request)
        trip, new = await asyncio.to_thread(
            personal_of(request).trips.add,
            owner,
            body.user_id,
            plan,
            now,
            client_id=body.client_id,
            rated=rated,
        )
    except (BadPlace, RiskError) as error:
        return problem_of(error)
    except ClientIdTaken:
        return problem(
            409, "client_id_taken", "Another trip has this client_id", "Delete that one, or use another id."
        )
    except TooManyTrips:
        return problem(
            409, "too_many_trips", "There are too many trips", f"At most {MAX_TRIPS} are kept for a user."
        )
    text = TripOut.of(trip).model_dump_json(by_alias=True).encode()
    headers = {"Location": f"/v1/trips/{trip.id}", "ETag": entity_tag(text)}
    return Response(text, 201 if new else 200, media_type="application/json", headers=headers)


async def _rated(plan: TripPlan, request: Request) -> Rated | None:
    """The first judgement; None where the engine has no answer just now. Raises other `RiskError`s."""
    try:
        return Rated.of(await engine_of(request).assess_route(plan.request(now_of(request))))
    except Unavailable:
        return None


@router.get(
    "/v1/trips",
    summary="The stored trips",
    response_model=None,
    responses={200: {"model": list[TripOut]}, **_BAD},
)
async def list_trips(query: Annotated[TripPages, Query()], request: Request) -> Response:
    """Trips by first departure, in pages: `Link: <…>; rel="next"` leads on."""
    trips = await asyncio.to_thread(personal_of(request).trips.of, owner_of(request), query.user_id)
    try:
        part, following = page(trips, query.limit, query.cursor, _position)
    except BadCursor:
        return bad_cursor()
    text = b"[" + b",".join(TripOut.of(trip).model_dump_json().encode() for trip in part) + b"]"
    return link_onward(answer(text, request, fresh_s=0), request, following)


@router.get(
    "/v1/trips/{trip_id}",
    summary="A stored trip with its newest judgement",
    response_model=None,
    responses={200: {"model": TripOut}, **_NONE},
)
async def one_trip(trip_id: TripId, request: Request) -> Response:
    """404 also for trips of others."""
    trip = await asyncio.to_thread(personal_of(request).trips.get, owner_of(request), trip_id)
    if trip is None:
        return _no_such_trip()
    return answer(TripOut.of(trip).model_dump_json().encode(), request, fresh_s=0)


@router.delete(
    "/v1/trips/{trip_id}",
    summary="Delete a trip",
    status_code=204,
    response_model=None,
    responses={204: {"description": "It is deleted"}, **_NONE},
)
async def delete_trip(trip_id: TripId, request: Request) -> Response:
    """It is no longer watched, and its row is overwritten. The way to where it departs goes with it.

    Reading its calendar or booking again does not bring it back."""
    gone = await asyncio.to_thread(call_off, personal_of(request), owner_of(request), trip_id)
    return Response(status_code=204) if gone else _no_such_trip()


@router.delete(
    "/v1/trips",
    summary="Delete everything of a user",
    response_model=None,
    responses={
        200: {"model": Deleted},
        503: {"description": "A problem document: not everything is gone yet"},
        **_BAD,
    },
)
async def delete_all(query: Annotated[OfUser, Query()], request: Request) -> Response:
    """Trips, alerts and what was kept about them; the files are written anew without them."""
    try:
        rows = await asyncio.to_thread(personal_of(request).delete, query.user_id, owner_of(request))
    except StoreError as error:
        return problem(503, "not_deleted", "Not everything is deleted yet", str(error))
    return Response(Deleted(deleted=dict(rows)).model_dump_json(), media_type="application/json")


def personal_of(request: Request) -> PersonalData:
    """The stores of this application."""
    stores: PersonalData = request.app.state.personal
    return stores


def _position(trip: Trip) -> Position:
    return trip.plan.first.timestamp(), trip.id


def _no_such_trip() -> Response:
    return problem(404, "no_such_trip", "There is no such trip", "GET /v1/trips lists yours.")
