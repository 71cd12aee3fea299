"""Wyoming's door: opened where the settings say, and only to those whom they name."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from fastapi import FastAPI

from assistant.api.access import is_loopback
from assistant.channels.wyoming import WyomingServer, announced
from assistant.settings import Settings

log = logging.getLogger(__name__)


@asynccontextmanager
async def wyoming_door(app: FastAPI, config: Settings) -> AsyncIterator[WyomingServer | None]:
    """Open while the block runs. A door that cannot be opened is logged; the others are not kept shut."""
    server = await _opened(app, config)
    try:
        host = urlsplit(config.wyoming_uri or "").hostname
        if server is None or host is None or is_loopback(host) or not config.wyoming_announce:
            yield server
        else:
            async with announced(host, server.port):
                yield server
    finally:
        if server is not None:
            await server.close()


async def _opened(app: FastAPI, config: Settings) -> WyomingServer | None:
    uri = config.wyoming_uri
    if uri is None:
        return None
    host = urlsplit(uri).hostname
    if host is not None and not is_loopback(host) and not config.wyoming_allowed_ips:
        log.warning("Wyoming's door stays closed: set GILBEOT_WYOMING_ALLOWED_IPS (it has no keys)")
        return None
    try:
        server = WyomingServer(lambda: app.state.voice_hub.services, uri, config.wyoming_allowed_ips)
        await server.start()
    except (OSError, ValueError) as error:
        log.error("Wyoming's door cannot be opened at %s: %s", uri, error)
        return None
    return server
