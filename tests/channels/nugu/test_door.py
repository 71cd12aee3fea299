"""NUGU's backend proxy through the whole application."""

from __future__ import annotations

import base64
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from assistant.api.routes_nugu import token
from assistant.channels.nugu import NuguRequest, response
from assistant.channels.speaker import Memory, Spoken
from assistant.reply import Reply
from tests.channels.kakao.door import EchoBot, open_door
from tests.channels.replies import replies

TOKEN = "correct horse battery staple"
PATH = "/channels/nugu/"


def request(action: str, session: str = "session-1", **slots: str) -> dict[str, Any]:
    """What NUGU sends, with all that is not needed."""
    return {
        "version": "2.0",
        "action": {
            "actionName": action,
            "parameters": {key: {"type": "X", "value": text} for key, text in slots.items()},
        },
        "event": {"type": ""},
        "context": {
            "session": {"id": session, "isNew": True, "isPlayBuilderRequest": False, "accessToken": None},
            "device": {"type": "speaker.nugu.nu200", "state": {"x": [1]}},
            "supportedInterfaces": {"AudioPlayer": {"playerActivity": "IDLE", "offsetInMilliseconds": 0}},
            "privatePlay": {},
        },
        "somethingNew": {"deep": [1, 2, 3]},
    }


def violations(answer: dict[str, Any], asked: dict[str, Any]) -> list[str]:
    """What NUGU would not take; written down a second time, shares nothing with the code."""
    found = []
    if (answer["version"], answer["resultCode"], answer["directives"]) != ("2.0", "OK", []):
        found.append("envelope")
    output = answer["output"]
    missing = {*asked["action"]["parameters"], "answer", "ask", "more", "level", "misses"} - set(output)
    found += [f"missing {name}" for name in missing]
    longest = {"answer": 1000, "ask": 200, "level": 60}
    for name, value in output.items():
        if not isinstance(value, str) or len(value.encode("utf-16-le")) // 2 > longest.get(name, 1000):
            found.append(f"{name}: {value!r}")
    if not output["answer"].strip() or output["more"] not in ("Y", "N"):
        found.append("nothing said")
    if any(mark in output[name] for name in longest for mark in "<>{}"):
        found.append("markup")
    return found


def test_launch_intents_and_the_end(tmp_path: Path) -> None:
    bot = EchoBot()
    with open_door(tmp_path, bot) as http:
        bot.heard.clear()

        def say(action: str, **slots: str) -> dict[str, str]:
            asked = request(action, **slots)
            answer = http.post(PATH + action, json=asked)
            assert answer.status_code == 200, answer.text
            assert violations(answer.json(), asked) == []
            output: dict[str, str] = answer.json()["output"]
            return output

        hello = say("welcome")
        assert hello["answer"].startswith("안녕하세요")
        assert hello["more"] == "Y"
        safe = say("answer.ask_route_safety", time="내일", destination="부산", answer="", ask="")
        assert safe["answer"].startswith("들었어요: 내일 부산까지 가는 길 안전해?")
        assert (safe["time"], safe["destination"], safe["more"]) == ("내일", "부산", "Y")
        assert say("answer.free_speech", utterance="왜?")["answer"].startswith("들었어요: 왜?")
        misses = "0"
        for more in ("Y", "Y", "N"):
            lost = say("fallback", misses=misses)
            misses, after = lost["misses"], lost["more"]
            assert after == more
        assert say("exit")["more"] == "N"
        assert len({turn.user_id for turn in bot.heard}) == 1
        assert all(turn.user_id.startswith("nugu-") and "session-1" not in turn.user_id for turn in bot.heard)


def test_a_user_of_a_private_play_stays_the_same(tmp_path: Path) -> None:
    bot = EchoBot()
    with open_door(tmp_path, bot) as http:
        bot.heard.clear()
        for session in ("a", "b"):
            body = request("free_speech", session, utterance="안녕")
            body["profile"] = {"privatePlay": {"userKey": "hashed", "deviceKey": "d"}}
            assert http.post(PATH + "free_speech", json=body).status_code == 200
        assert len({turn.user_id for turn in bot.heard}) == 1


def test_health(tmp_path: Path) -> None:
    with open_door(tmp_path) as http:
        answer = http.get(PATH + "health")
        assert (answer.status_code, answer.text) == (200, "OK")
        http.app.state.bot = None  # type: ignore[attr-defined]
        assert http.get(PATH + "health").status_code == 503
        starting = http.post(PATH + "free_speech", json=request("free_speech", utterance="안녕"))
        assert "켜지고" in starting.json()["output"]["answer"]


@pytest.mark.parametrize(
    ("header", "read"),
    [
        (f"token {TOKEN}", TOKEN),
        (f"Bearer {TOKEN}", TOKEN),
        ("Basic " + base64.b64encode(f"nugu:{TOKEN}".encode()).decode(), TOKEN),
        ("Basic !!!", ""),
        ("Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(), ""),
        ("plain", "plain"),
        ("", ""),
        ("token", ""),
    ],
)
def test_the_token(header: str, read: str) -> None:
    assert token(header) == read


def test_who_may_not_talk(tmp_path: Path) -> None:
    bot = EchoBot()
    body = request("free_speech", utterance="안녕")
    with open_door(tmp_path, bot, nugu_token=TOKEN) as http:
        bot.heard.clear()
        for header in ("", f"token {TOKEN[:-1]}", f"token {TOKEN}!", "Basic x"):
            answer = http.post(PATH + "free_speech", json=body, headers={"authorization": header})
            assert (answer.status_code, answer.json()["code"]) == (401, "wrong_secret")
            assert TOKEN not in answer.text
        assert bot.heard == []
        right = {"authorization": f"token {TOKEN}"}
        assert http.post(PATH + "free_speech", json=body, headers=right).status_code == 200
    with open_door(tmp_path, nugu_allowed_ips=("203.0.113.0/24",)) as http:
        assert http.post(PATH + "free_speech", json=body).status_code == 403
    with open_door(tmp_path, host="0.0.0.0", api_keys="never") as http:
        assert http.post(PATH + "free_speech", json=body).status_code == 404


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"null", b"[]", b"[" * 100_000, b'{"action": {}}', b'{"action": {"actionName": 3}}'],
)
def test_what_is_no_request_is_a_problem(tmp_path: Path, content: bytes) -> None:
    with open_door(tmp_path) as http:
        answer = http.post(PATH + "free_speech", content=content)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"


def test_odd_requests(tmp_path: Path) -> None:
    with open_door(tmp_path) as http:
        other = http.post(PATH + "ask_weather", json=request("free_speech", utterance="안녕"))
        assert (other.status_code, other.json()["code"]) == (422, "wrong_action")
        nobody = request("free_speech", session="", utterance="안녕")
        assert http.post(PATH + "free_speech", json=nobody).status_code == 422
        huge = request("free_speech", utterance="가" * 300_000)
        assert http.post(PATH + "free_speech", json=huge).status_code == 413
        long = request("free_speech", utterance="가나다라마" * 2000)
        answer = http.post(PATH + "free_speech", json=long)
        assert answer.status_code == 200
        assert violations(answer.json(), long) == []


def test_two_requests_of_one_user_are_ordered_and_none_is_lost(tmp_path: Path) -> None:
    bot = EchoBot()
    with open_door(tmp_path, bot) as http:
        bot.heard.clear()
        answers: list[str] = []

        def ask(number: int) -> None:
            body = request("free_speech", utterance=f"느리게 0.05 {number}")
            answers.append(http.post(PATH + "free_speech", json=body).json()["output"]["answer"])

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(bot.heard) == len({turn.text for turn in bot.heard}) == 5
        assert max(bot.most_at_once.values()) == 1
        assert len(set(answers)) == 5


def test_a_late_answer_is_told_when_it_is_asked_for(tmp_path: Path) -> None:
    with open_door(tmp_path, speaker_deadline_s=0.1) as http:

        def say(text: str) -> str:
            body = request("free_speech", utterance=text)
            return str(http.post(PATH + "free_speech", json=body).json()["output"]["answer"])

        assert "결과 알려줘" in say("느리게 0.3")
        answers = [say("결과 알려줘") for _ in range(5)]
        assert any("들었어요: 느리게 0.3" in answer for answer in answers)
        assert "결과가 없어요" in say("결과 알려줘")
        assert "답을 드릴 수 없어요" in say("고장")


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(replies)
def test_no_reply_breaks_a_limit(reply: Reply) -> None:
    asked = request("free_speech", utterance="가" * 3000, answer="")
    spoken = Spoken(reply=reply, ask="더 궁금하신 게 있으세요?", memory=Memory(misses=2))
    wire = response(NuguRequest.model_validate(asked), spoken).wire()
    assert violations(wire, asked) == []
    json.dumps(wire, ensure_ascii=False).encode()


def test_it_is_documented(tmp_path: Path) -> None:
    with open_door(tmp_path) as http:
        operation = http.get("/openapi.json").json()["paths"]["/channels/nugu/{action}"]["post"]
        assert "requestBody" in operation
        assert {"200", "401", "403", "422"} <= set(operation["responses"])
