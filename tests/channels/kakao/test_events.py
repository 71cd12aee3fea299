"""The Event API client against a real HTTP server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.channels.kakao import EventClient, EventError, EventsNotConfigured
from assistant.channels.kakao.events import Handed
from assistant.settings import Settings
from tests.channels.kakao.receiver import TAKEN, receiving
from tests.ports import free_port

KEY = "rest-api-key-1234"


def configured(url: str) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        kakao_bot_id="bot-1",
        kakao_rest_api_key=SecretStr(KEY),
        kakao_event_url=url,
    )


def send(url: str, users: list[str], data: dict[str, str]) -> tuple[Handed, ...]:
    async def run() -> tuple[Handed, ...]:
        async with EventClient.of(configured(url)) as events:
            return await events.send("trip_warning", users, data)

    return asyncio.run(run())


def test_an_event_is_posted_as_documented() -> None:
    with receiving() as kakao:
        (handed,) = send(kakao.url, ["u1", "u2"], {"text": "내일 부산 가시는 길에 호우경보가 내려졌어요."})
        ((path, body, headers),) = kakao.posts
    assert handed == Handed(taskId="t-1", status="SUCCESS")
    assert path == "/v2/bots/bot-1/talk"
    assert headers["Authorization"] == f"KakaoAK {KEY}"
    assert body == {
        "event": {"name": "trip_warning", "data": {"text": "내일 부산 가시는 길에 호우경보가 내려졌어요."}},
        "user": [{"type": "botUserKey", "id": "u1"}, {"type": "botUserKey", "id": "u2"}],
    }


def test_many_users_go_in_several_calls_and_long_texts_are_cut() -> None:
    with receiving() as kakao:
        handed = send(kakao.url, [f"u{n}" for n in range(250)], {"text": "가나 " * 900})
        assert [len(body["user"]) for _, body, _ in kakao.posts] == [100, 100, 50]
        assert all(len(body["event"]["data"]["text"]) <= 1000 for _, body, _ in kakao.posts)
    assert len(handed) == 3


@pytest.mark.parametrize(
    ("answers", "posts", "words"),
    [
        ([(401, {})], 1, "refuses the key"),
        ([(403, {})], 1, "refuses the key"),
        ([(400, {"message": "user u1 unknown"})], 1, "HTTP 400"),
        ([(500, {})], 1, "HTTP 500"),
        ([(503, {})], 3, "cannot be reached"),
        ([(302, {})], 1, "HTTP 302"),
        ([(200, {"nothing": 1})], 1, "something else"),
        ([(200, {"taskId": "t", "status": "FAIL"})], 1, "did not take"),
    ],
)
def test_failures_say_what_to_do_and_name_nobody(answers: list[Any], posts: int, words: str) -> None:
    with receiving(answers) as kakao:
        with pytest.raises(EventError, match=words) as caught:
            send(kakao.url, ["u1"], {"text": "비밀"})
        assert len(kakao.posts) == posts
    assert not any(part in str(caught.value) for part in ("u1", "비밀", KEY))


def test_what_passes_is_tried_again() -> None:
    with receiving([(429, {}), TAKEN]) as kakao:
        assert send(kakao.url, ["u1"], {"text": "x"})[0].status == "SUCCESS"
        assert len(kakao.posts) == 2


def test_nobody_there() -> None:
    with pytest.raises(EventError, match="cannot be reached: ConnectError"):
        send(f"http://127.0.0.1:{free_port()}", ["u1"], {"text": "x"})


@pytest.mark.parametrize("given", [{}, {"kakao_bot_id": "b"}, {"kakao_rest_api_key": SecretStr("k")}])
def test_without_settings_it_says_which(given: dict[str, Any]) -> None:
    with pytest.raises(EventsNotConfigured, match="GILBEOT_KAKAO_BOT_ID and GILBEOT_KAKAO_REST_API_KEY"):
        EventClient.of(Settings(_env_file=None, **given))
