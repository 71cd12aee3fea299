"""Wake phrases over the voice socket, with the shipped recogniser on made sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.channels.voice.services import US
from assistant.speech.recognizers import open_recognizer
from tests.api.test_voice import QUIET, Device, Server, speech

PHRASES = {US: ("하이 엘지", "길벗아"), "news": ("뉴스야",)}
QUESTION = "내일 부산 가는 길 안전해"


@pytest.fixture
def server(tmp_path: Path) -> Server:
    made = Server(tmp_path, open_recognizer())
    made.hub.services = replace(made.hub.services, phrases=PHRASES)
    return made


@pytest.fixture
def device(server: Server) -> Iterator[Device]:
    with server.device(audio_out={"format": "none"}, wake_phrases=["콩이야"]) as device:
        device.until("snapshot")
        yield device


@pytest.mark.parametrize(
    ("phrase", "assistant", "asked"),
    [
        ("하이 엘지", US, QUESTION),
        ("하이엘쥐", US, QUESTION),
        ("길벗아", US, QUESTION),
        ("콩이야", US, QUESTION),
        ("뉴스야", "news", f"뉴스야 {QUESTION}"),
    ],
)
def test_who_is_called_listens_at_once_and_hears_what_was_said_right_behind(
    server: Server, device: Device, phrase: str, assistant: str, asked: str
) -> None:
    said = speech(f"{phrase}, {QUESTION}?")
    half = len(said) * 6 // 20 * 2
    device.hear(QUIET[:16_000] + said[:half])
    assert device.until("wake_word_detected")["assistant"] == assistant
    assert device.until("listening")["reason"] == "wake"
    device.hear(said[half:] + QUIET)
    device.until("idle")
    assert [turn.text for turn in server.bot.turns] == [asked]
    told = [event["text"] for event in device.events if event["type"] == "stt_partial"]
    assert told
    assert not any(phrase[:2] in text for text in told)
    marks = next(event["marks_ms"] for event in device.events if event["type"] == "timeline")
    assert marks["speech_start"] < marks["wake"] <= marks["first_partial"] <= marks["endpoint"]


@pytest.mark.parametrize("pause_s", [0.2, 0.45, 2.0])
@pytest.mark.parametrize(("phrase", "asked"), [("하이 엘지", QUESTION), ("뉴스야", f"뉴스야 {QUESTION}")])
def test_after_the_phrase_one_may_take_a_breath(
    server: Server, device: Device, pause_s: float, phrase: str, asked: str
) -> None:
    pause = bytes(round(pause_s * 16_000) * 2)
    device.hear(QUIET[:16_000] + speech(phrase) + pause + speech() + QUIET)
    device.until("idle")
    assert [turn.text for turn in server.bot.turns] == [asked]
    assert device.kinds().count("listening") == 1


def test_who_was_called_and_hears_nothing_rests(device: Device) -> None:
    device.hear(QUIET[:16_000] + speech("하이 엘지") + QUIET * 4)
    assert device.until("idle")["reason"] == "no_speech"
    device.hear(QUIET[:8_000] + speech("하이 엘지 그만") + QUIET)
    assert device.until("idle")["reason"] == "stopped"


def test_talk_and_noise_call_nobody(server: Server, device: Device) -> None:
    noise = np.random.default_rng(1).normal(0, 800, 32_000).astype("<i2").tobytes()
    device.hear(noise + speech() + QUIET + speech("오늘 서울 날씨 어때?") + QUIET)
    device.send("text", text="안녕")
    device.until("idle")
    assert "listening" not in device.kinds()
    assert [turn.text for turn in server.bot.turns] == ["안녕"]


def test_a_phrase_that_begins_while_the_answer_ends_is_heard(server: Server) -> None:
    called = speech("하이 엘지")
    with server.device(wake_phrases=[]) as device:
        device.until("snapshot")
        device.send("text", text="안녕")
        device.until("tts_speaking")
        device.hear(called[: 16_000 // 5 * 2])  # too short to interrupt
        device.until("idle")
        device.hear(called[16_000 // 5 * 2 :] + QUIET)
        device.until("wake_word_detected")


def test_phrases_can_be_changed(server: Server, device: Device) -> None:
    device.hear(speech("호두야") + QUIET)
    device.send("configure", wake_phrases=["호두야"])
    device.hear(speech("콩이야") + QUIET + speech("호두야") + QUIET)
    assert device.until("wake_word_detected")["phrase"] == "호두야"
    assert not server.bot.turns
