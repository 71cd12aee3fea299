"""Errors as problem documents (RFC 9457): `{type, title, status, detail, code}`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


def problem(status: int, code: str, title: str, detail: str = "", **extra: object) -> JSONResponse:
    """A problem document as a response. `detail` says what to do."""
    body = {"type": f"urn:gilbeot:problem:{code}", "title": title, "status": status, "code": code}
    if detail:
        body["detail"] = detail
    return JSONResponse({**body, **extra}, status_code=status, media_type=MEDIA_TYPE)


def bad_cursor() -> JSONResponse:
    """For a cursor that this server did not give."""
    return problem(422, "bad_cursor", "The cursor is not one of ours", "Leave it out to begin anew.")


class Problem(Exception):
    """An answer that is a problem document, raised from anywhere below a route."""

    def __init__(
        self, status: int, code: str, title: str, detail: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(title)
        self.response = problem(status, code, title, detail)
        self.response.headers.update(headers or {})


def install(app: FastAPI) -> None:
    """Every error of the application becomes a problem document; none shows a stack trace."""

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        errors = [
            {"at": ".".join(str(part) for part in item["loc"]), "what": item["msg"]}
            for item in error.errors()
        ]
        detail = "; ".join(f"{item['at']}: {item['what']}" for item in errors[:3])
        return problem(422, "invalid_request", "The request is not valid", detail, errors=errors[:20])

    @app.exception_handler(Problem)
    async def _problem(_: Request, error: Problem) -> JSONResponse:
        return error.response

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> JSONResponse:
        response = problem(error.status_code, f"http_{error.status_code}", str(error.detail))
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    async def _unexpected(_: Request, error: Exception) -> JSONResponse:
        # The message may hold what the user said: only the kind of error is logged.
        log.error("unexpected %s", type(error).__name__)
        return problem(500, "internal", "Something went wrong on our side", "Please try again.")


_Model = TypeVar("_Model", bound=BaseModel)


def validated(model: type[_Model], body: bytes) -> _Model:
    """The JSON body as that model. Raises `RequestValidationError` that repeats nothing of what was sent."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(
            error.errors(include_url=False, include_input=False, include_context=False)
        ) from None


class BodyLimit:
    """ASGI middleware that refuses bodies above a size, whether or not their length is declared.

    `larger`: paths that take more."""

    def __init__(self, app: ASGIApp, max_bytes: int, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._max = max_bytes
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads at most `max_bytes` before the application sees anything."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = max(self._max, self._larger.get(scope["path"], 0))
        chunks, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            more = message.get("more_body", False)
            if size > most:
                refuse = problem(413, "too_large", "The body is too large", f"Send at most {most} bytes.")
                await refuse(scope, receive, send)
                return
        body: Message | None = {"type": "http.request", "body": b"".join(chunks), "more_body": False}

        async def replay() -> Message:
            nonlocal body
            if body is not None:
                message, body = body, None
                return message
            return await receive()

        await self._app(scope, replay, send)
