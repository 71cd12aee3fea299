"""The same bot behind a real Rasa server and a real action server."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from assistant.dialogue import BotError, RemoteBot, Turn, newest_model
from assistant.reply import Reply
from assistant.settings import settings
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 240
NOW = datetime(2023, 8, 9, 18, tzinfo=ZoneInfo("Asia/Seoul"))


def rasa(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-W", "ignore", "-m", "rasa", *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    actions_port, port = free_port(), free_port()
    endpoints = tmp_path_factory.mktemp("rasa") / "endpoints.yml"
    endpoints.write_text(f'action_endpoint:\n  url: "http://localhost:{actions_port}/webhook"\n')
    model = str(newest_model(settings().model_dir))
    serve = ["run", "--enable-api", "--model", model, "--endpoints", str(endpoints), "--port", str(port)]
    processes = [
        rasa("run", "actions", "--port", str(actions_port)),
        rasa(*serve, "--interface", "127.0.0.1"),
    ]
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/status", processes)
        wait_for(f"http://127.0.0.1:{actions_port}/health", processes)
        yield address
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)


def wait_for(address: str, processes: list[subprocess.Popen[bytes]]) -> None:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE_S:
        assert all(process.poll() is None for process in processes)
        try:
            if httpx.get(address, timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    pytest.fail(f"{address} did not answer in time")


@pytest.fixture
def say(url: str) -> Iterator[Callable[[str], Reply]]:
    loop = asyncio.new_event_loop()
    bot = RemoteBot(url, settings().model_copy(update={"timeout_s": 60}))

    def turn(text: str) -> Reply:
        spoken = Turn(user_id="remote", text=text, now=NOW, scenario="khanun-2023")
        return loop.run_until_complete(bot.handle(spoken))

    yield turn
    loop.close()


def test_a_conversation_through_a_remote_rasa_server(say: Callable[[str], Reply]) -> None:
    first = say("내일 부산 가는 길 안전해?")
    assert first.intent == "ask_route_safety"
    assert first.assessment is not None
    assert first.assessment.drivers
    assert say("기차로 가면?").assessment.trip.mode == "train"  # type: ignore[union-attr]
    assert "기상청" in say("왜?").text
    assert say("").expects_reply


def test_a_server_that_does_not_answer_is_a_clear_error() -> None:
    bot = RemoteBot(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(BotError, match="does not answer"):
        asyncio.run(bot.handle(Turn(user_id="u", text="부산 가는 길 안전해?")))
