"""`GET /metrics` for Prometheus, and the timing of every request."""

from __future__ import annotations

import time
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import metrics
from assistant.api.access import needs
from assistant.api.routes_messages import bot_of
from assistant.feeds.model import FeedHealth, FeedStatus
from assistant.riskclient import RiskError
from assistant.store.api_keys import Scope as KeyScope

router = APIRouter(tags=["health"])

_UNKNOWN = "none"
"""The route of requests for what is not there: their paths are others' inventions."""


@router.get(
    "/metrics",
    summary="Counts and times for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    dependencies=[Depends(needs(KeyScope.READ))],
)
async def show(request: Request) -> Response:
    """In Prometheus's text format, or OpenMetrics where it is asked for."""
    metrics.READY.set(bot_of(request) is not None)
    await _look_at_feeds(request)
    encode, kind = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(REGISTRY), headers={"content-type": kind})


async def _look_at_feeds(request: Request) -> None:
    state = request.app.state
    try:
        rows: tuple[FeedHealth, ...] = await state.engine.feeds(state.clock.now(), state.scenario)
    except RiskError:
        return
    for row in rows:
        if row.status is FeedStatus.UNCONFIGURED:
            continue
        metrics.FEED_OK.labels(row.feed).set(row.status is FeedStatus.OK)
        if row.last_success is not None:
            metrics.FEED_SUCCESS.labels(row.feed).set(row.last_success.timestamp())


class Timed:
    """ASGI middleware that times requests to the beginning of their response: streams have no end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _observe(scope, message["status"], time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, timed)


def _observe(scope: Scope, status: int, seconds: float) -> None:
    route: Any = scope.get("route")
    path = getattr(route, "path", None) or _UNKNOWN
    method = scope["method"] if path != _UNKNOWN else _UNKNOWN
    metrics.REQUESTS.labels(method, path, f"{status // 100}xx").observe(seconds)
