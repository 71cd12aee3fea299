"""News over HTTP and posts over a WebSocket. All texts are constructed."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import websockets

from assistant.feeds.batch import Batch
from assistant.feeds.bluesky import read_posts
from assistant.feeds.errors import BadAnswer, Unreachable
from assistant.feeds.http import FeedClient
from assistant.feeds.social_text import SocialText, Text, understand
from assistant.risk.model import Certainty, Hazard
from tests.feeds.helpers import at
from tests.feeds.wire import HTML_PAGE, Say, Wire

NOW = at("2026-07-17 18:00")
MINUTE = timedelta(minutes=1)


def rss(*items: tuple[str, datetime | None]) -> Say:
    entries = "".join(
        f"<item><title>{title}</title>{f'<pubDate>{format_datetime(when)}</pubDate>' if when else ''}</item>"
        for title, when in items
    )
    document = f'<?xml version="1.0"?><rss version="2.0"><channel><title>n</title>{entries}</channel></rss>'
    return Say(document, type="application/rss+xml")


def news(wire: Wire, *titles: str | Say, feed: SocialText | None = None, now: datetime = NOW) -> Batch:
    urls = []
    for n, title in enumerate(titles):
        wire.says[f"news{n}.example/rss"] = rss((title, NOW - MINUTE)) if isinstance(title, str) else title
        urls.append(f"https://news{n}.example/rss")
    return asyncio.run(wire.ask(feed or SocialText(",".join(urls)), now))


FLOODS = (
    "밀양 삼랑진 도로 침수로 차량 고립",
    "[속보] 밀양시 하천 범람 중, 주민 대피",
    "밀양역 앞 침수 발생",
)


def test_three_voices_agree(wire: Wire) -> None:
    (signal,) = news(wire, *FLOODS).signals
    assert (signal.hazard, signal.certainty) == (Hazard.FLOOD, Certainty.POSSIBLE)
    assert signal.area.regions == {"48270"}
    assert signal.facts == {"voices": 3}
    assert signal.expires == NOW + 59 * MINUTE


@pytest.mark.parametrize(
    "titles",
    [
        FLOODS[:2],
        (FLOODS[0], FLOODS[0], FLOODS[0]),  # one agency, three papers
        (*FLOODS[:2], "창녕 도로 침수 발생"),  # another place
        (*FLOODS[:2], "밀양 산불 발생"),  # another hazard
        (*FLOODS[:2], "밀양 침수 복구 완료"),  # over
        (*FLOODS[:2], "지난해 밀양 침수 발생"),
        (*FLOODS[:2], "밀양 침수 대비 훈련 발생"),
    ],
)
def test_less_is_not_enough(wire: Wire, titles: tuple[str, ...]) -> None:
    assert news(wire, *titles).signals == ()


def test_many_texts_of_one_voice_are_one(wire: Wire) -> None:
    assert news(wire, rss(*[(title, NOW - MINUTE) for title in FLOODS])).signals == ()


def test_old_and_undated_texts_do_not_count(wire: Wire) -> None:
    old = [rss((title, NOW - timedelta(hours=3))) for title in FLOODS]
    assert news(wire, *old).signals == ()
    assert news(wire, *[rss((title, None)) for title in FLOODS]).signals == ()


def test_voices_add_up_over_polls_and_fade(wire: Wire) -> None:
    feed = SocialText("https://news0.example/rss,https://news1.example/rss,https://news2.example/rss")
    empty = rss()
    assert news(wire, FLOODS[0], FLOODS[1], empty, feed=feed).signals == ()
    assert news(wire, empty, empty, FLOODS[2], feed=feed).signals
    assert news(wire, empty, empty, empty, feed=feed, now=NOW + timedelta(hours=3)).signals == ()


def test_faults(wire: Wire) -> None:
    batch = news(wire, *FLOODS, Say(HTML_PAGE))
    assert len(batch.signals) == 1
    assert "1곳은 읽지 못했어요" in batch.note
    with pytest.raises(BadAnswer):
        news(wire, Say(HTML_PAGE))
    with pytest.raises(Unreachable):
        news(wire, Say("", status=500))


def test_an_xml_bomb_does_no_harm(wire: Wire) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    channel = '<rss version="2.0"><channel><title>&e11;</title></channel></rss>'
    bomb = f'<!DOCTYPE r [<!ENTITY e0 "침수">{entities}]>{channel}'
    try:
        batch = news(wire, Say(bomb, type="application/rss+xml"))
    except BadAnswer:
        return
    assert batch.signals == ()


@pytest.mark.parametrize("address", ["news.example/rss", "file:///etc/passwd", "https://"])
def test_addresses_of_the_settings(address: str) -> None:
    with pytest.raises(ValueError, match="GILBEOT_NEWS_FEEDS"):
        SocialText(address)


def test_nothing_of_a_text_is_kept() -> None:
    text = Text(at=NOW, voice="did:plc:somebody", words="밀양 도로 침수로 고립, 010-1234-5678")
    (heard,) = understand(text, b"salt")
    assert "somebody" not in str(heard)
    assert "1234" not in str(heard)


def post(text: str, author: str, when: datetime, langs: Any = ("ko",), operation: str = "create") -> str:
    record = {"text": text, "langs": list(langs)}
    commit = {"operation": operation, "collection": "app.bsky.feed.post", "record": record}
    event = {"did": author, "time_us": int(when.timestamp() * 1e6), "kind": "commit", "commit": commit}
    return json.dumps(event)


def stream(messages: list[str], since: datetime | None = None, feed: bool = False) -> Any:
    """What is read from a Jetstream that sends these messages."""
    asked: list[str] = []

    async def send(socket: Any, path: str) -> None:
        asked.append(path)
        for message in messages:
            await socket.send(message)
        await socket.wait_closed()

    async def go() -> Any:
        async with websockets.serve(send, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            address = f"ws://127.0.0.1:{port}"
            if feed:
                async with FeedClient() as client:
                    return await SocialText(bluesky=address).ask(client, NOW, None)
            return (*await read_posts(address, since, NOW, read_s=0.5), asked)

    return asyncio.run(go())


def test_posts_agree_as_well() -> None:
    messages = [post(text, f"did:{n}", NOW - MINUTE) for n, text in enumerate(FLOODS)]
    (signal,) = stream([*messages, post("hello", "did:x", NOW, ("en",))], feed=True).signals
    assert signal.hazard is Hazard.FLOOD


def test_the_stream_is_read_from_where_it_was_left() -> None:
    since = NOW - 5 * MINUTE
    messages = [
        post("밀양 침수", "a", NOW - 2 * MINUTE),
        post("flood", "b", NOW - 2 * MINUTE, ("en",)),
        post("지움", "c", NOW - MINUTE, operation="delete"),
        post("지금", "d", NOW),
        post("나중", "e", NOW + MINUTE),
    ]
    posts, until, asked = stream(messages, since)
    assert [words for _, _, words in posts] == ["밀양 침수", "지금"]
    assert until == NOW
    assert f"cursor={int(since.timestamp() * 1e6)}" in asked[0]


def test_a_stream_that_stops_halfway_is_no_error() -> None:
    posts, until, _ = stream([post("밀양 침수", "a", NOW - 2 * MINUTE)])
    assert (len(posts), until) == (1, NOW - 2 * MINUTE)


@pytest.mark.parametrize("messages", [["not json"], ["[]"], ['{"time_us": "x"}'], ["3"]])
def test_what_is_no_jetstream(messages: list[str]) -> None:
    with pytest.raises(BadAnswer):
        stream(messages)


def test_no_stream() -> None:
    with pytest.raises(Unreachable):
        asyncio.run(read_posts("ws://127.0.0.1:9", None, NOW, read_s=0.5))
    with pytest.raises(Unreachable):
        stream([])
