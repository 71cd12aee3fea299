"""The conversation of docs/channels.md with the real bot, through the whole application."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.settings import Settings
from tests.channels.kakao.door import PATH, chips, texts
from tests.channels.kakao.oracle import violations
from tools.record_kakao import SCENARIO, conversation, request

RECORDED = Path(__file__).resolve().parents[3] / "docs" / "conversations" / "kakao.json"


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Fails, not skips, without a model: `make test` trains it first."""
    config = Settings(_env_file=None, scenario=SCENARIO, state_dir=tmp_path_factory.mktemp("var"))  # type: ignore[call-arg]
    with TestClient(create_app(config), raise_server_exceptions=False) as client:
        conversation(client, ())
        yield client


def kinds(answer: dict[str, Any]) -> list[str]:
    return [next(iter(output)) for output in answer["template"]["outputs"]]


def test_five_turns_are_as_recorded(http: TestClient) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))["turns"]
    held = conversation(http)
    assert len(held) == len(recorded) == 5
    for now, then in zip(held, recorded, strict=True):
        assert now["request"] == then["request"]
        assert violations(now["response"]) == violations(then["response"]) == []
        assert kinds(now["response"]) == kinds(then["response"])
    first, why, train, _, danger = (turn["response"] for turn in held)
    assert "부산까지 자동차로" in texts(first)[0]
    assert "기상청" in texts(why)[0]
    assert "부산까지 기차로" in texts(train)[0]
    assert texts(danger)[0].startswith("바로 119에 전화하시고")
    assert danger["template"]["outputs"][1]["textCard"]["buttons"][0]["phoneNumber"] == "119"


def test_what_the_buttons_say_is_understood(http: TestClient) -> None:
    first = http.post(PATH, json=request("내일 부산 가는 길 안전해?", "presser")).json()
    carousel = first["template"]["outputs"][2]["carousel"]["items"]
    asks = [button["messageText"] for item in carousel for button in item.get("buttons", ())]
    assert len(asks) >= 3
    for ask in [*asks, *chips(first)]:
        answer = http.post(PATH, json=request(ask, "presser")).json()
        assert "부산" in str(answer) or "발표" in str(answer), ask
        assert violations(answer) == []


def test_ten_thousand_characters_get_an_answer_in_words(http: TestClient) -> None:
    answer = http.post(PATH, json=request("가나다라마" * 2000)).json()
    assert "짧게" in texts(answer)[0]


def test_people_keep_their_own_conversation(http: TestClient) -> None:
    http.post(PATH, json=request("내일 부산 가는 길 안전해?", "one"))
    http.post(PATH, json=request("내일 강릉 가는 길 안전해?", "two"))
    assert "부산" in texts(http.post(PATH, json=request("기차로 가면?", "one")).json())[0]
    assert "강릉" in texts(http.post(PATH, json=request("버스로 가면?", "two")).json())[0]
