"""`POST /v1/signals/cap`: alerts of others come in."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from assistant import clock
from assistant.api.access import needs, owner_of
from assistant.api.problems import problem
from assistant.feeds.cap_errors import CapError
from assistant.feeds.cap_in import read_alert
from assistant.feeds.inbox import inbox
from assistant.store.api_keys import Scope

router = APIRouter(tags=["signals"], dependencies=[Depends(needs(Scope.WRITE))])

_STATUS = {"identifier_taken": 409, "not_yours": 403, "inbox_full": 503}
_MEDIA_TYPES = ("application/cap+xml", "application/xml", "text/xml")
_XML = {"content": {"application/cap+xml": {"schema": {"type": "string"}}}, "required": True}


class Taken(BaseModel):
    """What became of an alert."""

    sender: str
    identifier: str
    signals: int = Field(description="How many signals count because of it.")
    replaced: tuple[str, ...] = Field(description="Identifiers of the alerts that it ended.")
    unknown: tuple[str, ...] = Field(
        description="References never seen here; they won't count if they come late."
    )


@router.post(
    "/v1/signals/cap",
    summary="Push one CAP 1.2 alert",
    status_code=201,
    response_model=None,
    openapi_extra={"requestBody": _XML},
    responses={
        200: {"model": Taken, "description": "The same alert was here already"},
        201: {"model": Taken},
        403: {"description": "A problem document: not an alert of this key"},
        409: {"description": "A problem document: the identifier is taken"},
        415: {"description": "A problem document: not XML"},
        422: {"description": "A problem document: malformed, unsafe, unknown area, bad time"},
        503: {"description": "A problem document: too many alerts are in force"},
    },
)
async def push(request: Request) -> Response:
    """Taken or refused as a whole; Update and Cancel by their references."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _MEDIA_TYPES:
        # A page in somebody's browser can send text/plain to this machine unasked, but none of these.
        return problem(415, "wrong_media_type", "Send XML", f"Content-Type: {_MEDIA_TYPES[0]}")
    body = await request.body()
    now = _clock(request).now()
    try:
        alert = await asyncio.to_thread(read_alert, body, now)
        receipt = inbox(request.app.state.scenario).take(owner_of(request), alert, now)
    except CapError as error:
        return _refused(error)
    taken = Taken(
        sender=alert.sender,
        identifier=alert.identifier,
        signals=receipt.signals,
        replaced=receipt.replaced,
        unknown=receipt.unknown,
    )
    return Response(taken.model_dump_json(), 201 if receipt.fresh else 200, media_type="application/json")


def _refused(error: CapError) -> Response:
    status = _STATUS.get(error.code, 422)
    answer = problem(status, error.code, "The alert cannot be taken", error.detail)
    if status == 503:
        answer.headers["Retry-After"] = "60"
    return answer


def _clock(request: Request) -> Any:
    return getattr(request.app.state, "clock", None) or clock.Clock()
