"""Korean posts of a Bluesky Jetstream since the last look.

The stream is read from where the last look ended up to now, then left: a poll, like every other source.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

from websockets.client import connect
from websockets.exceptions import WebSocketException

from assistant.feeds.errors import BadAnswer, Unreachable

READ_S = 15.0
"""Longest look in seconds."""
BACK = timedelta(minutes=10)
"""How far back a look begins at most."""
MAX_BYTES = 256 * 1024
"""Longest message of the stream in bytes."""


async def read_posts(
    address: str, since: datetime | None, now: datetime, read_s: float = READ_S
) -> tuple[list[tuple[datetime, str, str]], datetime]:
    """((time, author, text) of Korean posts after `since`, the time up to which was read).

    Raises `Unreachable`, or `BadAnswer` if the stream is no Jetstream.
    """
    start = max(since, now - BACK) if since else now - BACK
    cursor = int(start.timestamp() * 1_000_000)
    url = f"{address.rstrip('/')}/subscribe?wantedCollections=app.bsky.feed.post&cursor={cursor}"
    posts: list[tuple[datetime, str, str]] = []
    until = start
    try:
        async with asyncio.timeout(read_s), connect(url, max_size=MAX_BYTES) as stream:
            while until < now:
                at, post = _event(await stream.recv())
                until = max(until, at)
                if post is not None:
                    posts.append((at, *post))
    except TimeoutError:
        if until == start:
            raise Unreachable("블루스카이에서 아무것도 오지 않았어요") from None
    except (OSError, WebSocketException):
        if until == start:
            raise Unreachable("블루스카이에 연결할 수 없어요") from None
    return posts, until


def _event(message: str | bytes) -> tuple[datetime, tuple[str, str] | None]:
    """(time of an event, (author, text) if it is a new Korean post)."""
    try:
        event = json.loads(message)
        at = datetime.fromtimestamp(event["time_us"] / 1_000_000, UTC)
    except (ValueError, KeyError, TypeError, OverflowError):
        raise BadAnswer("블루스카이 주소에서 알 수 없는 내용이 왔어요") from None
    commit = event.get("commit") if isinstance(event, dict) else None
    record = (
        commit.get("record") if isinstance(commit, dict) and commit.get("operation") == "create" else None
    )
    if not isinstance(record, dict) or "ko" not in (record.get("langs") or []):
        return at, None
    return at, (str(event.get("did", "")), str(record.get("text", "")))
