"""Calls to addresses that somebody else chose: only to the public Internet, never into the network we are in.

The name is resolved here, every address it has is checked, and the connection goes to the one that was
checked: a name that answers differently the second time (DNS rebinding) gains nothing. `post` follows no
redirects; `fetch` checks each one anew and takes no password along to another host.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

TIMEOUT_S = 10.0
FETCH_S = 30.0
"""Longest time that something is read for, redirects included."""
REDIRECTS = 3
_INTO_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("2002::/16"))
"""Prefixes that carry an IPv4 address which might be a private one (NAT64, 6to4)."""


@cache
def tls() -> ssl.SSLContext:
    """The certificates that are trusted, read once: it takes longer than a call."""
    return httpx.create_ssl_context()


class Refused(Exception):
    """The address is not one that we call. The text says why, without the address."""


class UnknownHost(Refused):
    """Nobody has that name."""


async def checked(url: str, trusted: frozenset[str] = frozenset()) -> httpx.URL:
    """The URL with an address in place of the name. `trusted` hosts may be in our network, and without TLS.

    Raises `Refused`."""
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise Refused("not a URL") from None
    known = target.host in trusted
    if target.scheme != "https" and not (target.scheme == "http" and known):
        raise Refused("only https is called")
    if not target.host or target.userinfo or target.port == 0:
        raise Refused("a host is needed, and no password in the URL")
    found = await _addresses(target.host, target.port or (443 if target.scheme == "https" else 80))
    if not known and not all(is_public(address) for address in found):
        raise Refused("the host is in a private network")
    return target.copy_with(host=str(found[0]))


async def post(
    url: str, content: bytes, headers: Mapping[str, str], trusted: frozenset[str] = frozenset()
) -> int:
    """Posts there and returns the status; what is answered is not read. Raises `Refused`, httpx.HTTPError."""
    async with asyncio.timeout(TIMEOUT_S):
        async with _answer("POST", url, content, headers, trusted) as answer:
            return answer.status_code


class TooBig(Exception):
    """What is answered is longer than was allowed."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer."""

    status: int
    headers: httpx.Headers
    body: bytes


async def fetch(
    url: str,
    *,
    most: int,
    method: str = "GET",
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    trusted: frozenset[str] = frozenset(),
) -> Fetched:
    """What is there, `most` bytes at the most (unpacked). Raises `Refused`, `TooBig`, httpx.HTTPError."""
    head = dict(headers or {})
    async with asyncio.timeout(FETCH_S):
        for _ in range(REDIRECTS + 1):
            answer = await _once(method, url, content, head, most, trusted)
            onward = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or onward is None:
                return answer
            before, url = httpx.URL(url), str(httpx.URL(url).join(onward))
            after = httpx.URL(url)
            if (before.scheme, before.host, before.port) != (after.scheme, after.host, after.port):
                head = {name: value for name, value in head.items() if name.lower() != "authorization"}
        raise Refused("too many redirects")


async def _once(
    method: str, url: str, content: bytes | None, head: Mapping[str, str], most: int, trusted: frozenset[str]
) -> Fetched:
    async with _answer(method, url, content, head, trusted) as answer:
        body = bytearray()
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > most:
                raise TooBig
        return Fetched(answer.status_code, answer.headers, bytes(body))


@asynccontextmanager
async def _answer(
    method: str, url: str, content: bytes | None, head: Mapping[str, str], trusted: frozenset[str]
) -> AsyncIterator[httpx.Response]:
    """The answer of the address that was checked, not read yet."""
    target, given = await checked(url, trusted), httpx.URL(url)
    # Proxies of the environment would resolve the name again.
    async with (
        httpx.AsyncClient(verify=tls(), timeout=TIMEOUT_S, follow_redirects=False, trust_env=False) as client,
        client.stream(
            method,
            target,
            content=content,
            headers={**head, "Host": given.netloc.decode()},
            extensions={"sni_hostname": given.host},
        ) as answer,
    ):
        yield answer


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is an address of the public Internet."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _INTO_IPV4):
            return False
    return address.is_global and not address.is_multicast


async def _addresses(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    try:
        return [ip_address(host)]
    except ValueError:
        pass
    try:
        async with asyncio.timeout(TIMEOUT_S):
            rows = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # a time-out is an OSError
        raise UnknownHost("the host is unknown") from None
    return [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
