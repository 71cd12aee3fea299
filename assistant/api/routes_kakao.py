"""`POST /channels/kakao`: the KakaoTalk skill. Access first, then the body, then the answer."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from assistant.api.problems import problem, validated
from assistant.api.routes_messages import bot_of
from assistant.channels.access import Access, Refusal
from assistant.channels.kakao import (
    KakaoSkill,
    ReplayedError,
    SkillRequest,
    SkillResponse,
    WaitResponse,
)
from assistant.channels.talk import World

router = APIRouter(tags=["channels"])

SECRET_HEADER = "X-Gilbeot-Secret"  # noqa: S105
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": SkillRequest.model_json_schema()}},
    }
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"description": "A problem document (RFC 9457): the secret is missing or wrong"},
    403: {"description": "A problem document: the address is not allowed"},
    409: {"description": "A problem document: the one-time callbackUrl was used before"},
    422: {"description": "A problem document: no skill request"},
}


@router.post(
    "/channels/kakao",
    summary="KakaoTalk skill",
    response_model=None,
    responses={200: {"model": SkillResponse | WaitResponse}, **_PROBLEMS},
    openapi_extra=_BODY,
)
async def kakao(request: Request) -> Response:
    """One utterance of a KakaoTalk user. Answers within five seconds, whatever happens."""
    access: Access = request.app.state.kakao_access
    refusal = access.refusal(
        request.headers.get(SECRET_HEADER), request.client.host if request.client else None
    )
    if refusal is Refusal.ADDRESS:
        return problem(403, refusal.value, "Requests from this address are not allowed")
    if refusal is Refusal.SECRET:
        return problem(401, refusal.value, "The secret is missing or wrong", f"Send it as {SECRET_HEADER}.")
    body = validated(SkillRequest, await request.body())
    skill: KakaoSkill = request.app.state.kakao
    world = World(now=request.app.state.clock.now(), scenario=request.app.state.scenario)
    try:
        answer = await skill.answer(body, bot_of(request), world)
    except ReplayedError:
        return problem(409, "replayed", "This request was made before")
    return Response(answer.model_dump_json(by_alias=True, exclude_none=True), media_type="application/json")
