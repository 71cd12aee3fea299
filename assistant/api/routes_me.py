"""`/v1/me`: what is kept about a user, what they allowed, where they are now; and all of it gone.

Needs `app.state.personal`, `app.state.positions` and `app.state.config`. Each key sees its own users only.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from assistant.api.access import needs, owner_of
from assistant.api.positions import Position, Positions
from assistant.api.problems import problem
from assistant.api.routes_messages import bot_of
from assistant.api.routes_risk import now_of
from assistant.api.routes_trips import personal_of
from assistant.api.trip_schemas import Deleted, OfUser
from assistant.clock import SEOUL
from assistant.journeys.home import withdraw
from assistant.speech.errors import SpeechError
from assistant.store import conversation_of
from assistant.store.api_keys import Scope
from assistant.store.consents import QUESTIONS, DataKind
from assistant.store.database import StoreError
from assistant.store.export import everything

router = APIRouter(tags=["privacy"], dependencies=[Depends(needs(Scope.TRIPS))])

User = Annotated[OfUser, Query()]
_NO_CONSENT: dict[int | str, dict[str, Any]] = {
    403: {"description": "A problem document: the user has not allowed this"}
}
_BAD: dict[int | str, dict[str, Any]] = {422: {"description": "A problem document: not a valid request"}}


class Consent(BaseModel):
    """One kind of personal data, and whether the user allowed it."""

    kind: DataKind
    question: str = Field(description="What the user has to be asked, word for word.")
    given: datetime | None = Field(description="When the user said yes to these words; null: not allowed.")


class Answer(BaseModel):
    """What the user answered to the question."""

    given: bool


class Here(BaseModel):
    """Where the user is, in our names or in those of OwnTracks (`tst`, `acc`)."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    accuracy_m: float | None = Field(default=None, ge=0, le=1e7, alias="acc")
    tst: int | None = Field(default=None, ge=0, le=4_102_444_800, description="Seconds since 1970, UTC.")
    at: AwareDatetime | None = None


class Aside(BaseModel):
    """What OwnTracks tells beside places: taken, and thrown away."""

    model_config = ConfigDict(extra="ignore")

    kind: Literal["waypoint", "waypoints", "lwt", "status", "steps", "card", "beacon"] = Field(alias="_type")


@router.get("/v1/me/consents", summary="What a user allowed", responses=_BAD)
async def consents(user: User, request: Request) -> list[Consent]:
    """All kinds, with the words to ask."""
    return await asyncio.to_thread(_consents, request, user.user_id)


@router.put("/v1/me/consents/{kind}", summary="Give or take back a consent", responses=_BAD)
async def answer_consent(kind: DataKind, body: Answer, user: User, request: Request) -> list[Consent]:
    """Send `given` only after the user was asked the question. Taking it back deletes what rests on it."""
    owner, stores = owner_of(request), personal_of(request)
    if body.given:
        await asyncio.to_thread(stores.consents.give, owner, user.user_id, kind, now_of(request))
    else:
        await asyncio.to_thread(withdraw, stores, request.app.state.config, owner, user.user_id, kind)
        if kind is DataKind.LIVE_LOCATION:
            positions_of(request).drop(owner, user.user_id)
    return await asyncio.to_thread(_consents, request, user.user_id)


def _consents(request: Request, user: str) -> list[Consent]:
    owner, store = owner_of(request), personal_of(request).consents
    known = store.of(owner, user).given
    return [
        Consent(
            kind=kind,
            question=question,
            given=known[kind].at if store.has(owner, user, kind) else None,
        )
        for kind, question in QUESTIONS.items()
    ]


@router.post(
    "/v1/me/location",
    summary="Where the user is just now",
    response_model=None,
    responses={200: {"description": "Taken, or too old to be of use"}, **_NO_CONSENT, **_BAD},
)
async def here(body: Here | Aside, user: User, request: Request) -> Response:
    """Kept in memory for ten minutes, for "여기" and "지금"; never stored. OwnTracks can post here."""
    owner, now = owner_of(request), now_of(request)
    if not await asyncio.to_thread(
        personal_of(request).consents.has, owner, user.user_id, DataKind.LIVE_LOCATION
    ):
        return problem(403, "no_consent", "The user has not allowed this", QUESTIONS[DataKind.LIVE_LOCATION])
    if isinstance(body, Aside):
        return Response("[]", media_type="application/json")
    at = body.at or (datetime.fromtimestamp(body.tst, SEOUL) if body.tst is not None else now)
    positions_of(request).put(owner, user.user_id, Position(body.lat, body.lon, body.accuracy_m, at), now)
    return Response("[]", media_type="application/json")  # OwnTracks reads a list of commands


@router.get("/v1/me/export", summary="All that is kept about a user", response_model=None, responses=_BAD)
async def export(user: User, request: Request) -> dict[str, Any]:
    """One JSON document, and how long each kind is kept."""
    config, owner = request.app.state.config, owner_of(request)
    return await asyncio.to_thread(everything, personal_of(request), owner, user.user_id, config.keep_days)


@router.delete(
    "/v1/me",
    summary="Delete everything of a user",
    response_model=None,
    responses={
        200: {"model": Deleted},
        503: {"description": "A problem document: not everything is gone yet"},
        **_BAD,
    },
)
async def forget(user: User, request: Request) -> Response:
    """The database, the chosen voice, the conversation, the position; counted again before it is said."""
    from assistant.speech.tts.voices import voices_of

    owner = owner_of(request)
    try:
        rows = await asyncio.to_thread(personal_of(request).delete, user.user_id, owner)
        await asyncio.to_thread(lambda: voices_of(request.app.state.config).forget(user.user_id, owner))
    except StoreError as error:
        return problem(503, "not_deleted", "Not everything is deleted yet", str(error))
    except SpeechError as error:
        return problem(503, "not_deleted", "Not everything is deleted yet", error.user_message)
    place = positions_of(request).drop(owner, user.user_id)
    bot = bot_of(request)
    if bot is not None:
        await bot.forget(conversation_of(user.user_id, owner))
    deleted = {**rows, "location": int(place)}
    return Response(Deleted(deleted=deleted).model_dump_json(), media_type="application/json")


def positions_of(request: Request) -> Positions:
    """Those of this application."""
    positions: Positions = request.app.state.positions
    return positions
