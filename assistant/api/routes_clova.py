"""`POST /channels/clova`: a CLOVA extension. The signature first, then the body, then whose it is."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from assistant.api.problems import problem, validated
from assistant.api.routes_messages import bot_of
from assistant.api.speakers import forget
from assistant.channels.clova import ClovaRequest, ClovaResponse, Trust, response, silence
from assistant.channels.speaker import SpeakerDoor
from assistant.channels.talk import World

router = APIRouter(tags=["channels"])

SIGNATURE_HEADER = "SignatureCEK"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": ClovaRequest.model_json_schema()}},
    }
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"description": "A problem document (RFC 9457): the signature is missing or wrong"},
    403: {"description": "A problem document: another extension is spoken to"},
    422: {"description": "A problem document: no request of CLOVA's"},
}


@router.post(
    "/channels/clova",
    summary="CLOVA extension (CEK)",
    response_model=None,
    responses={200: {"model": ClovaResponse}, **_PROBLEMS},
    openapi_extra=_BODY,
)
async def clova(request: Request) -> Response:
    """A launch, an intent, an event or the end of a session. Says something to whoever speaks, always."""
    trust: Trust = request.app.state.clova_trust
    content = await request.body()
    if not trust.signed(request.headers.get(SIGNATURE_HEADER), content):
        return problem(401, "wrong_signature", f"{SIGNATURE_HEADER} is missing or wrong")
    body = validated(ClovaRequest, content)
    if not trust.ours(body.app):
        return problem(403, "wrong_application", "The request is for another extension")
    door: SpeakerDoor = request.app.state.clova
    if body.silent:
        if body.leaves:
            await forget(request, door, body.heard())
        return _answer(silence(body))
    world = World(now=request.app.state.clock.now(), scenario=request.app.state.scenario)
    return _answer(response(body, await door.answer(body.heard(), bot_of(request), world)))


def _answer(answer: ClovaResponse) -> Response:
    content = answer.model_dump_json(by_alias=True, exclude_none=True)
    return Response(content, media_type="application/json")
