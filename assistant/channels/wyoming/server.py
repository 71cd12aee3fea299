"""Listens for Wyoming clients at `tcp://host:port` or `unix:///path`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from assistant.channels.access import Access, Network
from assistant.channels.voice.services import Services
from assistant.channels.wyoming.connection import Connection
from assistant.channels.wyoming.wire import LONGEST_LINE

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 32


class WyomingServer:
    """The protocol has no keys: who may connect is a matter of addresses. Use from one event loop.

    Raises ValueError for an address that cannot be."""

    def __init__(self, services: Callable[[], Services], uri: str, networks: Sequence[Network] = ()) -> None:
        parts = urlsplit(uri)
        if parts.scheme == "tcp" and parts.hostname and parts.port is not None:
            self._host, self._port, self._path = parts.hostname, parts.port, None
        elif parts.scheme == "unix" and parts.path:
            self._host, self._port, self._path = "", 0, Path(parts.path)
        else:
            raise ValueError(f"GILBEOT_WYOMING_URI={uri!r}: tcp://host:port or unix:///path is needed")
        self._services, self._access = services, Access(networks=networks)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The TCP port that it listens to; 0 for a Unix socket."""
        if self._server is None or self._path is not None:
            return 0
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Raises OSError where the address is taken or forbidden."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(self._serve, self._path, limit=LONGEST_LINE)
        else:
            self._server = await asyncio.start_server(self._serve, self._host, self._port, limit=LONGEST_LINE)

    async def close(self) -> None:
        """Lets everybody go."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        try:
            if len(self._tasks) >= MAX_CONNECTIONS or not self._may_come(writer):
                return
            self._tasks.add(task)
            await Connection(self._services(), reader, writer).run()
        except asyncio.CancelledError:
            pass  # we are closing; asyncio's streams would make an error of it
        except Exception as error:  # noqa: BLE001 - its message may hold what was said
            log.error("wyoming: unexpected %s", type(error).__name__)
        finally:
            self._tasks.discard(task)
            writer.transport.abort() if _is_stuck(writer) else writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    def _may_come(self, writer: asyncio.StreamWriter) -> bool:
        if self._path is not None:
            return True
        peer = writer.get_extra_info("peername")
        return self._access.refusal(None, str(peer[0]) if peer else None) is None


def _is_stuck(writer: asyncio.StreamWriter) -> bool:
    """What was written is not read: waiting for it would take for ever."""
    return writer.transport.get_write_buffer_size() > 0
