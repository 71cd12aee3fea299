"""Late answers, posted to the callbackUrl of their request: once, within a minute, to allowed hosts only."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

import httpx

from assistant.channels.kakao.response import SkillResponse

log = logging.getLogger(__name__)
# At level INFO httpx logs every address, and a callbackUrl is a one-time key.
logging.getLogger("httpx").setLevel(logging.WARNING)

TRIES = 3
PAUSE_S = 0.5
"""Before the second try; twice that before the third."""
TIMEOUT_S = 5.0
VALID_S = 55.0
"""A callbackUrl is good for a minute from the request: a little less, for the way there."""
_DELIVERED = ("SUCCESS", "")


class Callbacks:
    """Posts answers. Follows no redirect and talks to nobody but the origins it was given."""

    def __init__(
        self,
        origins: Sequence[str],
        *,
        http: httpx.AsyncClient | None = None,
        clock: Callable[[], float] = time.monotonic,
        remembered: int = 10_000,
    ) -> None:
        self._origins = frozenset(filter(None, (origin(url) for url in origins)))
        self._http = http or httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False)
        self._clock, self._remembered = clock, remembered
        self._seen: OrderedDict[bytes, float] = OrderedDict()

    def allowed(self, url: str) -> bool:
        """Whether answers may go there. Read by the same parser that sends, so that both see one host."""
        found = origin(url)
        return found is not None and found in self._origins

    def replayed(self, url: str) -> bool:
        """Whether a request with this one-time address was seen before; it is from now on."""
        now, name = self._clock(), hashlib.sha256(url.encode("utf-8", "surrogatepass")).digest()
        while self._seen and (
            len(self._seen) >= self._remembered or next(iter(self._seen.values())) < now - 2 * VALID_S
        ):
            self._seen.popitem(last=False)
        if name in self._seen:
            return True
        self._seen[name] = now
        return False

    async def post(self, url: str, answer: SkillResponse, within_s: float) -> bool:
        """Whether it was delivered. Tries again after failures that may pass, but not for ever."""
        if not self.allowed(url):
            return False
        try:
            async with asyncio.timeout(max(0.0, within_s)):
                return await self._tries(url, answer)
        except TimeoutError:
            log.warning("kakao callback: no time left")
            return False

    async def _tries(self, url: str, answer: SkillResponse) -> bool:
        for number in range(TRIES):
            if number:
                await asyncio.sleep(PAUSE_S * 2 ** (number - 1))
            try:
                response = await self._http.post(url, json=answer.wire())
            except httpx.HTTPError as error:
                log.warning("kakao callback: %s", type(error).__name__)
                continue
            if response.is_success:
                return _accepted(response)
            log.warning("kakao callback: HTTP %d", response.status_code)
            if not response.is_server_error and response.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return False
        return False

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()


def origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port; None for what is no plain http address (or carries a user name)."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        return None
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        return None
    return parsed.scheme, parsed.host.lower(), parsed.port


def _accepted(response: httpx.Response) -> bool:
    """Kakao answers 200 with a status of its own."""
    try:
        body = response.json()
    except ValueError:
        return True
    status = str(body.get("status", "")) if isinstance(body, dict) else ""
    if status not in _DELIVERED:
        log.warning("kakao callback: refused")
    return status in _DELIVERED
