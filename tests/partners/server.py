"""A local HTTP server whose answers a test writes; it remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request that came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Gives:
    """An answer to give."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    endless: bool = False
    """Goes on sending the body until the other side hangs up."""
    hang_up: bool = False

    @classmethod
    def json(cls, document: Any, **more: Any) -> Gives:
        return cls(body=json.dumps(document, ensure_ascii=False).encode(), **more)


@dataclass
class Server:
    """What the test sees of it."""

    url: str
    answer: Callable[[Asked], Gives]
    asked: list[Asked] = field(default_factory=list)
    sent_bytes: int = 0
    """Of endless answers."""


@contextmanager
def serving(answer: Callable[[Asked], Gives] | Gives) -> Iterator[Server]:
    """A server on a free port for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            asked = Asked(
                method=self.command,
                path=self.path,
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(length),
            )
            server.asked.append(asked)
            gives = server.answer(asked)
            time.sleep(gives.delay_s)
            if gives.hang_up:
                self.close_connection = True
                return
            try:
                self._send(gives)
            except OSError:
                self.close_connection = True

        do_POST = do_GET  # noqa: N815

        def _send(self, gives: Gives) -> None:
            self.send_response(gives.status)
            for name, value in gives.headers.items():
                self.send_header(name, value)
            if not gives.endless:
                self.send_header("content-length", str(len(gives.body)))
                self.end_headers()
                self.wfile.write(gives.body)
                return
            self.send_header("connection", "close")
            self.end_headers()
            self.close_connection = True
            while True:
                self.wfile.write(gives.body)
                server.sent_bytes += len(gives.body)

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = Server(f"http://127.0.0.1:{http.server_port}", answer if callable(answer) else lambda _: answer)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join(5)
