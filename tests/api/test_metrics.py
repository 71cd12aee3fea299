"""`GET /metrics`: what is counted, by names that tell nothing of anybody."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from assistant import metrics
from assistant.api.measured import Measured
from assistant.dialogue import BotError, Turn
from assistant.store.api_keys import ApiKeys, Scope
from assistant.store.database import open_database
from tests.api.test_voice import QUIET, ScriptedRecognizer, Server, speech


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path, ScriptedRecognizer())


def test_prometheus_can_read_it(server: Server) -> None:
    response = server.http.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=")
    found = {family.name for family in text_string_to_metric_families(response.text)}
    assert {"gilbeot_http_request_seconds", "gilbeot_turns", "gilbeot_voice_step_seconds"} <= found
    assert value("gilbeot_ready") == 1


def test_openmetrics_where_it_is_asked_for(server: Server) -> None:
    response = server.http.get("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})
    assert response.headers["content-type"].startswith("application/openmetrics-text")
    assert response.text.endswith("# EOF\n")


def test_requests_are_counted_by_route_and_never_by_path(server: Server) -> None:
    name = "gilbeot_http_request_seconds_count"
    known = {"method": "DELETE", "route": "/v1/trips/{trip_id}", "status": "4xx"}
    unknown = {"method": "none", "route": "none", "status": "4xx"}
    before = value(name, **known), value(name, **unknown)
    server.http.delete("/v1/trips/secret-of-minsu")
    server.http.get("/secret-of-minsu")
    assert (value(name, **known), value(name, **unknown)) == (before[0] + 1, before[1] + 1)
    assert "minsu" not in server.http.get("/metrics").text


def test_a_refused_body_counts_as_well(server: Server) -> None:
    labels = {"method": "none", "route": "none", "status": "4xx"}
    before = value("gilbeot_http_request_seconds_count", **labels)
    server.http.post("/v1/messages", content=bytes(400_000))
    assert value("gilbeot_http_request_seconds_count", **labels) == before + 1


def test_turns_and_failures(server: Server) -> None:
    bot = Measured(server.bot)
    before = (
        value("gilbeot_turns_total", intent="none"),
        value("gilbeot_turn_failures_total", kind="BotError"),
    )
    asyncio.run(bot.handle(Turn(user_id="u", text="안녕")))
    with pytest.raises(BotError):
        asyncio.run(bot.handle(Turn(user_id="u", text="고장")))
    after = value("gilbeot_turns_total", intent="none"), value("gilbeot_turn_failures_total", kind="BotError")
    assert after == (before[0] + 1, before[1] + 1)


def test_a_spoken_turn_leaves_its_steps(server: Server) -> None:
    steps = ("speech", "endpoint", "recognition", "answer", "synthesis", "response", "waited")
    before = {step: value("gilbeot_voice_step_seconds_count", step=step) for step in steps}
    with server.device(mode="push") as device:
        device.until("snapshot")
        assert value("gilbeot_voice_connections") >= 1
        device.send("start_listening")
        device.until("listening")
        device.hear(speech() + QUIET)
        marks = device.until("timeline")["marks_ms"]
    order = [marks[name] for name in "speech_start speech_end endpoint final answer first_audio end".split()]
    assert order == sorted(order)
    for step in steps:
        assert value("gilbeot_voice_step_seconds_count", step=step) == before[step] + 1


def test_a_typed_turn_has_no_sound_before_the_answer(server: Server) -> None:
    with server.device(mode="text") as device:
        device.until("snapshot")
        device.send("text", text="안녕")
        marks = device.until("timeline")["marks_ms"]
    assert set(marks) == {"final", "answer", "first_audio", "end"}


def test_talk_that_called_nobody_leaves_no_mark(server: Server) -> None:
    with server.device(mode="wake") as device:
        device.until("snapshot")
        device.hear(speech() + QUIET)
        device.send("text", text="안녕")
        assert "speech_start" not in device.until("timeline")["marks_ms"]


def test_an_interrupted_turn_is_timed_for_itself(server: Server) -> None:
    with server.device(mode="text") as device:
        device.until("snapshot")
        device.send("text", text="길게 말해줘")
        device.until("tts_speaking")
        device.send("text", text="안녕")
        first, second = device.until("timeline"), device.until("timeline")
    assert (first["turn"], second["turn"]) == (1, 2)
    assert min(second["marks_ms"].values()) == 0


def test_errors_are_counted(server: Server) -> None:
    before = value("gilbeot_voice_errors_total", code="bad-message")
    with server.device() as device:
        device.until("snapshot")
        device.send("nonsense")
        device.until("pipeline_error")
    assert value("gilbeot_voice_errors_total", code="bad-message") == before + 1


def test_feeds_that_are_connected_are_shown(tmp_path: Path) -> None:
    server = Server(tmp_path, scenario="khanun-2023")
    text = server.http.get("/metrics").text
    assert "gilbeot_feed_ok{" in text


def test_steps_are_seconds_between_marks_that_are_there() -> None:
    assert metrics.steps_of({"speech_end": 100, "endpoint": 600, "final": 650.0}) == {
        "endpoint": 0.5,
        "recognition": 0.05,
    }
    assert metrics.steps_of({}) == {}


def test_a_key_for_reading_is_needed_where_keys_are(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'g.db'}"
    server = Server(tmp_path, database_url=url, api_keys="always")
    key = ApiKeys(open_database(url)).create("prometheus", [Scope.READ])[1]
    assert server.http.get("/metrics").status_code == 401
    assert server.http.get("/metrics", headers={"authorization": f"Bearer {key}"}).status_code == 200
