"""Who may ask, and how often: API keys with scopes, and limits on rates.

The key comes as `Authorization: Bearer gb_…`, as the password of Basic, or as `X-API-Key: gb_…`. Whether one
is needed is a setting; a wrong one is refused even where none is needed.
"""

from __future__ import annotations

import asyncio
import base64
import math
import time
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from fastapi import FastAPI, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.api.problems import Problem
from assistant.settings import KeysNeeded, Settings
from assistant.store import LOCAL
from assistant.store.api_keys import ApiKey, ApiKeys, Scope
from assistant.store.database import open_database

Check = Callable[[Request], Awaitable[None]]


class Access:
    """The rules of one application, in `app.state.access`."""

    def __init__(self, keys: ApiKeys | None, *, needed: bool, per_minute: int, alone: bool = False) -> None:
        self._keys = keys
        self._alone = alone
        self._needed = needed
        self._limit = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def admit(self, request: Request, scope: Scope) -> None:
        """Raises `Problem`: 401 without a good key, 403 without the scope, 429 above the rate."""
        address = request.client.host if request.client else "?"
        request.state.owner = await self.admit_text(key_text(request), address, scope)

    async def admit_text(self, text: str | None, address: str, scope: Scope) -> str | None:
        """The same for a key however it was sent: whose things these are, None if strangers'."""
        key = await self._key(text, address)
        if key is not None and scope not in key.scopes:
            raise Problem(403, "wrong_scope", "This key may not do that", f"It needs the scope '{scope}'.")
        # What runs on this machine (a mirror, a gateway) speaks for many and is not counted.
        if self._limit is not None and (key is not None or not is_loopback(address)):
            self._count(key.id if key is not None else f"ip:{address}")
        return key.id if key is not None else LOCAL if self._alone else None

    async def _key(self, text: str | None, address: str) -> ApiKey | None:
        if text is None:
            if self._needed:
                raise _unauthorized("Send a key: Authorization: Bearer gb_… (gilbeot keys create).")
            return None
        key = await asyncio.to_thread(self._keys.check, text) if self._keys is not None else None
        if key is None:
            if self._limit is not None:  # wherever it comes from: nobody tries keys by the thousand
                self._count(f"wrong:{address}")
            raise _unauthorized("The key is unknown, wrong or revoked.")
        return key

    def _count(self, who: str) -> None:
        assert self._limit is not None
        if not self._limiter.hit(self._limit, who):
            reset = self._limiter.get_window_stats(self._limit, who).reset_time
            wait = max(1, math.ceil(reset - time.time()))
            raise Problem(
                429,
                "too_many_requests",
                "Too many requests",
                f"At most {self._limit.amount} a minute; try again in {wait} s.",
                headers={"Retry-After": str(wait)},
            )


def key_text(request: Request) -> str | None:
    """The key as it was sent; None if none was."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and given.strip():
        return given.strip()
    if scheme.lower() == "basic":
        return _password(given)
    return request.headers.get("x-api-key") or None


def _password(given: str) -> str:
    """Of Basic authentication, for programs that know no other (OwnTracks); a wrong one is a wrong key."""
    try:
        pair = base64.b64decode(given.strip(), validate=True).decode()
    except (ValueError, UnicodeDecodeError):
        return ""
    return pair.partition(":")[2]


def needs(scope: Scope) -> Check:
    """A dependency of routes. Applications without `app.state.access` are open (tests, embedding)."""

    async def check(request: Request) -> None:
        access: Access | None = getattr(request.app.state, "access", None)
        if access is not None:
            await access.admit(request, scope)

    return check


def install(app: FastAPI, config: Settings) -> None:
    """Puts the rules of the settings into the application. Raises `StoreError`."""
    needed = config.api_keys is KeysNeeded.ALWAYS or (
        config.api_keys is KeysNeeded.AUTO and not is_loopback(config.host)
    )
    keys = None if config.api_keys is KeysNeeded.NEVER else ApiKeys(open_database(config.database_url))
    app.state.access = Access(
        keys, needed=needed, per_minute=config.rate_per_minute, alone=is_loopback(config.host)
    )


def owner_of(request: Request) -> str:
    """Whose things these are: the id of the key; without keys, whoever is at this machine.

    Raises `Problem` where strangers would share what they keep here."""
    owner: str | None = getattr(request.state, "owner", LOCAL)
    if owner is None:
        raise _unauthorized("What is kept for you needs a key: Authorization: Bearer gb_….")
    return owner


def talker_of(request: Request) -> str:
    """Whose conversation it is: the id of the key; "" for strangers, who may talk and keep nothing."""
    return getattr(request.state, "owner", LOCAL) or ""


def is_loopback(host: str) -> bool:
    """Whether an address is this machine only."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unauthorized(detail: str) -> Problem:
    return Problem(
        401, "unauthorized", "A valid API key is needed", detail, headers={"WWW-Authenticate": "Bearer"}
    )
