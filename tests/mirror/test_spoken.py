"""A question spoken into the microphone of a real browser is answered: heard, shown, and spoken aloud.

Chromium's fake microphone plays a WAV file of our own voice; everything else is real: capture, resampling,
the voice socket, voice activity, recognition, dialogue, synthesis, playing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, WebSocket, expect, sync_playwright

from assistant import clock
from assistant.speech import Audio, default_synthesizer, save_wav
from assistant.store.personal_data import personal_data
from tests.mirror.conftest import PORTRAIT

QUESTION = "내일 부산 가는 길 안전해"
RATE = 16_000
BEFORE_S, AFTER_S = 2.0, 12.0


@dataclass
class Wire:
    """What went over the voice socket."""

    received: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    sound_in: int = 0
    sound_out: int = 0

    def watch(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received)
        socket.on("framesent", self._sent)

    def _received(self, data: str | bytes) -> None:
        if isinstance(data, str):
            self.received.append(json.loads(data))
        else:
            self.sound_out += len(data)

    def _sent(self, data: str | bytes) -> None:
        if isinstance(data, str):
            self.sent.append(json.loads(data))
        else:
            self.sound_in += len(data)

    def types(self) -> list[str]:
        return [str(event["type"]) for event in self.received]


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The question as a WAV file, with silence around it."""
    with default_synthesizer(sample_rate=RATE) as synthesizer:
        said = synthesizer.synthesize(QUESTION)
    parts = [Audio.silence(BEFORE_S, RATE).samples, said.samples, Audio.silence(AFTER_S, RATE).samples]
    path = tmp_path_factory.mktemp("voice") / "question.wav"
    save_wav(path, Audio(np.concatenate(parts), RATE))
    return path


@pytest.fixture
def spoken_to(chromium: str, server: str, voice: Path) -> Iterator[tuple[Page, Wire]]:
    """The mirror in a browser whose microphone is the file."""
    microphone = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={voice}%noloop",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", *microphone])
        page = browser.new_page(locale="ko-KR", viewport=PORTRAIT)  # type: ignore[arg-type]
        wire = Wire()
        page.on("websocket", wire.watch)
        page.goto(f"{server}/mirror")
        page.locator(".clock").wait_for()
        yield page, wire
        browser.close()


def test_a_spoken_question_leads_to_a_shown_and_spoken_answer(spoken_to: tuple[Page, Wire]) -> None:
    page, wire = spoken_to
    page.get_by_role("button", name="마이크 켜고 말하기").click()
    expect(page.get_by_role("status").filter(has_text="듣고 있어요")).to_be_visible()
    expect(page.locator(".heard")).to_have_text(QUESTION, timeout=30_000)
    expect(page.locator(".answer .words")).to_contain_text("부산까지", timeout=30_000)
    expect(page.locator(".verdict .badge")).to_have_text(re.compile("주의|경계|심각"))
    expect(page.locator(".map > svg")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="말하고 있어요")).to_be_visible()
    expect(page.locator("body")).not_to_have_attribute("data-state", "speaking", timeout=90_000)
    events = wire.types()
    spoken = [events.index(name) for name in ("listening", "stt_text", "thinking", "reply", "tts_speaking")]
    assert spoken == sorted(spoken)
    assert "stt_partial" in events, "words are shown while somebody speaks"
    assert wire.sound_in > RATE * 2 * BEFORE_S
    [text] = [event for event in wire.received if event["type"] == "stt_text"]
    assert text["source"] == "speech"
    # The whole answer came: nobody says a syllable in less than 80 ms.
    reply = next(event["reply"] for event in wire.received if event["type"] == "reply")
    assert wire.sound_out / 2 / 22_050 > len(re.findall("[가-힣]", reply["speech"])) * 0.08
    assert [event["reason"] for event in wire.received if event["type"] == "tts_finished"] == ["done"]
    page.wait_for_timeout(500)
    assert "played" in [message["type"] for message in wire.sent]


def test_that_it_records_is_shown_while_it_does(spoken_to: tuple[Page, Wire]) -> None:
    page, _ = spoken_to
    switch, now = personal_data().recordings, clock.now()
    shown = page.locator(".recording")
    expect(shown).to_be_empty()
    switch.switch_on(now + timedelta(hours=1), now)
    try:
        page.get_by_role("button", name="마이크 켜고 말하기").click()
        expect(shown).to_have_text("● 녹음 중", timeout=20_000)
    finally:
        switch.switch_off()
    expect(shown).to_be_empty(timeout=20_000)
