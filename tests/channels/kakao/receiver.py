"""A real HTTP server on this machine that takes what is posted to it and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TAKEN = (200, {"taskId": "t-1", "status": "SUCCESS", "message": None, "timestamp": 1})


@dataclass
class Receiver:
    """What came in."""

    url: str
    posts: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)

    def wait(
        self, count: int = 1, within_s: float = 10.0
    ) -> list[tuple[str, dict[str, Any], dict[str, str]]]:
        """The posts, once there are that many."""
        until = time.monotonic() + within_s
        while len(self.posts) < count:
            assert time.monotonic() < until, f"{len(self.posts)} of {count} posts came"
            time.sleep(0.01)
        return self.posts


@contextmanager
def receiving(answers: Sequence[tuple[int, Any]] = (TAKEN,)) -> Iterator[Receiver]:
    """Answers in that order; the last one for all that follow."""
    left = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = left.pop(0) if len(left) > 1 else left[0]
            receiver.posts.append((self.path, body, dict(self.headers)))
            payload = json.dumps(answer).encode()
            self.send_response(status)
            if status in (301, 307):
                self.send_header("Location", f"{receiver.url}/elsewhere")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
