"""The stock baseline: what it learns from, how its cache decides. Training takes minutes: not tested."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from assistant.evaluation import stock
from assistant.evaluation.datasets import Line
from assistant.evaluation.stock import BaselineError, labelled, stock_model
from assistant.evaluation.stock_server import StockServer
from assistant.evaluation.systems import StockSystem
from assistant.evaluation.training import examples


def test_examples_are_those_of_the_project() -> None:
    pairs = list(examples())
    assert len(pairs) > 1000
    assert {intent for intent, _ in pairs} >= {"ask_route_safety", "out_of_scope"}


def test_examples_are_labelled_with_true_offsets() -> None:
    document = labelled(iter([("ask_route_safety", "서울에서 부산까지 기차로 가도 돼")]))
    (example,) = document["rasa_nlu_data"]["common_examples"]
    found = {(e["entity"], e.get("role")): e for e in example["entities"]}
    assert found["place", "origin"]["value"] == "서울"
    assert found["place", "destination"]["value"] == "부산"
    assert found["mode", None]["value"] == "기차"
    assert all(example["text"][e["start"] : e["end"]] == e["value"] for e in example["entities"])


def test_a_cached_model_is_used_and_said_to_be_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[Path] = []

    def train(data: Path, model: Path) -> None:
        assert data.is_file()
        model.write_bytes(b"")
        trained.append(model)

    monkeypatch.setattr(stock, "_train", train)
    monkeypatch.setattr(stock, "examples", lambda: iter([("greet", "안녕")]))
    assert not stock_model(cache=tmp_path).stale
    assert not stock_model(cache=tmp_path).stale
    assert len(trained) == 1
    monkeypatch.setattr(stock, "examples", lambda: iter([("greet", "안녕하세요")]))
    assert stock_model(cache=tmp_path).stale
    assert len(trained) == 1
    assert not stock_model(cache=tmp_path, retrain=True).stale
    assert len(trained) == 2


@pytest.fixture
def rasa_like() -> Iterator[str]:
    """A server that answers as Rasa's `/model/parse` does."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/model/parse"
            body = (
                '{"intent": {"name": "ask_weather", "confidence": 0.7},'
                ' "entities": [{"entity": "place", "start": 0, "end": 2, "value": "부산"}]}'
            ).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_answers_of_a_rasa_server_become_slots(rasa_like: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server = StockServer(Path("none.tar.gz"))
    monkeypatch.setattr(server, "_url", rasa_like)
    answer = asyncio.run(StockSystem(server.parse).answer(Line(text="부산 비 와?")))
    assert (answer.intent, answer.confidence) == ("ask_weather", 0.7)
    assert answer.slots["place"]["name"] == "부산광역시"
    assert answer.seconds > 0


def test_a_silent_server_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    server = StockServer(Path("none.tar.gz"))
    with pytest.raises(BaselineError, match="does not answer"):
        asyncio.run(server.parse("안녕"))
