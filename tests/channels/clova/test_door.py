"""CLOVA's extension through the whole application, with requests signed by a key of our own."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.channels.clova import ClovaRequest, response
from assistant.channels.speaker import Memory, Spoken
from assistant.reply import Card, CardItem, CardKind, Reply
from tests.channels.clova.wire import APP, KEY, PATH, key_file, post, request, said, signed, violations
from tests.channels.kakao.door import EchoBot, open_door
from tests.channels.replies import replies


def test_launch_intents_and_the_end(tmp_path: Path) -> None:
    bot = EchoBot()
    with open_door(tmp_path, bot) as http:
        bot.heard.clear()
        attributes: dict[str, Any] = {}

        def say(kind: str, name: str = "", **slots: str) -> tuple[str, dict[str, Any]]:
            nonlocal attributes
            answer = http.post(PATH, json=request(kind, name, attributes=attributes, **slots))
            assert answer.status_code == 200, answer.text
            assert violations(answer.json()) == []
            attributes = answer.json()["sessionAttributes"]
            return said(answer.json()), answer.json()["response"]

        hello, rest = say("LaunchRequest")
        assert hello.startswith("안녕하세요")
        assert rest["shouldEndSession"] is False
        assert rest["reprompt"]["outputSpeech"]["values"]["value"] == "무엇을 알려 드릴까요?"
        safe, rest = say("IntentRequest", "ask_route_safety", time="2026-11-28", destination="부산")
        assert safe.startswith("들었어요: 2026년 11월 28일 부산까지 가는 길 안전해?")
        assert rest["shouldEndSession"] is False
        assert say("IntentRequest", "free_speech", utterance="왜?")[0].startswith("들었어요: 왜?")
        assert "목적지와 때를" in say("IntentRequest", "Clova.GuideIntent")[0]
        assert say("IntentRequest", "Clova.YesIntent")[0].startswith("들었어요: 응")
        for ends in (False, False, True):
            assert say("IntentRequest", "Clova.FallbackIntent")[1]["shouldEndSession"] is ends
        bye, rest = say("IntentRequest", "Clova.CancelIntent")
        assert (bye, rest["shouldEndSession"], attributes) == ("조심히 다녀오세요.", True, {})
        ended, rest = say("SessionEndedRequest")
        assert (ended, rest["shouldEndSession"]) == ("", True)
        assert len({turn.user_id for turn in bot.heard}) == 1
        assert all(turn.user_id.startswith("clova-") and "user-1" not in turn.user_id for turn in bot.heard)


def test_a_question_at_once_ends_the_session_and_one_left_open_keeps_it(tmp_path: Path) -> None:
    class Asking(EchoBot):
        async def _answer(self, turn: Any) -> Reply:
            asks = "어디로" not in turn.text
            return Reply(text="어디로 가세요?" if asks else "네.", speech="", expects_reply=asks)

    with open_door(tmp_path, Asking()) as http:
        asked = http.post(PATH, json=request(name="free_speech", utterance="길 안전해?")).json()
        assert (asked["response"]["shouldEndSession"], said(asked)) == (False, "어디로 가세요?")
        assert asked["response"]["reprompt"]["outputSpeech"]["values"]["value"] == "무엇을 알려 드릴까요?"
        told = http.post(PATH, json=request(name="free_speech", utterance="어디로")).json()
        assert told["response"]["shouldEndSession"] is True
        assert "reprompt" not in told["response"]


@pytest.mark.parametrize(
    ("size", "lines"),
    [("none", 0), ("s100", 1), ("m100", 3), ("l100", 5), ("xl100", 8), ("custom", 6), ("?", 0)],
)
def test_the_card_fits_the_screen(size: str, lines: int) -> None:
    items = tuple(CardItem(label=f"줄 {n}", value="값") for n in range(20))
    reply = Reply(text="네.", speech="", cards=(Card(kind=CardKind.ROUTE, title="서울 → 부산", items=items),))
    asked = ClovaRequest.model_validate(request(size=size, name="free_speech", utterance="왜?"))
    wire = response(asked, Spoken(reply=reply, end=True)).wire()
    assert violations(wire) == []
    card = wire["response"]["card"]
    shown = card["paragraphText"]["value"].splitlines() if card else []
    assert len(shown) == (lines + 1 if lines else 0)
    if lines:
        assert (shown[0], shown[-1]) == ("서울 → 부산", "줄 19 · 값")


def test_reports_are_answered_with_silence_and_the_session_goes_on(tmp_path: Path) -> None:
    bot = EchoBot()
    with open_door(tmp_path, bot) as http:
        bot.heard.clear()
        memory = {"open": True, "misses": 1}
        report = http.post(PATH, json=request("EventRequest", attributes=memory)).json()
        assert violations(report) == []
        assert (report["response"]["outputSpeech"], report["response"]["shouldEndSession"]) == ({}, False)
        assert report["sessionAttributes"] == memory
        alone = http.post(PATH, json=request("EventRequest", new=True)).json()
        assert alone["response"]["shouldEndSession"] is True
        assert bot.heard == []


def test_who_switches_the_extension_off_is_forgotten(tmp_path: Path) -> None:
    class Forgetful(EchoBot):
        forgotten: list[str]

        async def forget(self, user_id: str) -> None:
            self.forgotten = [*getattr(self, "forgotten", []), user_id]

    bot = Forgetful()
    database = f"sqlite:///{tmp_path / 'gilbeot.db'}"
    with open_door(tmp_path, bot, database_url=database) as http:
        http.post(PATH, json=request(name="free_speech", utterance="안녕"))
        user = bot.heard[-1].user_id
        deleted: list[str] = []
        stores = http.app.state.personal  # type: ignore[attr-defined]

        class Watched:
            def delete(self, name: str) -> Any:
                deleted.append(name)
                return stores.delete(name)

        http.app.state.personal = Watched()  # type: ignore[attr-defined]
        off = request("EventRequest", event=("ClovaSkill", "SkillDisabled"))
        assert http.post(PATH, json=off).status_code == 200
        assert bot.forgotten[-1] == user
        assert deleted == [user]
        http.app.state.personal = stores  # type: ignore[attr-defined]


def test_only_what_clova_signed(tmp_path: Path) -> None:
    bot = EchoBot()
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with open_door(tmp_path, bot, clova_public_key=key_file(tmp_path), clova_application_id=APP) as http:
        bot.heard.clear()
        body = request(name="free_speech", utterance="안녕")
        content = json.dumps(body).encode()
        right = signed(content)["SignatureCEK"]
        wrong = ["", "x", "=", right[:-8], right + "AAAA", "가", "A" * 100_000, right.swapcase()]
        headers: list[dict[str, str]] = [{}, signed(content, other), signed(content + b" ")]
        headers += [{"SignatureCEK": text} for text in wrong if text.isascii()]
        for header in headers:
            for sent in (content, b"{}", b"["):
                if header.get("SignatureCEK") == right:
                    continue
                answer = http.post(PATH, content=sent, headers=header)
                assert (answer.status_code, answer.json()["code"]) == (401, "wrong_signature"), header
        raw = http.post(PATH, content=content, headers={b"SignatureCEK": "가".encode()})  # type: ignore[dict-item]
        assert raw.status_code == 401
        assert bot.heard == []
        foreign = post(http, request(name="free_speech", utterance="안녕", app="com.example.other"))
        assert (foreign.status_code, foreign.json()["code"]) == (403, "wrong_application")
        assert bot.heard == []
        assert post(http, body).status_code == 200
        # Signed, and still no request of CLOVA's.
        assert http.post(PATH, content=b"[]", headers=signed(b"[]")).status_code == 422


def test_a_server_that_others_reach_opens_only_with_key_and_id(tmp_path: Path) -> None:
    body = request(name="free_speech", utterance="안녕")
    key = key_file(tmp_path)
    far: dict[str, Any] = {"host": "0.0.0.0", "api_keys": "never"}
    for half in ({}, {"clova_public_key": key}, {"clova_application_id": APP}):
        with open_door(tmp_path, **far, **half) as http:
            assert post(http, body).status_code == 404
    with open_door(tmp_path, **far, clova_public_key=key, clova_application_id=APP) as http:
        assert post(http, body).status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"request": {"type": "IntentRequest"}}',
        json.dumps(request(user=None, name="free_speech", utterance="안녕")).encode(),
        json.dumps(request(user="", name="free_speech", utterance="안녕")).encode(),
        json.dumps(request("DanceRequest")).encode(),
        json.dumps({**request(), "request": {"type": "IntentRequest"}}).encode(),
        json.dumps(request(name="free_speech", utterance="가" * 20_001)).encode(),
    ],
)
def test_what_is_no_request_is_a_problem(tmp_path: Path, content: bytes) -> None:
    with open_door(tmp_path) as http:
        answer = http.post(PATH, content=content, headers=signed(content))
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"


def test_odd_requests(tmp_path: Path) -> None:
    with open_door(tmp_path) as http:
        huge = http.post(PATH, json=request(name="free_speech", utterance="가" * 300_000))
        assert huge.status_code == 413
        long = http.post(PATH, json=request(name="free_speech", utterance="가나다라마" * 2000))
        assert long.status_code == 200
        assert violations(long.json()) == []
        empty = request(name="ask_weather")
        empty["request"]["intent"]["slots"] = None
        empty["session"]["sessionAttributes"] = None
        assert said(http.post(PATH, json=empty).json()).startswith("들었어요: 날씨 어때?")
        device = request(name="free_speech", utterance="안녕")
        del device["session"]["user"]
        assert http.post(PATH, json=device).status_code == 200
        forged = request(name="Clova.FallbackIntent", attributes={"misses": 10**30, "open": "yes"})
        assert http.post(PATH, json=forged).json()["response"]["shouldEndSession"] is False


def test_two_requests_of_one_user_are_ordered_and_none_is_lost(tmp_path: Path) -> None:
    bot = EchoBot()
    with open_door(tmp_path, bot) as http:
        bot.heard.clear()
        answers: list[str] = []

        def ask(number: int) -> None:
            body = request(name="free_speech", utterance=f"느리게 0.05 {number}")
            answers.append(said(http.post(PATH, json=body).json()))

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
            return said(http.post(PATH, json=request(name="free_speech", utterance=text)).json())

        assert "결과 알려줘" in say("느리게 0.3")
        assert any("들었어요: 느리게 0.3" in say("결과 알려줘") for _ in range(5))
        assert "답을 드릴 수 없어요" in say("고장")


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(replies, st.booleans(), st.sampled_from(("none", "s100", "m100", "l100", "xl100", "custom")))
def test_no_reply_breaks_a_limit(reply: Reply, end: bool, size: str) -> None:
    asked = ClovaRequest.model_validate(request(size=size, name="free_speech", utterance="가" * 3000))
    spoken = Spoken(
        reply=reply, ask="" if end else "더 궁금하신 게 있으세요?", end=end, memory=Memory(misses=2)
    )
    wire = response(asked, spoken).wire()
    assert violations(wire) == []
    json.dumps(wire, ensure_ascii=False).encode()


def test_it_is_documented(tmp_path: Path) -> None:
    with open_door(tmp_path) as http:
        operation = http.get("/openapi.json").json()["paths"][PATH]["post"]
        assert "requestBody" in operation
        assert {"200", "401", "403", "422"} <= set(operation["responses"])


def test_keys_that_are_none(tmp_path: Path) -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    (tmp_path / "text.pem").write_text("no key")
    for path in (tmp_path / "missing.pem", tmp_path / "text.pem", key_file(tmp_path, small)):
        with pytest.raises(ValueError, match=str(path)), open_door(tmp_path, clova_public_key=path):
            pass
    assert key_file(tmp_path, KEY).exists()
