"""`gilbeot serve` as a user starts it: one process, asked over HTTP and by the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.ports import free_port

PATIENCE_S = 240
REPLAY = {"now": "2023-08-09T18:00:00+09:00", "scenario": "khanun-2023"}
QUESTION = "내일 부산 가는 길 안전해?"


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "assistant.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            began = time.monotonic()
            while not _ready(http):
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() - began < PATIENCE_S, "not ready in time"
                time.sleep(0.5)
            yield http
    finally:
        process.terminate()
        process.wait(timeout=30)


def _ready(http: httpx.Client) -> bool:
    try:
        return http.get("/health/ready").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def say(server: httpx.Client, text: str, user: str = "u", **more: object) -> httpx.Response:
    return server.post("/v1/messages", json={"user_id": user, "text": text, **more})


def test_alive_and_ready(server: httpx.Client) -> None:
    assert server.get("/health/live").json() == {"status": "live"}
    assert server.get("/health/ready").json() == {"status": "ready"}


def test_a_reply_has_the_shape_of_the_contract(server: httpx.Client) -> None:
    reply = say(server, QUESTION, **REPLAY).json()
    assert set(reply) >= set(
        "text speech expects_reply cards quick_replies intent slots assessment timings_ms".split()
    )
    assert set(reply["slots"]) >= {"origin", "destination", "place", "time", "mode", "hazard"}
    assert set(reply["slots"]["destination"]) >= {"text", "name", "kind", "lat", "lon", "region"}
    assert reply["slots"]["time"]["start"] == "2023-08-10T00:00:00"
    assert reply["slots"]["time"]["end"] == "2023-08-11T00:00:00"
    assessment = reply["assessment"]
    assert set(assessment) >= set(
        "level score coverage confidence advice trip segments drivers unknown freshness alternatives".split()
    )
    assert {"hazard", "region", "from", "until", "severity", "certainty", "source", "issued", "text"} <= set(
        assessment["drivers"][0]
    )
    assert assessment["level"] in ("caution", "alert", "serious")


def test_a_conversation_over_http(server: httpx.Client) -> None:
    first = say(server, QUESTION, "talker", **REPLAY).json()["assessment"]
    second = say(server, "기차로 가면?", "talker", **REPLAY).json()["assessment"]
    assert first["trip"]["mode"] == "car"
    assert second["trip"]["mode"] == "train"
    assert second["trip"]["destination"] == first["trip"]["destination"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"user_id": "", "text": "안녕"}, 422),
        ({"user_id": "u", "text": 3}, 422),
        ({"user_id": "u" * 200, "text": "안녕"}, 422),
        ({"user_id": "u", "text": "가" * 30_000}, 422),
        ({"user_id": "u", "text": "안녕", "location": {"lat": 95, "lon": 127}}, 422),
        ({"user_id": "u", "text": "안녕", "scenario": "atlantis"}, 422),
        ({"user_id": "u", "text": "안녕", "now": "soon"}, 422),
    ],
)
def test_bad_requests_are_problem_documents(
    server: httpx.Client, body: dict[str, object], status: int
) -> None:
    response = server.post("/v1/messages", json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} <= set(response.json())


def test_not_json_and_too_large(server: httpx.Client) -> None:
    assert server.post("/v1/messages", content=b"\xff{").status_code == 422
    big = server.post("/v1/messages", content=b"x" * 400_000)
    assert big.status_code == 413
    chunked = server.post("/v1/messages", content=(b"x" * 100_000 for _ in range(5)))
    assert chunked.status_code == 413
    assert server.get("/nowhere").headers["content-type"] == "application/problem+json"
    assert server.delete("/v1/messages").status_code == 405


def test_ten_thousand_characters_get_an_answer_in_words(server: httpx.Client) -> None:
    reply = say(server, "가나다라마" * 2000).json()
    assert reply["text"]
    assert reply["assessment"] is None


def test_many_users_at_once_keep_their_own_conversation(server: httpx.Client) -> None:
    towns = ["부산", "강릉", "대전", "대구"]

    def conversation(number: int) -> str:
        town = towns[number % len(towns)]
        say(server, f"내일 {town} 가는 길 안전해?", f"user-{number}", **REPLAY)
        reply = say(server, "모레는?", f"user-{number}", **REPLAY).json()
        return f"{town}={reply['assessment']['trip']['destination']}"

    with ThreadPoolExecutor(8) as pool:
        for outcome in pool.map(conversation, range(12)):
            said, understood = outcome.split("=")
            assert understood.startswith(said)


def test_the_command_line_uses_the_running_server(server: httpx.Client, tmp_path: Path) -> None:
    sound = tmp_path / "answer.wav"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "assistant.cli",
            "ask",
            "부산 가는 길 괜찮아?",
            "--json",
            "--speak",
            str(sound),
        ],
        env={**os.environ, "GILBEOT_PORT": str(server.base_url.port)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout)["assessment"]["trip"]["destination"].startswith("부산")
    with wave.open(str(sound)) as audio:
        seconds = audio.getnframes() / audio.getframerate()
        assert 5 < seconds < 90
        assert any(audio.readframes(audio.getnframes()))


def test_the_openapi_document_is_served(server: httpx.Client) -> None:
    paths = server.get("/openapi.json").json()["paths"]
    assert {"/v1/messages", "/v1/risk/routes", "/v1/risk/places", "/v1/signals", "/v1/feeds"} <= set(paths)
