"""`WS /v1/voice`: who may connect, how much they may send, and the socket itself (docs/voice-protocol.md)."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Coroutine, Mapping
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from assistant.api.access import Access, is_loopback
from assistant.api.problems import Problem
from assistant.channels.voice.hub import TooManyConnections, VoiceHub
from assistant.channels.voice.messages import HELLO, MESSAGE, Hello, Order
from assistant.channels.voice.session import Session
from assistant.settings import Settings
from assistant.store import LOCAL
from assistant.store.api_keys import Scope

log = logging.getLogger(__name__)
router = APIRouter()

HELLO_S = 10.0
UNREAD_S = 10.0
"""A client that does not read for so long is closed."""
MAX_MESSAGE = 64 * 1024
PER_SECOND = {"text": 50, "bytes": 500}
MAX_BAD = 20
"""Messages that cannot be read before the connection ends."""


class _Close(Exception):
    """Ends the connection with a code of the protocol."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Socket:
    """A `Link` over a WebSocket: one message at a time, and never waiting for long."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._lock = asyncio.Lock()
        self.unread = False
        """The client did not read in time."""
        self.patience: asyncio.Timeout | None = None
        """Of whoever reads what the client sends; it ends with `unread`."""

    async def event(self, document: Mapping[str, Any]) -> None:
        """See `Link`."""
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        await self._send(self._socket.send_text(text))

    async def sound(self, pcm16: bytes) -> None:
        """See `Link`."""
        await self._send(self._socket.send_bytes(pcm16))

    async def _send(self, sending: Any) -> None:
        try:
            async with self._lock, asyncio.timeout(UNREAD_S):
                await sending
        except TimeoutError as error:
            self.unread = True
            if self.patience is not None:
                self.patience.reschedule(asyncio.get_running_loop().time())
            raise ConnectionError from error
        except (RuntimeError, WebSocketDisconnect, OSError) as error:
            raise ConnectionError from error
        finally:
            sending.close()


@router.websocket("/v1/voice")
async def voice(socket: WebSocket) -> None:
    """One connection, from `hello` to the end."""
    await socket.accept()
    hub: VoiceHub = socket.app.state.voice_hub
    link, session = _Socket(socket), None
    try:
        hello = await _hello(socket)
        owner = await _admitted(socket, hello)
        try:
            session = await hub.open(link, hello, owner)
        except TooManyConnections:
            raise _Close(4429, "too many connections") from None
        await _while_read(link, _read(socket, session))
    except _Close as error:
        await _end(socket, link, error)
    except (WebSocketDisconnect, ConnectionError):
        pass
    finally:
        if session is not None:
            await hub.close(session)


async def _hello(socket: WebSocket) -> Hello:
    try:
        async with asyncio.timeout(HELLO_S):
            message = await socket.receive()
    except TimeoutError:
        raise _Close(4408, "no hello in time") from None
    _check_size(message)
    try:
        return HELLO.validate_json(message.get("text") or b"")
    except ValidationError:
        raise _Close(4400, "the first message must be hello") from None


async def _admitted(socket: WebSocket, hello: Hello) -> str:
    """Whose connection it is. Raises `_Close`."""
    access: Access | None = getattr(socket.app.state, "access", None)
    config: Settings = socket.app.state.config
    header = socket.headers.get("authorization", "")
    sent = hello.token or header.removeprefix("Bearer ").strip() or socket.headers.get("x-api-key")
    owner: str | None = LOCAL
    if access is not None:
        try:
            owner = await access.admit_text(sent or None, _address(socket), Scope.TALK)
        except Problem as error:
            status = error.response.status_code
            raise _Close({401: 4401, 403: 4403}.get(status, 4429), "no, or not with this key") from None
    if not _may_come_from(socket.headers.get("origin"), socket.headers.get("host", ""), bool(sent), config):
        raise _Close(4403, "pages of this origin may not connect")
    return owner or ""


def _may_come_from(origin: str | None, host: str, has_key: bool, config: Settings) -> bool:
    """Programs send no origin. A page must be this machine's, ours with a key, or one that is listed."""
    if origin is None or origin in config.voice_origins:
        return True
    parts = urlsplit(origin)
    if is_loopback(parts.hostname or ""):
        return True
    return has_key and parts.netloc == host


async def _while_read(link: _Socket, reading: Coroutine[Any, Any, None]) -> None:
    """Reads until the client goes, or no longer reads itself."""
    try:
        async with asyncio.timeout(None) as link.patience:
            await reading
    except (ConnectionError, TimeoutError):
        if link.unread:
            raise _Close(4408, "what is sent is not read") from None
        raise
    finally:
        link.patience = None


async def _read(socket: WebSocket, session: Session) -> None:
    since, counts, bad = time.monotonic(), {"text": 0, "bytes": 0}, 0
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        _check_size(message)
        if time.monotonic() - since > 1.0:
            since, counts = time.monotonic(), {"text": 0, "bytes": 0}
        data, text = message.get("bytes"), message.get("text")
        kind = "bytes" if data is not None else "text"
        counts[kind] += 1
        if counts[kind] > PER_SECOND[kind]:
            raise _Close(4429, "too many messages")
        if data is not None:
            await session.sound(data)
            continue
        try:
            parsed = MESSAGE.validate_json(text or b"")
        except ValidationError as error:
            bad += 1
            if bad > MAX_BAD:
                raise _Close(4400, "too many messages that cannot be read") from None
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            await session.unreadable(where)
            continue
        if isinstance(parsed, Order) and parsed.type == "bye":
            raise _Close(1000, "bye")
        await session.message(parsed)


def _check_size(message: Mapping[str, Any]) -> None:
    text, data = message.get("text") or "", message.get("bytes") or b""
    if len(data) > MAX_MESSAGE or len(text.encode("utf-8", "surrogatepass")) > MAX_MESSAGE:
        raise _Close(4413, "a message is too large")


async def _end(socket: WebSocket, link: _Socket, error: _Close) -> None:
    try:
        if not link.unread:
            await link.event({"type": "disconnected", "code": error.code, "message": str(error)})
        async with asyncio.timeout(UNREAD_S):
            await socket.close(error.code)
    except (ConnectionError, RuntimeError, OSError):  # TimeoutError is an OSError
        return


def _address(socket: WebSocket) -> str:
    return socket.client.host if socket.client else "?"
