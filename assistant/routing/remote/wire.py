"""The one way to a router: time limit, size limit, JSON, errors without keys or places."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from assistant import __version__
from assistant.routing.remote.ways import Busy, RouterError

TIMEOUT_S = 3.0
"""For the whole answer: a turn of the conversation waits for it."""
MAX_BYTES = 4 * 1024 * 1024
"""A way across the country with two alternatives has about 600 KB."""

# httpx logs addresses at INFO, and these carry where people go.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def ask(
    method: str,
    url: str,
    *,
    params: Mapping[str, str | int] | None = None,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
) -> Any:
    """The JSON that is answered. Raises `Busy` for a quota, else `RouterError`."""
    host = urlsplit(url).hostname or ""
    head = {"User-Agent": f"gilbeot/{__version__}", **(headers or {})}
    until = time.monotonic() + TIMEOUT_S
    try:
        with httpx.stream(
            method, url, params=params, headers=head, json=body, timeout=TIMEOUT_S, follow_redirects=False
        ) as answer:
            data = _read(answer, host, until)
    except httpx.HTTPError as error:
        raise RouterError(f"{host}: {type(error).__name__}") from None
    if answer.status_code == 429:
        raise Busy(f"{host}: quota used up", _rest(answer.headers.get("retry-after", "")))
    try:
        document = json.loads(data) if data else None
    except ValueError:
        raise RouterError(f"{host}: no JSON (HTTP {answer.status_code})") from None
    if answer.status_code != 200:
        raise RouterError(f"{host}: HTTP {answer.status_code} {_code(document)}".rstrip())
    return document


def _read(answer: httpx.Response, host: str, until: float) -> bytes:
    data = bytearray()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > MAX_BYTES:
            raise RouterError(f"{host}: more than {MAX_BYTES} bytes")
        if time.monotonic() > until:
            raise RouterError(f"{host}: not done in {TIMEOUT_S} s")
    return bytes(data)


def _rest(retry_after: str) -> float:
    return min(float(retry_after), 3600.0) if retry_after.isdigit() else 60.0


def _code(document: Any) -> str:
    """The error code that a service names: numbers and words, never its text, which may quote places."""
    for key in ("errorType", "code", "error_code"):
        value = document.get(key) if isinstance(document, dict) else None
        if isinstance(value, str | int) and str(value).replace("_", "").replace("-", "").isalnum():
            return str(value)[:40]
    inner = document.get("error") if isinstance(document, dict) else None
    return _code(inner) if isinstance(inner, dict) else ""
