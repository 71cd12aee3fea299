"""Answers to GETs: entity tags and pages."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import TypeVar

from fastapi import Request, Response

FRESH_S = 20
"""Seconds for which an answer to a GET may be reused."""


T = TypeVar("T")
Position = tuple[float, str]
"""Where something stands in a list: a number, then an id."""


class BadCursor(ValueError):
    """A cursor that this server did not give."""


def entity_tag(body: bytes) -> str:
    """The entity tag of a body."""
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def answer(
    body: bytes, request: Request, media_type: str = "application/json", *, fresh_s: int = FRESH_S
) -> Response:
    """An answer to a GET: 304 without a body if the caller has it already (`If-None-Match`).

    `fresh_s`: seconds for which it may be reused unasked."""
    tag = entity_tag(body)
    reuse = f"max-age={fresh_s}" if fresh_s else "no-cache"
    headers = {"ETag": tag, "Cache-Control": f"private, {reuse}"}
    known = {item.strip().removeprefix("W/") for item in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(content=body, media_type=media_type, headers=headers)


def page(
    items: Sequence[T],
    limit: int,
    cursor: str | None,
    position: Callable[[T], Position],
    *,
    falling: bool = False,
) -> tuple[tuple[T, ...], str | None]:
    """`limit` items behind the cursor, and the cursor of the next page; None after the last.

    Items are in order of position (`falling`: backwards), so a page stays right when others come or go.
    Raises `BadCursor`."""
    rest = list(items)
    if cursor is not None:
        last = _read(cursor)
        rest = [item for item in rest if (position(item) < last if falling else position(item) > last)]
    part = tuple(rest[:limit])
    return part, _write(position(part[-1])) if len(rest) > limit else None


def link_onward(response: Response, request: Request, cursor: str | None) -> Response:
    """The response with the address of the next page, if there is one."""
    if cursor is not None:
        onward = request.url.include_query_params(cursor=cursor)
        response.headers["Link"] = f'<{onward.path}?{onward.query}>; rel="next"'
    return response


def _write(place: Position) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _read(cursor: str) -> Position:
    try:
        issued, number = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return float(issued), str(number)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadCursor(cursor) from error
