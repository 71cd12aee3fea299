"""From sound to sound with what is shipped, nothing set and nothing faked.

The question is spoken by our own voice, the wake phrase heard, the rest recognised, understood by Rasa,
judged by the engine and answered aloud.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import soundfile

from assistant.channels.voice.hub import VoiceHub
from assistant.channels.voice.messages import Hello
from assistant.channels.voice.services import US, Services
from assistant.dialogue import RasaBot
from assistant.partners.ducking import Ducking
from assistant.settings import Settings
from assistant.speech import Audio, default_synthesizer, save_wav
from assistant.speech.recognizers import open_recognizer
from assistant.speech.tts.voices import voices_of

pytestmark = pytest.mark.model
NOW = datetime(2023, 8, 9, 18, 0, tzinfo=ZoneInfo("Asia/Seoul"))
RATE = 16_000
BLOCK = RATE // 10 * 2


class Speaker:
    """The device: keeps what it is told and what it plays."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.played: list[bytes] = []
        self.idle = asyncio.Event()

    async def event(self, document: Mapping[str, Any]) -> None:
        self.events.append(dict(document))
        if document["type"] == "idle":
            self.idle.set()

    async def sound(self, pcm16: bytes) -> None:
        self.played.append(pcm16)


@pytest.mark.parametrize("asked", ["하이 엘지, 내일 부산 가는 길 안전해?"])
def test_a_spoken_question_gets_a_spoken_answer(
    bot: RasaBot, loop: asyncio.AbstractEventLoop, tmp_path: Path, asked: str
) -> None:
    with default_synthesizer(sample_rate=RATE) as voice:
        said = voice.synthesize(asked).to_int16()
    sound = np.concatenate([np.zeros(RATE // 2, np.int16), said, np.zeros(RATE * 2, np.int16)])
    services = Services(
        bot=lambda: bot,
        now=lambda: NOW,
        scenario="khanun-2023",
        recognizer=open_recognizer(),
        voices=voices_of(Settings()),
        phrases={US: ("하이 엘지",)},
        ducking=Ducking(),
    )
    speaker = Speaker()

    async def conversation() -> None:
        hub = VoiceHub(services)
        session = await hub.open(speaker, Hello(type="hello", user_id="kitchen"), "local")
        speaker.idle.clear()
        data = sound.astype("<i2").tobytes()
        for start in range(0, len(data), BLOCK):
            await session.sound(data[start : start + BLOCK])
        await speaker.idle.wait()
        await hub.close(session)

    loop.run_until_complete(asyncio.wait_for(conversation(), 120))
    kinds = [event["type"] for event in speaker.events]
    assert "wake_word_detected" in kinds
    [reply] = [event["reply"] for event in speaker.events if event["type"] == "reply"]
    assert "태풍" in reply["text"]
    rate = next(event["sample_rate"] for event in speaker.events if event["type"] == "tts_speaking")
    samples = np.frombuffer(b"".join(speaker.played), "<i2").astype(np.float32) / 32768
    answer, read_rate = soundfile.read(save_wav(tmp_path / "answer.wav", Audio(samples, rate)))
    assert read_rate == rate
    assert len(answer) / rate > 4
    assert np.sqrt(np.mean(answer**2)) > 0.01
