"""Tells Home Assistants on the local network where our Wyoming services are (zeroconf, `_wyoming._tcp`)."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address

from zeroconf import Error
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

log = logging.getLogger(__name__)

KIND = "_wyoming._tcp.local."
_SOMEWHERE = ("224.0.0.251", 5353)
"""mDNS's own group: which of our addresses would be used to reach it."""


@asynccontextmanager
async def announced(host: str, port: int, name: str = "Gilbeot") -> AsyncIterator[bool]:
    """Announced while the block runs, and taken back. Without a network, or where the name is taken several
    times over, it is logged, nothing is announced, and false is given."""
    told: AsyncZeroconf | None = None
    try:
        told = AsyncZeroconf()
        address = _address_of(host)
        label = f"{name} ({socket.gethostname()})"
        service = AsyncServiceInfo(KIND, f"{label}.{KIND}", addresses=[address.packed], port=port)
        await told.async_register_service(service, allow_name_change=True)
        good = True
    except (OSError, ValueError, Error) as error:
        log.warning("Wyoming's door is not announced: %s", error)
        good = False
    try:
        yield good
    finally:
        if told is not None:
            await told.async_unregister_all_services()
            await told.async_close()


def _address_of(host: str) -> IPv4Address | IPv6Address:
    """The address that others reach `host` at; of all our addresses the one of the local network."""
    found = ip_address(socket.gethostbyname(host))
    if not found.is_unspecified:
        return found
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_SOMEWHERE)  # sends nothing
        return ip_address(probe.getsockname()[0])
