"""A Wyoming `handle` service over TCP or a Unix socket: `tcp://host:port`, `unix:///path`.

-> transcript {"text", "language", "context"?}; <- handled {"text", "context"?} or not-handled {"text"?}, or
the streamed form handled-start, handled-chunk {"text"}…, handled-stop (package `wyoming`, module `handle`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import SplitResult, urlsplit

from wyoming.asr import Transcript
from wyoming.event import Event, async_write_event
from wyoming.handle import Handled, HandledChunk, HandledStop, NotHandled

from assistant.partners.errors import BadPartnerAnswer, NotConfigured, PartnerDown
from assistant.partners.handover.base import ASKS_BACK, OtherAssistant, remember, spoken_text, text_option
from assistant.partners.model import Answer, Options, Request

_MAX_EVENTS = 200
_MAX_BYTES = 256 * 1024
"""Longest event."""
_MAX_TEXT = 20_000
_SETTING = "와이오밍 서버 주소"


class WyomingPartner(OtherAssistant):
    """Options: `uri`, `language` ("ko"), `takes_unknown`."""

    def __init__(self, options: Options) -> None:
        super().__init__(options, "와이오밍")
        self._options = options
        self._timeout_s = float(options.get("timeout_s", 2.5))
        self._contexts: dict[str, dict[str, Any]] = {}

    async def answer(self, request: Request) -> Answer:
        """What the service says. Raises `PartnerError`."""
        address = urlsplit(text_option(self._options, "uri", _SETTING))
        asked = Transcript(
            text=request.text,
            language=str(self._options.get("language", "ko")),
            context=self._contexts.get(request.session),
        )
        try:
            async with asyncio.timeout(self._timeout_s), _connected(address) as (reader, writer):
                await async_write_event(asked.event(), writer)
                return await self._read(reader, request.session)
        except TimeoutError:
            raise PartnerDown(f"wyoming: no answer within {self._timeout_s:g} s", excuse="slow") from None
        except (OSError, EOFError) as error:
            raise PartnerDown(f"wyoming: {type(error).__name__}") from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadPartnerAnswer("wyoming: not an event of the protocol") from None

    async def stop(self, session: str) -> None:
        """The next request carries no context."""
        self._contexts.pop(session, None)

    async def _read(self, reader: asyncio.StreamReader, session: str) -> Answer:
        pieces: list[str] = []
        for _ in range(_MAX_EVENTS):
            event = await read_event(reader)
            if NotHandled.is_type(event.type):
                return Answer(text=NotHandled.from_event(event).text or "그건 제가 할 수 없는 일이에요.")
            if Handled.is_type(event.type):
                return self._handled(event, session)
            if HandledChunk.is_type(event.type):
                pieces.append(spoken_text(HandledChunk.from_event(event).text))
                if sum(map(len, pieces)) > _MAX_TEXT:
                    raise BadPartnerAnswer("wyoming: the answer does not end")
            if HandledStop.is_type(event.type):
                return _answer("".join(pieces))
        raise BadPartnerAnswer(f"wyoming: no answer among {_MAX_EVENTS} events")

    def _handled(self, event: Event, session: str) -> Answer:
        handled = Handled.from_event(event)
        if isinstance(handled.context, dict):
            remember(self._contexts, session, handled.context)
        return _answer(spoken_text(handled.text or ""))


@asynccontextmanager
async def _connected(
    address: SplitResult,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    if address.scheme == "unix" and address.path:
        reader, writer = await asyncio.open_unix_connection(address.path, limit=_MAX_BYTES)
    elif address.scheme == "tcp" and address.hostname and address.port:
        reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=_MAX_BYTES)
    else:
        raise NotConfigured("tcp://host:port or unix:///path is needed", excuse="unusable", what=_SETTING)
    try:
        yield reader, writer
    finally:
        writer.close()


async def read_event(reader: asyncio.StreamReader) -> Event:
    """One event, as `wyoming.event` reads it, but with a limit of its length and without passing over what
    is broken. Raises `BadPartnerAnswer`, ValueError or EOFError."""
    line = await reader.readline()
    if not line:
        raise EOFError("hung up before the answer")
    head = json.loads(line)
    lengths = [int(head.get(name) or 0) for name in ("data_length", "payload_length")]
    if min(lengths) < 0 or sum(lengths) > _MAX_BYTES:
        raise BadPartnerAnswer(f"wyoming: announces {sum(lengths)} bytes")
    data = dict(head.get("data") or {})
    if lengths[0]:
        data |= json.loads(await reader.readexactly(lengths[0]))
    await reader.readexactly(lengths[1])
    return Event(type=str(head["type"]), data=data)


def _answer(text: str) -> Answer:
    return Answer(text=text, expects_reply=text.endswith(ASKS_BACK))
