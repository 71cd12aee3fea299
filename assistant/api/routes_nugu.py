"""`POST /channels/nugu/{action}`: the backend proxy of a NUGU play. `GET /channels/nugu/health`."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import PlainTextResponse

from assistant.api.problems import problem, validated
from assistant.api.routes_messages import bot_of
from assistant.channels.access import Access, Refusal
from assistant.channels.nugu import NuguRequest, NuguResponse, response
from assistant.channels.speaker import SpeakerDoor
from assistant.channels.talk import World

router = APIRouter(tags=["channels"])

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": NuguRequest.model_json_schema()}},
    }
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"description": "A problem document (RFC 9457): the token is missing or wrong"},
    403: {"description": "A problem document: the address is not allowed"},
    422: {
        "description": "A problem document: no request of NUGU's, or its action is not the one of the address"
    },
}


@router.get(
    "/channels/nugu/health",
    summary="Is the play's backend well?",
    response_class=PlainTextResponse,
    responses={503: {"description": "A problem document: not ready yet"}},
)
async def health(request: Request) -> Response:
    """Asked by NUGU time and again: 200 while answers can be given."""
    if bot_of(request) is None:
        return problem(503, "not_ready", "The assistant is still starting", "Try again in a few seconds.")
    return PlainTextResponse("OK")


@router.post(
    "/channels/nugu/{action}",
    summary="NUGU Play backend proxy",
    response_model=None,
    responses={200: {"model": NuguResponse}, **_PROBLEMS},
    openapi_extra=_BODY,
)
async def nugu(action: Annotated[str, Path(max_length=128)], request: Request) -> Response:
    """One action of a play. Always says something, whatever happens."""
    access: Access = request.app.state.nugu_access
    address = request.client.host if request.client else None
    refusal = access.refusal(token(request.headers.get("authorization", "")), address)
    if refusal is Refusal.ADDRESS:
        return problem(403, refusal.value, "Requests from this address are not allowed")
    if refusal is Refusal.SECRET:
        return problem(401, refusal.value, "The token is missing or wrong", "Send Authorization: token ….")
    body = validated(NuguRequest, await request.body())
    if body.action.action_name != action:
        return problem(422, "wrong_action", "The action is not the one of the address")
    door: SpeakerDoor = request.app.state.nugu
    world = World(now=request.app.state.clock.now(), scenario=request.app.state.scenario)
    spoken = await door.answer(body.heard(action), bot_of(request), world)
    return Response(response(body, spoken).model_dump_json(by_alias=True), media_type="application/json")


def token(header: str) -> str:
    """The secret of an Authorization header: `token X` (NUGU's), Bearer, the password of Basic, or bare."""
    scheme, _, rest = header.strip().partition(" ")
    match scheme.lower():
        case "token" | "bearer":
            return rest.strip()
        case "basic":
            try:
                return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return ""
        case _:
            return header.strip()
