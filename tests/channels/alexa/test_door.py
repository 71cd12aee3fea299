"""Alexa's skill through the whole application, with requests signed by a certificate of our own."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.channels.alexa import AlexaRequest, response
from assistant.channels.alexa.certificates import Certificates
from assistant.channels.alexa.response import document
from assistant.channels.alexa.words import in_korean, tables
from assistant.channels.speaker import Memory, Spoken
from assistant.reply import Card, CardItem, CardKind, Reply
from tests.channels.alexa.authority import CHAIN, INTERMEDIATE, NAME, leaf, roots, serving
from tests.channels.alexa.wire import APP, CHAIN_URL, PATH, found, post, request, said, signed, violations
from tests.channels.kakao.door import EchoBot, open_door
from tests.channels.replies import replies

HUB = {"shape": "RECTANGLE", "pixelWidth": 1024, "pixelHeight": 600, "dpi": 160, "touch": ["SINGLE"]}


@contextmanager
def guarded(folder: Path, bot: EchoBot | None = None, **config: Any) -> Iterator[TestClient]:
    """The application, asking for signatures; Amazon's host is a server on this machine."""
    other = leaf(INTERMEDIATE, "example.com")
    files = {"/echo.api/echo-api-cert.pem": CHAIN, "/echo.api/other-cert.pem": other.pem + INTERMEDIATE.pem}
    with (
        serving(files, folder) as bucket,
        open_door(folder, bot, alexa_application_id=APP, **config) as http,
    ):
        state = http.app.state  # type: ignore[attr-defined]
        here = Certificates(roots, address=bucket.address, tls=bucket.tls)
        state.alexa_trust = replace(state.alexa_trust, certificates=here)
        yield http


def test_launch_intents_and_the_end(tmp_path: Path) -> None:
    bot = EchoBot()
    with guarded(tmp_path, bot) as http:
        bot.heard.clear()
        attributes: dict[str, Any] = {}

        def say(kind: str, name: str = "", **slots: Any) -> tuple[str, dict[str, Any]]:
            nonlocal attributes
            answer = post(http, request(kind, name, attributes=attributes, **slots))
            assert answer.status_code == 200, answer.text
            assert violations(answer.json()) == []
            attributes = answer.json().get("sessionAttributes", {})
            return said(answer.json()), answer.json()["response"]

        hello, rest = say("LaunchRequest")
        assert hello.startswith("안녕하세요")
        assert rest["shouldEndSession"] is False
        assert rest["reprompt"]["outputSpeech"]["text"] == "무엇을 알려 드릴까요?"
        slots = {"time": "2026-11-28", "hour": "09:00", "destination": found("Pusan", "Busan"), "mode": {}}
        safe, rest = say("IntentRequest", "ask_route_safety", **slots)
        assert safe.startswith("들었어요: 2026년 11월 28일 오전 9시 부산까지 가는 길 안전해?")
        assert rest["shouldEndSession"] is False
        assert say("IntentRequest", "free_speech", utterance="왜?")[0].startswith("들었어요: 왜?")
        assert "목적지와 때를" in say("IntentRequest", "AMAZON.HelpIntent")[0]
        assert say("IntentRequest", "AMAZON.RepeatIntent")[0].startswith("들었어요: 다시 말해줘")
        assert say("IntentRequest", "AMAZON.YesIntent")[0].startswith("들었어요: 응")
        assert say("IntentRequest", "AMAZON.NoIntent")[0].startswith("들었어요: 아니")
        for ends in (False, False, True):
            assert say("IntentRequest", "AMAZON.FallbackIntent")[1]["shouldEndSession"] is ends
        for name in ("AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent"):
            bye, rest = say("IntentRequest", name)
            assert (bye, rest["shouldEndSession"]) == ("조심히 다녀오세요.", True)
        assert say("SessionEndedRequest") == ("", {})
        assert say("System.ExceptionEncountered") == ("", {})
        assert len({turn.user_id for turn in bot.heard}) == 1
        assert all(turn.user_id.startswith("alexa-") and "user-1" not in turn.user_id for turn in bot.heard)


@pytest.mark.parametrize(
    ("screen", "lines"),
    [
        (None, None),
        ({}, 5),
        (HUB, 5),
        ({**HUB, "pixelHeight": 480}, 3),
        ({**HUB, "pixelHeight": 800}, 8),
        ({**HUB, "pixelHeight": 1080, "dpi": 320}, 4),
        ({**HUB, "pixelHeight": 800, "currentPixelHeight": 1280}, 10),
        ({**HUB, "pixelHeight": 480, "shape": "ROUND"}, 3),
        ({**HUB, "pixelHeight": 100}, 1),
    ],
)
def test_the_screen_gets_as_many_lines_as_it_shows(screen: dict[str, Any] | None, lines: int | None) -> None:
    items = tuple(CardItem(label=f"줄 {n}", value="<값>") for n in range(20))
    reply = Reply(text="네.", speech="", cards=(Card(kind=CardKind.ROUTE, title="서울 → 부산", items=items),))
    asked = AlexaRequest.model_validate(request(name="free_speech", utterance="왜?", screen=screen))
    wire = response(asked, Spoken(reply=reply, end=True)).wire()
    assert violations(wire) == []
    assert wire["response"]["card"]["content"].splitlines()[-1] == "줄 19 · <값>"
    if lines is None:
        assert "directives" not in wire["response"]
        return
    shown = wire["response"]["directives"][0]["datasources"]["gilbeot"]
    assert (shown["title"], len(shown["lines"])) == ("서울 → 부산", lines)
    assert shown["lines"][-1] == "줄 19 · 〈값〉"


def test_the_document_uses_what_it_is_given() -> None:
    used = set(re.findall(r"payload\.gilbeot\.(\w+)", json.dumps(document())))
    assert used == {"title", "level", "lines"}


def _changed(content: bytes) -> dict[str, tuple[bytes, dict[str, str]]]:
    right = signed(content)
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return {
        "nothing": (content, {}),
        "no signature": (content, {"SignatureCertChainUrl": CHAIN_URL}),
        "only the old signature": (content, {k: v for k, v in right.items() if k != "Signature-256"}),
        "the old one as the new one": (content, right | {"Signature-256": right["Signature"]}),
        "no certificate": (content, {k: v for k, v in right.items() if k != "SignatureCertChainUrl"}),
        "another body": (content.replace(b"free_speech", b"ask_weather"), right),
        "a stranger's key": (content, signed(content, stranger)),
        "no Base64": (content, right | {"Signature-256": "x=y"}),
        "empty": (content, right | {"Signature-256": ""}),
        "huge": (content, right | {"Signature-256": "A" * 50_000}),
        "another host": (content, right | {"SignatureCertChainUrl": "https://evil.example/echo.api/x.pem"}),
        "another port": (content, right | {"SignatureCertChainUrl": CHAIN_URL.replace(".com/", ".com:563/")}),
        "not https": (content, right | {"SignatureCertChainUrl": CHAIN_URL.replace("https", "http")}),
        "another name": (
            content,
            right | {"SignatureCertChainUrl": CHAIN_URL.replace("echo-api-", "other-")},
        ),
        "nothing there": (content, right | {"SignatureCertChainUrl": CHAIN_URL + "x"}),
        "no JSON either": (b"[", right),
    }


def test_only_what_alexa_signed(tmp_path: Path) -> None:
    bot = EchoBot()
    with guarded(tmp_path, bot) as http:
        bot.heard.clear()
        content = json.dumps(request(name="free_speech", utterance="안녕")).encode()
        for what, (body, headers) in _changed(content).items():
            answer = http.post(PATH, content=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "wrong_signature"), what
            assert answer.headers["content-type"] == "application/problem+json"
        assert bot.heard == []
        assert http.post(PATH, content=content, headers=signed(content)).status_code == 200
        assert http.post(PATH, content=b"[]", headers=signed(b"[]")).status_code == 422
    assert NAME == "echo-api.amazon.com"


def test_only_what_is_for_us_and_of_now(tmp_path: Path) -> None:
    bot = EchoBot()
    with guarded(tmp_path, bot, scenario="khanun-2023") as http:
        bot.heard.clear()
        for seconds in (-160, 160, 3600, 10**8):
            body = request(name="free_speech", utterance="안녕", age=timedelta(seconds=seconds))
            answer = post(http, body)
            assert (answer.status_code, answer.json()["code"]) == (401, "stale_request"), seconds
        foreign = post(http, request(name="free_speech", utterance="안녕", app="amzn1.ask.skill.other"))
        assert (foreign.status_code, foreign.json()["code"]) == (403, "wrong_application")
        assert bot.heard == []
        for seconds in (-140, 0, 140):
            body = request(name="free_speech", utterance="안녕", age=timedelta(seconds=seconds))
            assert post(http, body).status_code == 200


def test_a_replay_is_given_the_same_answer_and_nothing_happens_twice(tmp_path: Path) -> None:
    bot = EchoBot()
    with guarded(tmp_path, bot) as http:
        bot.heard.clear()
        body = request(name="free_speech", utterance="느리게 0.05 안녕", number="n")
        answers: list[bytes] = []
        threads = [
            threading.Thread(target=lambda: answers.append(post(http, body).content)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        answers.append(post(http, body).content)
        assert len(set(answers)) == len(bot.heard) == 1
        other = post(http, request(name="free_speech", utterance="다른 말", number="n"))
        assert (other.status_code, other.json()["code"]) == (409, "replayed")
        # Somebody else's number is not ours.
        assert (
            post(http, request(user="u2", name="free_speech", utterance="말", number="n")).status_code == 200
        )


def test_who_switches_the_skill_off_is_forgotten(tmp_path: Path) -> None:
    class Forgetful(EchoBot):
        forgotten: str = ""

        async def forget(self, user_id: str) -> None:
            self.forgotten = user_id

    bot = Forgetful()
    with guarded(tmp_path, bot, database_url=f"sqlite:///{tmp_path / 'gilbeot.db'}") as http:
        post(http, request(name="free_speech", utterance="안녕"))
        event = request("AlexaSkillEvent.SkillDisabled")
        del event["session"]
        answer = post(http, event)
        assert (answer.status_code, said(answer.json())) == (200, "")
        assert bot.forgotten == bot.heard[-1].user_id


def test_a_server_that_others_reach_opens_only_with_the_skills_id(tmp_path: Path) -> None:
    with open_door(tmp_path, host="0.0.0.0", api_keys="never") as http:
        assert post(http, request("LaunchRequest")).status_code == 404
    with open_door(tmp_path) as http:
        assert http.post(PATH, json=request("LaunchRequest")).status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"null",
        b"[]",
        b"[" * 100_000,
        json.dumps(request(user=None, name="free_speech", utterance="안녕")).encode(),
        json.dumps(request(user="", name="free_speech", utterance="안녕")).encode(),
        json.dumps({**request("LaunchRequest"), "request": {"type": "LaunchRequest"}}).encode(),
        json.dumps(request(name="free_speech", utterance="가" * 20_001)).encode(),
        json.dumps(request("LaunchRequest")).encode().replace(b'"timestamp": "', b'"timestamp": "x'),
        json.dumps(request("LaunchRequest", app="")).encode(),
    ],
)
def test_what_is_no_request_is_a_problem(tmp_path: Path, content: bytes) -> None:
    with open_door(tmp_path) as http:
        answer = http.post(PATH, content=content)
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
        empty["session"]["attributes"] = None
        assert said(http.post(PATH, json=empty).json()).startswith("들었어요: 날씨 어때?")
        alone = request(name="free_speech", utterance="안녕")
        del alone["context"]
        assert http.post(PATH, json=alone).status_code == 200
        unseen = http.post(PATH, json=request(name="ask_weather", place={"value": None, "resolutions": {}}))
        assert said(unseen.json()).startswith("들었어요: 날씨 어때?")


def test_two_requests_of_one_user_are_ordered_and_none_is_lost(tmp_path: Path) -> None:
    bot = EchoBot()
    with guarded(tmp_path, bot) as http:
        bot.heard.clear()
        answers: list[str] = []

        def ask(number: int) -> None:
            body = request(name="free_speech", utterance=f"느리게 0.05 {number}")
            answers.append(said(post(http, body).json()))

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(bot.heard) == len({turn.text for turn in bot.heard}) == 5
        assert max(bot.most_at_once.values()) == 1
        assert len(set(answers)) == 5


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(replies, st.booleans(), st.sampled_from((None, {}, HUB, {**HUB, "pixelHeight": 2000})))
def test_no_reply_breaks_a_limit(reply: Reply, end: bool, screen: dict[str, Any] | None) -> None:
    asked = AlexaRequest.model_validate(request(name="free_speech", utterance="가" * 3000, screen=screen))
    ask = "" if end else "더 궁금하신 게 있으세요?"
    spoken = Spoken(reply=reply, ask=ask, end=end, memory=Memory(misses=2))
    wire = response(asked, spoken).wire()
    assert violations(wire) == []


def test_it_is_documented(tmp_path: Path) -> None:
    with open_door(tmp_path) as http:
        operation = http.get("/openapi.json").json()["paths"][PATH]["post"]
        assert "requestBody" in operation
        assert {"200", "401", "403", "409", "422"} <= set(operation["responses"])


@pytest.mark.parametrize(
    ("slot", "english", "korean"),
    [
        ("destination", "Busan", "부산"),
        ("origin", "pusan", "부산"),
        ("place", "gangnam  station", "강남역"),
        ("mode", "K T X", "기차"),
        ("hazard", "Rain", "호우"),
        ("utterance", "my car is flooded", "차가 물에 잠겼어"),
        ("destination", "Atlantis", "Atlantis"),
        ("time", "Busan", "Busan"),
        ("place", "부산", "부산"),
    ],
)
def test_english_slots_are_said_in_korean(slot: str, english: str, korean: str) -> None:
    assert in_korean(slot, english) == korean


def test_the_tables_of_words_hold_together() -> None:
    kinds = set(tables()["slots"].values())
    known = {name for kind in kinds for name in tables()[kind]}
    assert set(tables()["synonyms"]) <= known
    assert set(tables()) == kinds | {"slots", "synonyms"}
