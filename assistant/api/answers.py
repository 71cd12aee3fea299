"""Answers to GETs: entity tags and pages."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from fastapi import Request, Response

from assistant.risk.model import Signal

FRESH_S = 20
"""Seconds for which an answer to a GET may be reused."""


class BadCursor(ValueError):
    """A cursor that this server did not give."""


def answer(body: bytes, request: Request, media_type: str = "application/json") -> Response:
    """An answer to a GET: 304 without a body if the caller has it already (`If-None-Match`)."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": f"private, max-age={FRESH_S}"}
    known = {item.strip().removeprefix("W/") for item in request.headers.get("if-none-match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(content=body, media_type=media_type, headers=headers)


def page(signals: Sequence[Signal], limit: int, cursor: str | None) -> tuple[tuple[Signal, ...], str | None]:
    """`limit` signals behind the cursor, and the cursor of the next page; None after the last.

    Signals are in order of issue, newest first, so a page stays right when new ones arrive.
    Raises `BadCursor`."""
    rest = list(signals)
    if cursor is not None:
        last = _read(cursor)
        rest = [signal for signal in rest if _place(signal) < last]
    part = tuple(rest[:limit])
    return part, _write(_place(part[-1])) if len(rest) > limit else None


def _place(signal: Signal) -> tuple[float, str]:
    return signal.issued.timestamp(), signal.id


def _write(place: tuple[float, str]) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[float, str]:
    try:
        issued, number = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return float(issued), str(number)
    except (ValueError, TypeError) as error:
        raise BadCursor(cursor) from error
