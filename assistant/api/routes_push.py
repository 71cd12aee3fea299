"""`/v1/alerts/push` and `/v1/alerts/kakao`: alerts to browsers and to KakaoTalk, beside webhooks.

Needs `app.state.push`, `app.state.kakao_event` (None where the settings name none) and `app.state.personal`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StringConstraints

from assistant import outward
from assistant.alerts.model import Channel
from assistant.api.access import needs, owner_of
from assistant.api.alert_schemas import WebhookOut
from assistant.api.problems import problem
from assistant.api.routes_alerts import config_of
from assistant.api.routes_risk import now_of
from assistant.api.routes_trips import personal_of
from assistant.api.trip_schemas import UserId
from assistant.risk.model import Level
from assistant.store.api_keys import Scope
from assistant.store.webhooks import MAX_WEBHOOKS, TooManyWebhooks

if TYPE_CHECKING:
    from assistant.alerts.push import WebPush

router = APIRouter(tags=["alerts"], dependencies=[Depends(needs(Scope.TRIPS))])

_OFF: dict[int | str, dict[str, Any]] = {
    404: {"description": "A problem document: this way of telling is not set up"},
    409: {"description": "A problem document: there are too many"},
    422: {"description": "A problem document: not a valid request, or not an address that is called"},
}


class Keys(BaseModel):
    """The browser's, as `PushSubscription.toJSON()` has them."""

    p256dh: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{87}=?$")]
    auth: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}={0,2}$")]


class PushIn(BaseModel):
    """A subscription of a browser."""

    endpoint: str = Field(min_length=1, max_length=2000)
    keys: Keys
    user_id: UserId
    min_level: Level = Level.SAFE


class KakaoIn(BaseModel):
    """A user of the chatbot."""

    user_id: UserId
    type: Literal["botUserKey", "plusfriendUserKey", "appUserId"] = "botUserKey"
    id: str = Field(min_length=1, max_length=200, description="As Kakao's skill request has it.")
    min_level: Level = Level.SAFE


class PublicKey(BaseModel):
    """For `pushManager.subscribe({applicationServerKey})`."""

    public_key: str


@router.get(
    "/v1/alerts/push", summary="The key to subscribe a browser with", response_model=PublicKey, responses=_OFF
)
async def push_key(request: Request) -> Any:
    """404 where `GILBEOT_PUSH_CONTACT` is not set."""
    push: WebPush | None = request.app.state.push
    return PublicKey(public_key=push.public_key) if push is not None else _off("GILBEOT_PUSH_CONTACT")


@router.post(
    "/v1/alerts/push",
    summary="Have a browser told",
    status_code=201,
    response_model=WebhookOut,
    responses=_OFF,
)
async def subscribe(body: PushIn, request: Request) -> Any:
    """Listed and deleted with the webhooks. A browser that is gone is forgotten when it is told next."""
    if request.app.state.push is None:
        return _off("GILBEOT_PUSH_CONTACT")
    try:
        await outward.checked(body.endpoint, config_of(request).webhook_hosts)
    except outward.Refused as error:
        return problem(422, "bad_endpoint", "This address is not called", str(error).capitalize() + ".")
    return await _add(request, body, body.endpoint, Channel.WEB_PUSH, body.keys.model_dump())


@router.post(
    "/v1/alerts/kakao",
    summary="Have a KakaoTalk user told",
    status_code=201,
    response_model=WebhookOut,
    responses=_OFF,
)
async def tell_kakao(body: KakaoIn, request: Request) -> Any:
    """By the Event API, which Kakao charges for. Only after the user asked for it."""
    if request.app.state.kakao_event is None:
        return _off("GILBEOT_KAKAO_BOT_ID and GILBEOT_KAKAO_REST_API_KEY")
    keys = {"type": body.type, "id": body.id}
    return await _add(request, body, "kakao:", Channel.KAKAO, keys)


async def _add(
    request: Request, body: PushIn | KakaoIn, url: str, channel: Channel, keys: Mapping[str, str]
) -> Any:
    owner, now, hooks = owner_of(request), now_of(request), personal_of(request).webhooks
    try:
        hook = await asyncio.to_thread(
            lambda: hooks.add(
                owner, url, now, user=body.user_id, min_level=body.min_level, channel=channel, keys=keys
            )
        )
    except TooManyWebhooks:
        return problem(409, "too_many_webhooks", "There are too many webhooks", f"At most {MAX_WEBHOOKS}.")
    return WebhookOut.of(hook)


def _off(settings: str) -> Any:
    return problem(404, "not_set_up", "This way of telling is not set up", f"Set {settings}.")
