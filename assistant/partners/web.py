"""HTTP for partners: a time limit for the whole answer, a size limit that cuts a body off while it comes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from assistant import __version__
from assistant.feeds.http import limited_body
from assistant.partners.errors import BadPartnerAnswer, NotConfigured, PartnerDown

MAX_BYTES = 2 * 1024 * 1024
"""Longest body. A page of an encyclopaedia has some hundred KiB, an RSS document rarely more."""
MAX_REDIRECTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer: 2xx, or 304 to a conditional request."""

    status: int
    headers: httpx.Headers
    body: bytes
    charset: str | None

    def json(self) -> Any:
        """The body as JSON. Raises `BadPartnerAnswer`."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise BadPartnerAnswer("the answer is not JSON") from None


def checked_url(url: str, setting: str) -> str:
    """The address if it is one. Raises `NotConfigured` naming the setting."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise NotConfigured(f"{setting} is not an http(s) address", excuse="unusable", what=setting)
    return url


class Web:
    """One client for each event loop it is used from. Errors name the host only: addresses may hold keys."""

    def __init__(self, *, timeout_s: float = 2.5, max_bytes: int = MAX_BYTES) -> None:
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._client: tuple[asyncio.AbstractEventLoop, httpx.AsyncClient] | None = None

    async def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        body: Any = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """The answer. Raises `PartnerDown` or `BadPartnerAnswer`."""
        host = urlsplit(url).hostname or "?"
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._http().stream(method, url, json=body, params=params, headers=headers) as response,
            ):
                self._check(response, host)
                content = await self._read(response, host)
        except (TimeoutError, httpx.TimeoutException):
            raise PartnerDown(f"{host}: no answer within {self._timeout_s:g} s", excuse="slow") from None
        except httpx.DecodingError:
            raise BadPartnerAnswer(f"{host}: the answer is damaged") from None
        except httpx.TooManyRedirects:
            raise BadPartnerAnswer(f"{host}: sends us round in circles") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise PartnerDown(f"{host}: {type(error).__name__}") from None
        return Page(
            status=response.status_code,
            headers=response.headers,
            body=content,
            charset=response.charset_encoding,
        )

    def _http(self) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        if self._client is None or self._client[0] is not loop:
            client = httpx.AsyncClient(
                timeout=self._timeout_s,
                headers={"User-Agent": f"gilbeot/{__version__}"},
                follow_redirects=True,
                max_redirects=MAX_REDIRECTS,
            )
            self._client = loop, client
        return self._client[1]

    def _check(self, response: httpx.Response, host: str) -> None:
        status = response.status_code
        if status in (401, 403):
            raise PartnerDown(f"{host}: HTTP {status}, check the token", excuse="refused")
        if status >= 500 or status == 429:
            raise PartnerDown(f"{host}: HTTP {status}")
        if not response.is_success and status != 304:
            raise BadPartnerAnswer(f"{host}: HTTP {status}")

    async def _read(self, response: httpx.Response, host: str) -> bytes:
        """Stops reading, and closes the connection, as soon as there is too much."""
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self._max_bytes:
            raise BadPartnerAnswer(f"{host}: announces {announced} bytes")
        body = await limited_body(response, self._max_bytes)
        if body is None:
            raise BadPartnerAnswer(f"{host}: more than {self._max_bytes} bytes")
        return body
