"""Who may not talk, and what is no request."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import pytest

from assistant.channels.kakao.callback import Callbacks
from assistant.settings import Settings
from tests.channels.kakao.door import PATH, EchoBot, open_door, request, texts
from tests.channels.kakao.receiver import receiving

SECRET = "correct horse battery staple"
HEADER = "X-Gilbeot-Secret"


def test_the_secret_is_asked_for_before_anything_else(tmp_path: Path) -> None:
    bot = EchoBot()
    with open_door(tmp_path, bot, kakao_secret=SECRET) as http:
        bot.heard.clear()
        wrong: list[dict[str, str]] = [{}, {HEADER: ""}, {HEADER: SECRET[:-1]}, {HEADER: f"{SECRET}!"}]
        for headers in wrong:
            for body in (request("안녕"), {}):
                answer = http.post(PATH, json=body, headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (401, "wrong_secret")
                assert answer.headers["content-type"] == "application/problem+json"
                assert SECRET not in answer.text
        assert bot.heard == []
        assert http.post(PATH, json=request("안녕"), headers={HEADER: SECRET}).status_code == 200


def test_a_secret_is_never_empty_or_short() -> None:
    for secret in ("", "short"):
        with pytest.raises(ValueError, match="at least 16"):
            Settings(_env_file=None, kakao_secret=secret)  # type: ignore[call-arg]
    assert SECRET not in repr(Settings(_env_file=None, kakao_secret=SECRET))  # type: ignore[call-arg]


def test_only_allowed_addresses(tmp_path: Path) -> None:
    with open_door(tmp_path, kakao_allowed_ips=("203.0.113.0/24", "2001:db8::/32")) as http:
        answer = http.post(PATH, json=request("안녕"))
        assert (answer.status_code, answer.json()["code"]) == (403, "address_not_allowed")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"userRequest": {"user": {"id": "' + b"\\ud800" + b'"}, "utterance": "\\ud800"}}',
    ],
)
def test_what_is_no_json_is_a_problem(tmp_path: Path, content: bytes) -> None:
    with open_door(tmp_path) as http:
        answer = http.post(PATH, content=content)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"userRequest": None}, "userRequest"),
        ({"userRequest": {"utterance": "안녕"}}, "userRequest.user"),
        ({"userRequest": {"utterance": "안녕", "user": {}}}, "userRequest.user.id"),
        ({"userRequest": {"utterance": "안녕", "user": {"id": ""}}}, "userRequest.user.id"),
        ({"userRequest": {"utterance": "안녕", "user": {"id": "가" * 300}}}, "userRequest.user.id"),
        ({"userRequest": {"utterance": 3, "user": {"id": "u"}}}, "userRequest.utterance"),
        ({"userRequest": {"utterance": "비밀" * 11_000, "user": {"id": "u"}}}, "userRequest.utterance"),
        ({"bot": {"id": 3}}, "bot.id"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, change: dict[str, Any], at: str) -> None:
    with open_door(tmp_path) as http:
        answer = http.post(PATH, json={**request("안녕"), **change})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["at"] == at
        assert "비밀" not in answer.text


def test_too_large_a_body(tmp_path: Path) -> None:
    with open_door(tmp_path) as http:
        assert http.post(PATH, json=request("안녕", user="u") | {"x": "가" * 300_000}).status_code == 413


@pytest.mark.parametrize(
    "change",
    [
        {"bot": None},
        {"action": None, "contexts": None, "intent": None, "flow": None},
        {"somethingNew": {"deep": [1, 2, 3]}},
    ],
)
def test_what_is_unknown_or_not_needed_is_ignored(tmp_path: Path, change: dict[str, Any]) -> None:
    with open_door(tmp_path) as http:
        assert texts(http.post(PATH, json={**request("안녕"), **change}).json()) == ["들었어요: 안녕"]


CALLBACKS = Callbacks(("https://bot-api.kakao.com", "http://127.0.0.1:9000"))


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://bot-api.kakao.com/v1/bots/1/callback/2?k=v", True),
        ("https://BOT-API.KAKAO.COM/x", True),
        ("https://bot-api.kakao.com:443/x", True),
        ("http://127.0.0.1:9000/x", True),
        ("http://bot-api.kakao.com/x", False),
        ("https://bot-api.kakao.com:8443/x", False),
        ("https://bot-api.kakao.com.evil.example/x", False),
        ("https://evil.example/bot-api.kakao.com", False),
        ("https://bot-api.kakao.com@evil.example/x", False),
        ("https://user:pass@bot-api.kakao.com/x", False),
        ("https://evil.example#@bot-api.kakao.com/", False),
        ("https://evil.example\\@bot-api.kakao.com/", False),
        ("https://127.0.0.1:9000/x", False),
        ("http://127.0.0.1/x", False),
        ("http://127.0.0.1:9001/x", False),
        ("http://2130706433:9000/", False),
        ("http://[::ffff:127.0.0.1]:9000/", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("file:///etc/passwd", False),
        ("gopher://bot-api.kakao.com/", False),
        ("//bot-api.kakao.com/x", False),
        ("bot-api.kakao.com", False),
        ("https://", False),
        ("http://[::1", False),
        ("https://bot-api.kakao.com:99999/", False),
        ("\x00", False),
        ("", False),
    ],
)
def test_where_answers_may_go(url: str, allowed: bool) -> None:
    assert CALLBACKS.allowed(url) is allowed


def test_other_hosts_are_never_contacted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with receiving() as evil, open_door(tmp_path, kakao_deadline_s=0.2) as http:
        answer = http.post(PATH, json=request("느리게 0.4", callback=f"{evil.url}/steal"))
        assert answer.status_code == 200
        assert "useCallback" not in answer.json()
        time.sleep(0.3)
        kept = http.post(PATH, json=request("결과 보기")).json()
        assert texts(kept) == ["들었어요: 느리게 0.4"]
        assert evil.posts == []
    assert any("refused" in record.getMessage() for record in caplog.records)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("assistant")]
    assert not any("steal" in line for line in ours)


def test_one_time_addresses_are_not_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with receiving([(500, {})]) as kakao:
        settings = {"kakao_deadline_s": 0.1, "kakao_callback_origins": (kakao.url,)}
        with caplog.at_level(logging.INFO), open_door(tmp_path, **settings) as http:
            http.post(PATH, json=request("느리게 0.2", callback=f"{kakao.url}/one-time"))
            kakao.wait(3)
    assert not any("one-time" in record.getMessage() for record in caplog.records)


def test_a_request_that_is_replayed_is_refused(tmp_path: Path) -> None:
    bot = EchoBot()
    with receiving() as kakao, open_door(tmp_path, bot, kakao_callback_origins=(kakao.url,)) as http:
        bot.heard.clear()
        body = request("안녕", callback=f"{kakao.url}/once")
        assert http.post(PATH, json=body).status_code == 200
        again = http.post(PATH, json=body)
        assert (again.status_code, again.json()["code"]) == (409, "replayed")
        assert len(bot.heard) == 1


def test_it_is_documented(tmp_path: Path) -> None:
    with open_door(tmp_path) as http:
        operation = http.get("/openapi.json").json()["paths"][PATH]["post"]
        assert "requestBody" in operation
        assert {"200", "401", "403", "409", "422"} <= set(operation["responses"])
