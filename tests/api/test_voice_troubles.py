"""The voice socket in trouble: who stalls, who drops in the middle of a word, ears and voices that die."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from assistant.api import routes_voice
from assistant.speech.errors import EngineFailed
from tests.api.test_voice import PATIENCE_S, QUIET, ScriptedRecognizer, ScriptedStream, Server, speech


class Failing(ScriptedRecognizer):
    """Gives up in the middle of the first utterance, as Vosk can."""

    def __init__(self) -> None:
        super().__init__()
        self.fails = True

    def stream(self) -> ScriptedStream:
        return FailingStream(self)


class FailingStream(ScriptedStream):
    def accept(self, pcm16: bytes) -> str:
        said = super().accept(pcm16)
        if said and self._of.fails:  # type: ignore[attr-defined]
            self._of.fails = False  # type: ignore[attr-defined]
            raise EngineFailed("the decoder gave up")
        return said


@contextmanager
def listening(server: Server) -> Iterator[int]:
    """The application on a real port."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # who accepts has as little
    door.bind(("127.0.0.1", 0))
    config = uvicorn.Config(server.app, ws="wsproto", log_level="error", lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, args=([door],), daemon=True)
    thread.start()
    began = time.monotonic()
    while not running.started:
        assert time.monotonic() - began < PATIENCE_S
        time.sleep(0.01)
    yield door.getsockname()[1]
    running.should_exit = True
    thread.join(PATIENCE_S)


def emptied(server: Server) -> None:
    """Waits until no connection is left, and nothing that it held."""
    began = time.monotonic()
    while server.hub._sessions or server.ducking.is_held:
        assert time.monotonic() - began < PATIENCE_S
        time.sleep(0.01)


def test_who_says_nothing_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes_voice, "HELLO_S", 0.05)
    server = Server(tmp_path)
    with server.http.websocket_connect("/v1/voice") as silent:
        assert silent.receive_json()["code"] == 4408
        assert silent.receive() == {"type": "websocket.close", "code": 4408, "reason": ""}


def test_who_does_not_read_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes_voice, "UNREAD_S", 0.2)
    server = Server(tmp_path)
    hello = {"type": "hello", "mode": "text", "audio_out": {"sample_rate": 48_000, "format": "pcm16"}}
    with listening(server) as port, socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.connect(("127.0.0.1", port))
        wire.sendall(
            b"GET /v1/voice HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert b" 101 " in wire.recv(200)  # and nothing after it is read
        for message in (hello, {"type": "text", "text": "길게 말해줘"}):
            wire.sendall(frame(json.dumps(message).encode()))
        began = time.monotonic()
        while not server.bot.turns:
            assert time.monotonic() - began < PATIENCE_S
            time.sleep(0.01)
        emptied(server)
        with server.device(mode="text") as next_one:
            next_one.send("text", text="안녕")
            next_one.until("reply")


def frame(text: bytes) -> bytes:
    """A WebSocket's text message from a client, masked with zeros."""
    size = bytes([len(text)]) if len(text) < 126 else b"\x7e" + len(text).to_bytes(2, "big")
    return b"\x81" + bytes([size[0] | 0x80]) + size[1:] + bytes(4) + text


def test_who_drops_in_the_middle_of_a_word_leaves_nothing_behind(tmp_path: Path) -> None:
    server = Server(tmp_path, ScriptedRecognizer())
    with server.device(mode="push") as device:
        device.until("snapshot")
        device.send("start_listening")
        device.until("listening")
        said = speech()
        device.hear(said[: len(said) // 2])
        device.until("stt_partial")
    emptied(server)
    assert not server.bot.turns


def test_ears_that_fail_are_told_and_the_next_turn_works(tmp_path: Path) -> None:
    server = Server(tmp_path, Failing())
    with server.device(mode="push") as device:
        for outcome in ("pipeline_error", "stt_text"):
            device.send("start_listening")
            device.until("listening")
            device.hear(speech() + QUIET)
            found = device.until(outcome)
            if outcome == "pipeline_error":
                assert found["code"] == "stt-failed"
                assert found["message"].endswith("요.")
            device.until("idle")
    assert len(server.bot.turns) == 1


def test_a_voice_that_dies_is_started_again(tmp_path: Path) -> None:
    server = Server(tmp_path)
    voices: Any = server.hub.services.voices
    with server.device(mode="text") as device:
        for number in range(2):
            device.send("text", text=f"안녕 {number}")
            assert device.until("tts_finished")["reason"] == "done"
            os.kill(voices._espeak.pid, signal.SIGKILL)
            voices._cache.clear()


def test_a_voice_that_keeps_dying_is_told_and_the_text_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(tmp_path)
    voices: Any = server.hub.services.voices
    voices._cache.clear()
    voices.close()
    with monkeypatch.context() as broken, server.device(mode="text") as device:
        broken.setattr(voices._espeak, "_command", ("/bin/false",))
        device.send("text", text="안녕")
        assert device.until("reply")
        assert device.until("pipeline_error")["code"] == "tts-failed"
        assert device.until("tts_finished")["reason"] == "failed"
        device.until("idle")
        broken.undo()
        device.send("text", text="안녕")
        assert device.until("tts_finished")["reason"] == "done"
