"""`POST /v1/messages`: one utterance in, one `Reply` out. `GET /health/*`."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.api.access import needs, talker_of
from assistant.api.positions import Position
from assistant.api.problems import problem
from assistant.api.schemas import Moment
from assistant.dialogue import REPLY, Bot, BotError, Turn, TurnTimeout
from assistant.feeds.scenarios import UnknownScenarioError, load_scenario
from assistant.risk.model import Profile
from assistant.store.api_keys import Scope
from assistant.store.consents import DataKind

router = APIRouter(tags=["conversation"])


class Location(BaseModel):
    """Where the user is, sent only with the user's consent. Used for this turn and not stored."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    accuracy_m: float | None = Field(default=None, ge=0)
    at: datetime | None = None


class MessageIn(BaseModel):
    """One utterance."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"user_id": "demo", "text": "내일 부산 가는 길 안전해?"}]}
    )

    user_id: Annotated[str, Field(min_length=1, max_length=128)]
    text: Annotated[str, Field(max_length=20_000)]
    location: Location | None = None
    profile: Profile | None = None
    now: Moment | None = Field(default=None, description="Replay only: the moment to answer for.")
    scenario: str | None = Field(default=None, max_length=64, description="Replay a recorded scenario.")


def bot_of(request: Request) -> Bot | None:
    """The bot once it is loaded."""
    bot: Bot | None = getattr(request.app.state, "bot", None)
    return bot


@router.post(
    "/v1/messages",
    summary="Say something, get an answer",
    response_model=None,
    dependencies=[Depends(needs(Scope.TALK))],
)
async def messages(body: MessageIn, request: Request) -> Any:
    """One turn of the conversation of `user_id`. Turns of one user are answered in order."""
    bot = bot_of(request)
    if bot is None:
        response = problem(503, "not_ready", "The assistant is still starting", "Try again in a few seconds.")
        response.headers["Retry-After"] = "5"
        return response
    if body.scenario is not None:
        try:
            load_scenario(body.scenario)
        except UnknownScenarioError as error:
            return problem(422, "unknown_scenario", "There is no such scenario", str(error))
    owner, now = talker_of(request), request.app.state.clock.now()
    known = await position(request, owner, body.user_id, now) if body.now is None else None
    place = known.as_location() if known is not None else None
    turn = Turn(
        user_id=body.user_id,
        text=body.text,
        now=body.now or now,
        scenario=body.scenario or request.app.state.scenario,
        location=body.location.model_dump(mode="json") if body.location else place,
        profile={key: True for key in Profile.__dataclass_fields__ if getattr(body.profile, key, False)},
        owner=owner,
    )
    try:
        reply = await bot.handle(turn)
    except TurnTimeout as error:
        return problem(504, "turn_timeout", "The answer took too long", str(error))
    except BotError as error:
        return problem(502, "dialogue_unavailable", "The dialogue is not available", str(error))
    await position(request, owner, body.user_id, now)  # dropped at once if this turn took the consent back
    return JSONResponse(REPLY.dump_python(reply, mode="json", by_alias=True))


async def position(request: Request, owner: str, user: str, now: datetime) -> Position | None:
    """Where a user is just now, as long as they allow it; dropped where they do not any more."""
    known: Position | None = request.app.state.positions.of(owner, user, now)
    if known is None:
        return None
    consents = request.app.state.personal.consents
    if await asyncio.to_thread(consents.has, owner, user, DataKind.LIVE_LOCATION):
        return known
    request.app.state.positions.drop(owner, user)
    return None


@router.get("/health/live", summary="Is the process alive?", tags=["health"])
async def live() -> dict[str, str]:
    """Always answers while the process runs."""
    return {"status": "live"}


@router.get("/health/ready", summary="Can it answer?", tags=["health"], response_model=None)
async def ready(request: Request) -> Any:
    """Ready only after a warm-up turn went through the whole bot."""
    if bot_of(request) is None:
        failure = getattr(request.app.state, "failure", None)
        return problem(503, "not_ready", "Not ready", failure or "The model is being loaded.")
    return {"status": "ready"}
