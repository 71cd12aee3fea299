"""The parts of the server, and devices that ask."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from assistant.channels.voice.hub import VoiceHub
from assistant.channels.voice.services import US, Services
from assistant.dialogue import Bot, Turn, settle
from assistant.partners.ducking import Ducking
from assistant.speech.stt import SAMPLE_RATE, Recognizer, recognize
from assistant.speech.tts.voices import Voices
from assistant.voicebench.device import Asked, Device, Question
from assistant.voicebench.questions import MOST, WARM_UP, spoken_questions

SPREAD_S = 3.0
"""Devices begin within so many seconds of each other."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was asked, and how fast recognition is by itself."""

    asked: list[Asked]
    real_time_factor: float
    """Seconds of one core for a second of sound."""
    streams: int


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
    """`streams` devices at once ask `turns` questions each, in real time; no question is asked twice.

    Raises SpeechError, and ValueError for more questions than there are."""
    if turns * streams > MOST:
        raise ValueError(f"there are {MOST} different questions, not {turns * streams}")
    made = await asyncio.to_thread(spoken_questions, phrase, turns * streams)
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
    # As the server does before it is ready; the answers to what is timed are all new to it.
    await bot.handle(Turn(user_id="voice-bench-warm", text=WARM_UP, now=now, scenario=scenario))
    await bot.forget("voice-bench-warm")
    await asyncio.to_thread(spoken.synthesizer().synthesize, "준비됐어요.")
    settle()
    starts = np.sort(np.random.default_rng(1).uniform(0, SPREAD_S, streams)) if streams > 1 else [0.0]

    async def device(number: int, start_s: float) -> list[Asked]:
        await asyncio.sleep(start_s)
        return await Device(hub, str(number), whole=whole).ask(made[number * turns : (number + 1) * turns])

    found = await asyncio.gather(*(device(number, float(at)) for number, at in enumerate(starts)))
    return Measured([each for some in found for each in some], factor, streams)
