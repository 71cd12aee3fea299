"""The conversations of docs/channels.md with the real bot, through the whole application."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.settings import Settings
from tests.channels.alexa import wire as alexa
from tests.channels.clova import wire as clova
from tests.channels.nugu import test_door as nugu
from tools.record_speakers import PLATFORMS, SCENARIO, Platform, conversation, ready

RECORDED = Path(__file__).resolve().parents[3] / "docs" / "conversations"
Turn = dict[str, Any]
SAID: dict[str, Callable[[Turn], str]] = {
    "nugu": lambda turn: str(turn["response"]["output"]["answer"]),
    "clova": lambda turn: clova.said(turn["response"]),
    "alexa": lambda turn: alexa.said(turn["response"]),
}
VIOLATIONS: dict[str, Callable[[Turn], list[str]]] = {
    "nugu": lambda turn: nugu.violations(turn["response"], turn["request"]),
    "clova": lambda turn: clova.violations(turn["response"]),
    "alexa": lambda turn: alexa.violations(turn["response"]),
}


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Fails, not skips, without a model: `make test` trains it first."""
    config = Settings(_env_file=None, scenario=SCENARIO, state_dir=tmp_path_factory.mktemp("var"))  # type: ignore[call-arg]
    with TestClient(create_app(config), raise_server_exceptions=False) as client:
        ready(client)
        yield client


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda one: one.name)
def test_five_turns_are_as_recorded(http: TestClient, platform: Platform) -> None:
    recorded = json.loads((RECORDED / f"{platform.name}.json").read_text(encoding="utf-8"))["turns"]
    held = conversation(http, platform)
    assert len(held) == len(recorded) == 5
    said = SAID[platform.name]
    for now, then in zip(held, recorded, strict=True):
        assert (now["said"], now["path"], now["request"]) == (then["said"], then["path"], then["request"])
        assert VIOLATIONS[platform.name](now) == VIOLATIONS[platform.name](then) == []
        assert said(now) == said(then)
    hello, first, why, train, danger = map(said, held)
    assert hello.startswith("안녕하세요, 길벗이에요.")
    assert "내일 서울에서 출발하시면 부산까지 자동차로" in first
    assert "기상청" in why
    assert "부산까지 기차로" in train
    assert danger.startswith("바로 일일구에 전화하시고")
    assert danger.endswith("지금 안전하신가요? 위급하시면 바로 일일구에 전화하세요.")
