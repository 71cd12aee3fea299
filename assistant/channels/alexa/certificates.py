"""Amazon's signing certificates: where they may be, fetching them, and whether they can be trusted.

The rules are those of "Host a Custom Skill as a Web Service", section "Verify that the request was sent by
Alexa". Chains are checked by `cryptography`'s path validation against Mozilla's roots (certifi).
"""

from __future__ import annotations

import asyncio
import posixpath
import re
import ssl
import time
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import certifi
import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

HOST = "s3.amazonaws.com"
FOLDER = "/echo.api/"
NAME = "echo-api.amazon.com"

_LONGEST_URL = 1024
_MOST_BYTES = 64 * 1024
_MOST_CERTIFICATES = 10
_FEWEST_BITS = 2048
_TIMEOUT_S = 2.5
"""Alexa waits eight seconds for the whole answer."""
_KEEP_S = 24 * 3600.0
_KEEP_FAILURE_S = 10.0
_AT_ONCE = 4
_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class CertificateError(Exception):
    """The certificate is not one that Alexa's requests are signed with. The text says why."""


def path_of(url: str) -> str:
    """The path of a certificate on Amazon's host, without dots. Raises `CertificateError` elsewhere."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise CertificateError("no URL") from None
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable():
        raise CertificateError("no URL")
    if parts.scheme.lower() != "https":
        raise CertificateError("not https")
    if (parts.hostname or "").lower() != HOST or "@" in parts.netloc:
        raise CertificateError("another host")
    if port not in (None, 443):
        raise CertificateError("another port")
    path = posixpath.normpath(parts.path)
    if not path.startswith(FOLDER) or any(mark in path for mark in "%\\ "):
        raise CertificateError("another folder")
    return path


@cache
def mozillas() -> Store:
    """The roots that browsers trust."""
    return Store(list(_roots(Path(certifi.where()).read_text(encoding="utf-8"))))


def _roots(bundle: str) -> Iterator[x509.Certificate]:
    """Each by itself: one that the library no longer takes must not cost us all others."""
    for block in _BLOCK.findall(bundle):
        with warnings.catch_warnings(action="ignore", category=CryptographyDeprecationWarning):
            try:
                yield x509.load_pem_x509_certificate(block.encode())
            except ValueError:
                continue


@dataclass(frozen=True, slots=True)
class _Known:
    key: RSAPublicKey | None
    """None for an address that gave none."""
    expires: float


class Certificates:
    """Keys by the address of their chain, fetched once. Use from one event loop."""

    def __init__(
        self,
        roots: Callable[[], Store] = mozillas,
        *,
        address: str = f"https://{HOST}",
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`address` and `tls`: where Amazon's host really is, for tests; its name is asked for anyway."""
        self._roots, self._address, self._clock = roots, address, clock
        self._tls: ssl.SSLContext | bool = tls or True
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._coming: dict[str, asyncio.Task[RSAPublicKey]] = {}
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._most = 64

    async def key(self, url: str, now: datetime) -> RSAPublicKey:
        """The key behind a SignatureCertChainUrl. Raises `CertificateError`."""
        path = path_of(url)
        known = self._known.get(path)
        if known is not None and known.expires > self._clock():
            if known.key is None:
                raise CertificateError("no certificate a moment ago")
            return known.key
        task = self._coming.get(path)
        if task is None:
            task = self._coming[path] = asyncio.create_task(self._fetched(path, now))
            task.add_done_callback(lambda done: self._came(path, done))
        return await asyncio.shield(task)

    def _came(self, path: str, done: asyncio.Task[RSAPublicKey]) -> None:
        del self._coming[path]
        if not done.cancelled():
            done.exception()  # told to those who wait; there may be nobody left

    async def _fetched(self, path: str, now: datetime) -> RSAPublicKey:
        try:
            async with asyncio.timeout(_TIMEOUT_S), self._places:
                pem = await self._download(path)
            leaf = checked(pem, self._roots(), now)
        except (CertificateError, httpx.HTTPError, OSError) as error:  # a time-out is an OSError
            self._keep(path, None, _KEEP_FAILURE_S)
            reason = str(error) if isinstance(error, CertificateError) else "it cannot be fetched"
            raise CertificateError(reason) from None
        left = (leaf.not_valid_after_utc - now.astimezone(UTC)).total_seconds()
        key = leaf.public_key()
        assert isinstance(key, RSAPublicKey)
        self._keep(path, key, min(left, _KEEP_S))
        return key

    async def _download(self, path: str) -> bytes:
        body = b""
        async with (
            httpx.AsyncClient(timeout=_TIMEOUT_S, follow_redirects=False, verify=self._tls) as client,
            client.stream(
                "GET",
                f"{self._address}{path}",
                headers={"Host": HOST},
                extensions={"sni_hostname": HOST},
            ) as answer,
        ):
            if answer.status_code != 200:
                raise CertificateError(f"status {answer.status_code}")
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > _MOST_BYTES:
                    raise CertificateError("too large")
        return body

    def _keep(self, path: str, key: RSAPublicKey | None, seconds: float) -> None:
        """Whoever makes up addresses drives out other failures first, never a good certificate."""
        self._known[path] = _Known(key, self._clock() + seconds)
        self._known.move_to_end(path)
        if len(self._known) > self._most:
            failures = (name for name, known in self._known.items() if known.key is None)
            del self._known[next(failures, next(iter(self._known)))]


def checked(pem: bytes, roots: Store, now: datetime) -> x509.Certificate:
    """The signing certificate of a chain: valid now, made out to Amazon's name, and led back to a root.

    Raises `CertificateError`."""
    try:
        chain = x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise CertificateError("no certificates in PEM") from None
    if len(chain) > _MOST_CERTIFICATES:
        raise CertificateError("too many certificates")
    leaf, *between = chain
    policy = PolicyBuilder().store(roots).time(now.astimezone(UTC).replace(tzinfo=None))
    try:
        policy.build_server_verifier(x509.DNSName(NAME)).verify(leaf, between)
    except (VerificationError, ValueError, x509.UnsupportedGeneralNameType) as error:
        raise CertificateError(f"not trusted: {error}") from None
    key = leaf.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < _FEWEST_BITS:
        raise CertificateError("no RSA key")
    return leaf
