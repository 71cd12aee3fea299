"""Made questions, the parts of the server, and devices that ask."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice

import numpy as np

from assistant.channels.voice.hub import VoiceHub
from assistant.channels.voice.services import US, Services
from assistant.dialogue import Bot, Turn
from assistant.partners.ducking import Ducking
from assistant.speech.stt import SAMPLE_RATE, Recognizer, recognize
from assistant.speech.tts.espeak import EspeakSynthesizer, espeak_process, voices
from assistant.speech.tts.voices import Voices
from assistant.voicebench.device import Asked, Device, Question

QUESTIONS = (
    "내일 부산 가는 길 안전해?",
    "지금 강남역 위험해?",
    "경부고속도로 막혀?",
    "내일 서울 비 와?",
    "가까운 대피소 어디야?",
    "특보 내려진 데 있어?",
    "출근길 괜찮아?",
    "태풍 올 때 어떻게 해야 돼?",
)
"""Complete questions of several intents."""
SPREAD_S = 3.0
"""Devices begin within so many seconds of each other."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was asked, and how fast recognition is by itself."""

    asked: list[Asked]
    real_time_factor: float
    """Seconds of one core for a second of sound."""
    streams: int


def questions(phrase: str) -> list[Question]:
    """Each question in the voices of espeak-ng by turns, the wake phrase right before it."""
    process = espeak_process()
    try:
        made = []
        for voice, text in zip(cycle(voices()), QUESTIONS, strict=False):
            speaker = EspeakSynthesizer(voice=voice.id, sample_rate=SAMPLE_RATE, process=process)
            made.append(Question(text, speaker.synthesize(f"{phrase}, {text}").to_int16().tobytes()))
        return made
    finally:
        process.close()


def real_time_factor(recognizer: Recognizer, asked: list[Question]) -> float:
    """Of recognition alone, over all the questions; CPU time of this thread."""
    began = time.thread_time()
    for question in asked:
        recognize(recognizer, question.pcm16)
    return (time.thread_time() - began) / sum(len(question.pcm16) / 2 / SAMPLE_RATE for question in asked)


async def measure(
    bot: Bot,
    recognizer: Recognizer,
    spoken: Voices,
    *,
    now: datetime,
    scenario: str | None,
    phrase: str,
    turns: int,
    streams: int,
    whole: bool,
) -> Measured:
    """`streams` devices at once ask `turns` questions each, in real time. Raises SpeechError."""
    made = await asyncio.to_thread(questions, phrase)
    factor = await asyncio.to_thread(real_time_factor, recognizer, made)
    hub = VoiceHub(
        Services(
            bot=lambda: bot,
            now=lambda: now,
            scenario=scenario,
            recognizer=recognizer,
            voices=spoken,
            phrases={US: (phrase,)},
            ducking=Ducking(),
        )
    )
    for each in QUESTIONS:  # a server is ready only after a turn, too: its tables are loaded then
        turn = Turn(user_id="voice-bench-warm", text=each, now=now, scenario=scenario)
        await bot.handle(turn)
    await bot.forget("voice-bench-warm")
    await asyncio.to_thread(spoken.synthesizer().synthesize, "준비됐어요.")
    starts = np.sort(np.random.default_rng(1).uniform(0, SPREAD_S, streams)) if streams > 1 else [0.0]

    async def device(number: int, start_s: float) -> list[Asked]:
        await asyncio.sleep(start_s)
        mine = list(islice(cycle(made), number, number + turns))
        return await Device(hub, str(number), whole=whole).ask(mine)

    found = await asyncio.gather(*(device(number, float(at)) for number, at in enumerate(starts)))
    return Measured([each for some in found for each in some], factor, streams)
