"""The one way to the network for all feeds: time limit, size limit, decoding, errors without secrets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import httpx
from pydantic import SecretStr

from assistant import __version__
from assistant.feeds.errors import BadAnswer, Busy, FeedError, Refused, Unreachable

MAX_BYTES = 8 * 1024 * 1024
"""Longest answer in bytes: ten times the largest page of the sources (1,000 disaster messages)."""

# httpx logs every URL at INFO, and the keys of most sources travel in the URL.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A successful answer, decoded."""

    text: str
    content_type: str
    """Media type in lower case without parameters, "" if not given."""


class FeedClient:
    """An `httpx.AsyncClient` for sources; use as an async context manager.

    `timeout_s` holds for a whole answer, not between two bytes. `via` is the address of a gateway that
    relays the official hosts: `https://host/path` is then asked as `{via}/host/path`.
    """

    def __init__(
        self, *, timeout_s: float = 10.0, max_bytes: int = MAX_BYTES, via: str | None = None
    ) -> None:
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._via = via.rstrip("/") if via else None
        self._http: httpx.AsyncClient | None = None
        self.skew = timedelta(0)
        """How far our clock is ahead of that of the last server that gave its own."""

    async def __aenter__(self) -> Self:
        self._http = httpx.AsyncClient(
            timeout=self._timeout_s,
            headers={"User-Agent": f"gilbeot/{__version__}"},
            follow_redirects=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def get(
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer to a GET. Raises `FeedError`; the texts name the host only."""
        if self._http is None:
            raise RuntimeError("FeedClient is used outside its context")
        host = urlsplit(url).hostname or ""
        target = f"{self._via}/{url.split('://', 1)[1]}" if self._via else url
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._http.stream("GET", target, params=params, headers=headers) as response,
            ):
                _check(response, host)
                body = await self._read(response, host)
        except TimeoutError:
            raise Unreachable(f"{host}의 응답이 {self._timeout_s:g}초 안에 오지 않았어요") from None
        except httpx.InvalidURL:
            raise BadAnswer(f"{host} 주소를 읽을 수 없어요. 설정을 확인해 주세요") from None
        except httpx.TimeoutException:
            raise Unreachable(f"{host}의 응답이 {self._timeout_s:g}초 안에 오지 않았어요") from None
        except httpx.DecodingError:
            raise BadAnswer(f"{host}의 응답이 깨져서 왔어요") from None
        except httpx.HTTPError:
            # Its text may hold the URL, and with it the key.
            raise Unreachable(f"{host}에 연결할 수 없어요. 인터넷 연결을 확인해 주세요") from None
        if (date := _date(response.headers.get("date"))) is not None:
            self.skew = datetime.now(UTC) - date
        return Answer(
            text=decode(body, response.charset_encoding),
            content_type=response.headers.get("content-type", "").split(";")[0].strip().lower(),
        )

    async def _read(self, response: httpx.Response, host: str) -> bytes:
        body = await limited_body(response, self._max_bytes)
        if body is None:
            raise BadAnswer(f"{host}의 응답이 {self._max_bytes // 1024:,} KiB보다 길어요")
        return body


async def limited_body(response: httpx.Response, max_bytes: int) -> bytes | None:
    """The body of a streamed answer; None, and nothing more is read, as soon as it is longer than that."""
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > max_bytes:
            return None
    return bytes(body)


def decode(body: bytes, charset: str | None) -> str:
    """UTF-8 where it is UTF-8, whatever the header says; else the charset of the header, else EUC-KR.

    Korean public services send EUC-KR (in Microsoft's extension cp949) without saying so, or say so of UTF-8.
    """
    if b"\0" in body[:4]:  # UTF-16
        return body.decode("utf-16", errors="replace")
    for name in ("utf-8-sig", charset or "cp949", "cp949"):
        try:
            return body.decode("cp949" if name.lower().replace("-", "") in ("euckr", "ksc5601") else name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("utf-8", errors="replace")


def service_key(key: SecretStr) -> str:
    """The key as the query needs it. data.go.kr shows each key twice, as it is and percent-encoded."""
    plain = key.get_secret_value().strip()
    return unquote(plain) if "%" in plain else plain


def _check(response: httpx.Response, host: str) -> None:
    status = response.status_code
    if response.is_success:
        return
    error: FeedError
    if status in (401, 403):
        error = Refused(f"{host}가 인증키를 받아 주지 않아요 (HTTP {status}). 키와 활용신청을 확인해 주세요")
    elif status == 429:
        error = Busy(f"{host}에 너무 자주 물었어요 (HTTP 429)", _after(response.headers.get("retry-after")))
    elif status == 404:
        error = BadAnswer(f"{host}에 그런 자료가 없어요 (HTTP 404)")
    elif status >= 500:
        error = Unreachable(f"{host}에 장애가 있어요 (HTTP {status})")
    else:
        error = BadAnswer(f"{host}가 뜻밖의 응답을 했어요 (HTTP {status})")
    raise error


def _after(header: str | None) -> timedelta | None:
    """`Retry-After`: seconds or a date."""
    if not header:
        return None
    if header.strip().isdigit():
        return timedelta(seconds=min(int(header), 86_400))
    if (moment := _date(header)) is None:
        return None
    return max(timedelta(0), min(moment - datetime.now(UTC), timedelta(days=1)))


def _date(header: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
