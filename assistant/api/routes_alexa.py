"""`POST /channels/alexa`: an Alexa custom skill. First the signature, then the body, time and skill."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from assistant.api.problems import problem, validated
from assistant.api.routes_messages import bot_of
from assistant.api.speakers import forget
from assistant.channels.alexa import AlexaRequest, AlexaResponse, Refusal, Trust, response, silence
from assistant.channels.once import Once, Replayed
from assistant.channels.speaker import SpeakerDoor
from assistant.channels.talk import World

router = APIRouter(tags=["channels"])

CHAIN_HEADER = "SignatureCertChainUrl"
SIGNATURE_HEADER = "Signature-256"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": AlexaRequest.model_json_schema()}},
    }
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"description": "A problem document (RFC 9457): wrong signature or certificate, or too old"},
    403: {"description": "A problem document: another skill is spoken to"},
    409: {"description": "A problem document: the requestId was used before for another request"},
    422: {"description": "A problem document: no request of Alexa's"},
}


@router.post(
    "/channels/alexa",
    summary="Alexa custom skill",
    response_model=None,
    responses={200: {"model": AlexaResponse}, **_PROBLEMS},
    openapi_extra=_BODY,
)
async def alexa(request: Request) -> Response:
    """A launch, an intent or the end of a session. The same request again is given the same answer."""
    trust: Trust = request.app.state.alexa_trust
    content = await request.body()
    headers = request.headers
    if not await trust.signed(headers.get(CHAIN_HEADER), headers.get(SIGNATURE_HEADER), content):
        detail = f"{CHAIN_HEADER} and {SIGNATURE_HEADER} must be those of Alexa."
        return problem(401, Refusal.SIGNATURE, "The signature is missing or wrong", detail)
    body = validated(AlexaRequest, content)
    match trust.refusal(body.app, body.request.timestamp):
        case Refusal.STALE:
            return problem(401, Refusal.STALE, "The request is too old, or from the future")
        case Refusal.APPLICATION:
            return problem(403, Refusal.APPLICATION, "The request is for another skill")
    once: Once = request.app.state.alexa_once

    async def make() -> bytes:
        return (await _answer(request, body)).model_dump_json(by_alias=True, exclude_none=True).encode()

    number = f"{body.app}\0{body.user}\0{body.request.request_id}"
    try:
        return Response(await once.answer(number, content, make), media_type="application/json")
    except Replayed:
        return problem(409, "replayed", "This requestId was used before, for another request")


async def _answer(request: Request, body: AlexaRequest) -> AlexaResponse:
    door: SpeakerDoor = request.app.state.alexa
    if body.silent:
        if body.leaves:
            await forget(request, door, body.heard())
        return silence()
    world = World(now=request.app.state.clock.now(), scenario=request.app.state.scenario)
    return response(body, await door.answer(body.heard(), bot_of(request), world))
