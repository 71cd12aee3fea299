"""A real HTTP server on this machine that speaks like the official services, faults included."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from assistant.feeds.batch import Batch, Feed
from assistant.feeds.http import FeedClient

KEY = SecretStr("TEST+KEY/with==signs")


@dataclass
class Say:
    """One answer."""

    body: str | bytes | dict[str, Any] | list[Any] = ""
    status: int = 200
    type: str = "application/json;charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: float = 0.0

    def bytes(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body, ensure_ascii=False).encode()


@dataclass
class Ask:
    """One request that was made."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


class Wire:
    """Answers by path ("apis.data.go.kr/…"): one answer, or a list used up one by one (the last stays)."""

    def __init__(self) -> None:
        self.says: dict[str, Say | list[Say]] = {}
        self.asked: list[Ask] = []
        self.url = ""

    def answer(self, path: str) -> Say:
        say = next((s for p, s in sorted(self.says.items(), reverse=True) if path.startswith(p)), None)
        if say is None:
            return Say("not here", status=404, type="text/plain")
        if isinstance(say, list):
            return say.pop(0) if len(say) > 1 else say[0]
        return say

    async def ask(
        self, feed: Feed, now: datetime, before: Batch | None = None, timeout_s: float = 2.0, **kwargs: Any
    ) -> Batch:
        """One poll of a feed through this server."""
        async with FeedClient(timeout_s=timeout_s, via=self.url, **kwargs) as client:
            return await feed.ask(client, now, before)


@contextmanager
def serving() -> Iterator[Wire]:
    """The server in a thread, on a free port."""
    wire = Wire()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = parts.path.lstrip("/")
            query = {k: v[0] for k, v in parse_qs(parts.query, keep_blank_values=True).items()}
            wire.asked.append(Ask(path, query, dict(self.headers)))
            say = wire.answer(path)
            time.sleep(say.wait_s)
            body = say.bytes()
            try:
                if "Date" in say.headers:
                    self.send_response_only(say.status)
                else:
                    self.send_response(say.status)
                self.send_header("Content-Type", say.type)
                self.send_header("Content-Length", str(len(body)))
                for name, value in say.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client gave up: a time-out test

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    wire.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def portal(items: Any, total: int | None = None, code: str = "00") -> dict[str, Any]:
    """The envelope of data.go.kr (constructed from FACTS §1 and the recorded typhoon answer)."""
    count = total if total is not None else len(items) if isinstance(items, list) else 0
    body = {"dataType": "JSON", "items": {"item": items} if isinstance(items, list) else items}
    return {
        "response": {
            "header": {"resultCode": code, "resultMsg": "NORMAL_SERVICE"},
            "body": {**body, "pageNo": 1, "numOfRows": 500, "totalCount": count},
        }
    }


XML_ERROR = """<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>
<returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg>
<returnReasonCode>30</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>"""
HTML_PAGE = "<!DOCTYPE html><html><body>점검 중입니다</body></html>"
