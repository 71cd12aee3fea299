"""`/v1/alerts`: what was told about stored trips, as a list, as a stream, and by calling other services.

Needs `app.state.personal`, `app.state.watcher` and `app.state.caller`. Each key sees what it stored itself.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant import outward
from assistant.alerts.model import Alert
from assistant.alerts.watcher import Watcher
from assistant.alerts.webhooks import Caller
from assistant.api.access import needs, owner_of
from assistant.api.alert_schemas import (
    AlertOut,
    AlertPages,
    Called,
    Tried,
    WebhookIn,
    WebhookMade,
    WebhookOut,
)
from assistant.api.answers import BadCursor, Position, answer, link_onward, page
from assistant.api.problems import Problem, bad_cursor, problem
from assistant.api.routes_risk import now_of
from assistant.api.routes_trips import personal_of
from assistant.api.trip_schemas import UserId
from assistant.settings import Settings
from assistant.store.api_keys import Scope
from assistant.store.webhooks import MAX_WEBHOOKS, TooManyWebhooks

router = APIRouter(tags=["alerts"], dependencies=[Depends(needs(Scope.TRIPS))])

MAX_STREAMS = 20
"""Streams that one owner may have open."""
LOOK_S = 10.0
"""So often a stream looks for itself: another process may have told something."""

WebhookId = Annotated[str, Path(max_length=64)]
_BAD: dict[int | str, dict[str, Any]] = {422: {"description": "A problem document: not a valid request"}}
_NONE = {404: {"description": "A problem document: you have no such webhook"}, **_BAD}


@router.get(
    "/v1/alerts",
    summary="What was told about your trips",
    response_model=None,
    responses={200: {"model": list[AlertOut]}, **_BAD},
)
async def list_alerts(query: Annotated[AlertPages, Query()], request: Request) -> Response:
    """The newest first, in pages: `Link: <…>; rel="next"` leads on. Kept as long as trips are."""
    alerts = await asyncio.to_thread(personal_of(request).alerts.of, owner_of(request), query.user_id)
    try:
        part, following = page(alerts[::-1], query.limit, query.cursor, _position, falling=True)
    except BadCursor:
        return bad_cursor()
    text = b"[" + b",".join(AlertOut.of(alert).model_dump_json().encode() for alert in part) + b"]"
    return link_onward(answer(text, request, fresh_s=0), request, following)


async def one_more_stream(request: Request) -> AsyncIterator[None]:
    """Counts the streams of an owner. Raises `Problem` (429) above the limit."""
    open_streams: Counter[str] = request.app.state.alert_streams
    owner = owner_of(request)
    if open_streams[owner] >= MAX_STREAMS:
        raise Problem(429, "too_many_streams", "Too many streams", f"At most {MAX_STREAMS} at a time.")
    open_streams[owner] += 1
    try:
        yield
    finally:
        open_streams[owner] -= 1


@router.get(
    "/v1/alerts/stream",
    summary="The same as they are told (server-sent events)",
    response_class=EventSourceResponse,
    dependencies=[Depends(one_more_stream)],
    responses={429: {"description": "A problem document: too many streams"}, **_BAD},
)
async def stream_alerts(
    request: Request,
    user_id: Annotated[UserId | None, Query(description="Of one user only.")] = None,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Each event has the kind as its name, the place in the stream as its id, the alert as JSON.

    With `Last-Event-ID` it goes on behind that one (browsers do so by themselves); without, it begins now."""
    store, owner = personal_of(request).alerts, owner_of(request)
    given = last_event_id or ""
    seen = int(given) if given.isascii() and given.isdigit() else await asyncio.to_thread(store.last)
    watcher: Watcher = request.app.state.watcher
    while True:
        bell = watcher.bell()
        for alert in await asyncio.to_thread(lambda since: store.of(owner, user_id, since=since), seen):
            seen = alert.seq or seen
            yield _event(alert)
        with suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), LOOK_S)


def _event(alert: Alert) -> ServerSentEvent:
    data = AlertOut.of(alert).model_dump_json()
    return ServerSentEvent(raw_data=data, event=alert.kind.value, id=str(alert.seq))


@router.post(
    "/v1/alerts/webhooks",
    summary="Have a service called with alerts",
    status_code=201,
    response_model=WebhookMade,
    responses={
        409: {"description": "A problem document: there are too many"},
        422: {"description": "A problem document: not https, unknown host, private network"},
    },
)
async def make_webhook(body: WebhookIn, request: Request) -> Any:
    """Calls are signed with the secret of the answer, shown this once. Failed ones are made again."""
    try:
        await outward.checked(body.url, config_of(request).webhook_hosts)
    except outward.Refused as error:
        return problem(422, "bad_webhook", "This address is not called", str(error).capitalize() + ".")
    try:
        hook = await asyncio.to_thread(
            lambda: personal_of(request).webhooks.add(
                owner_of(request), body.url, now_of(request), user=body.user_id, min_level=body.min_level
            )
        )
    except TooManyWebhooks:
        return problem(409, "too_many_webhooks", "There are too many webhooks", f"At most {MAX_WEBHOOKS}.")
    return WebhookMade(**WebhookOut.of(hook).model_dump(), secret=hook.secret)


@router.get("/v1/alerts/webhooks", summary="Your webhooks", responses=_BAD)
async def list_webhooks(request: Request) -> list[WebhookOut]:
    """The oldest first, without their secrets."""
    hooks = await asyncio.to_thread(personal_of(request).webhooks.of, owner_of(request))
    return [WebhookOut.of(hook) for hook in hooks]


@router.delete(
    "/v1/alerts/webhooks/{webhook_id}",
    summary="Have it called no more",
    status_code=204,
    response_model=None,
    responses={204: {"description": "It is deleted"}, **_NONE},
)
async def delete_webhook(webhook_id: WebhookId, request: Request) -> Response:
    """What was still to be sent there is dropped."""
    hooks = personal_of(request).webhooks
    gone = await asyncio.to_thread(hooks.remove, owner_of(request), webhook_id)
    return Response(status_code=204) if gone else _no_such_webhook()


@router.post(
    "/v1/alerts/webhooks/{webhook_id}/test",
    summary="Call it once, to try it",
    response_model=Tried,
    responses=_NONE,
)
async def try_webhook(webhook_id: WebhookId, request: Request) -> Any:
    """Sends `{"type": "test"}`, signed."""
    hook = await asyncio.to_thread(personal_of(request).webhooks.get, webhook_id)
    if hook is None or hook.owner != owner_of(request):
        return _no_such_webhook()
    caller: Caller = request.app.state.caller
    body = Called(type="test", timestamp=now_of(request), data=None).model_dump_json().encode()
    return Tried(status=await caller.call(hook, f"msg_{secrets.token_hex(8)}", body))


def config_of(request: Request) -> Settings:
    """The settings of this application."""
    config: Settings = request.app.state.config
    return config


def _position(alert: Alert) -> Position:
    return float(alert.seq or 0), alert.id


def _no_such_webhook() -> Response:
    return problem(404, "no_such_webhook", "There is no such webhook", "GET /v1/alerts/webhooks lists yours.")
