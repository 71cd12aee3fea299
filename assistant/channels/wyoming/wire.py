"""Events of Wyoming: a line of JSON, data, payload. As the package `wyoming` has them, but with limits."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from wyoming.event import Event, async_write_event

LONGEST_LINE = 64 * 1024
LARGEST = 1024 * 1024
"""Bytes of data and payload of one event: half a minute of sound at 16 kHz."""
UNREAD_S = 10.0
"""A client that does not read for so long is gone."""


class BadEvent(Exception):
    """What was sent is no event, or too large a one."""


async def read_event(reader: asyncio.StreamReader) -> Event | None:
    """The next event; None at the end. Raises BadEvent, and OSError where the connection breaks."""
    try:
        line = await reader.readline()
        if not line:
            return None
        head = json.loads(line)
        lengths = [int(head.get(name) or 0) for name in ("data_length", "payload_length")]
        if min(lengths) < 0 or sum(lengths) > LARGEST:
            raise BadEvent(f"an event has at most {LARGEST} bytes")
        data: dict[str, Any] = dict(head.get("data") or {})
        if lengths[0]:
            data |= json.loads(await reader.readexactly(lengths[0]))
        payload = await reader.readexactly(lengths[1]) if lengths[1] else None
        return Event(type=str(head["type"]), data=data, payload=payload)
    except asyncio.IncompleteReadError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadEvent("not an event of the protocol") from error


async def write_event(event: Event, writer: asyncio.StreamWriter) -> None:
    """Sends it. Raises ConnectionError if the client does not read."""
    try:
        async with asyncio.timeout(UNREAD_S):
            await async_write_event(event, writer)
    except TimeoutError:
        raise ConnectionError("the client does not read") from None
