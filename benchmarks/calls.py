"""Calls through a whole voice session, and names as users might type them.

    python -m benchmarks.calls [--questions 24] [--names]

Questions right behind the phrase and after pauses, in pink noise at 10 dB, as fast as they are heard: how
many calls were heard, and how many questions letter by letter. Names: nine calls each, a question behind,
at 15 dB, by the keyword graph and by reading.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping
from datetime import datetime
from itertools import cycle
from typing import Any

import numpy as np

from assistant.channels.voice.hub import VoiceHub
from assistant.channels.voice.messages import AudioOut, Hello
from assistant.channels.voice.services import US, Services
from assistant.clock import SEOUL
from assistant.partners.ducking import Ducking
from assistant.speech.recognizers import open_recognizer
from assistant.speech.stt import Recognizer
from assistant.speech.tts.espeak import EspeakSynthesizer, espeak_process, voices
from assistant.speech.wake import WakeByText, WakeListener, open_wake
from assistant.voicebench.questions import texts
from benchmarks.wake import Sound, pcm16, pink, silence

PHRASES = ("하이 엘지", "길벗아")
PAUSES_S = (0.0, 0.25, 0.45, 0.8, 1.5)
SPEEDS = (0.85, 1.0, 1.2, 0.9)
NAMES = (
    "헤이 빅스비,쩨니야,하이 쿠쿠,하이 닉,우리 집사야,컴퓨터,똑똑아,하이 클로바,지니야,쭈니야,"
    "뽀삐야,헬로 카봇,오케이 구글,아리야,길동아,여보,자비스,까망아,콩이야,"
    "하이 친구,뭉치야,삐삐야,호두야,헤이 코코"
).split(",")
_BLOCK = 3_200


class Ear:
    """A client that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[Mapping[str, Any]] = []

    async def event(self, document: Mapping[str, Any]) -> None:
        """See `Link`."""
        self.events.append(document)

    async def sound(self, pcm16: bytes) -> None:
        """See `Link`."""

    def told(self, kind: str) -> list[Mapping[str, Any]]:
        """Events of that kind."""
        return [event for event in self.events if event["type"] == kind]


def noisy(parts: list[Sound], snr_db: float, rng: np.random.Generator) -> bytes:
    """What is said, with silence around and noise over all of it."""
    level = np.sqrt(np.mean(np.concatenate(parts) ** 2)) / 10 ** (snr_db / 20)
    whole = np.concatenate([silence(0.5), *parts, silence(2.0)])
    whole = whole + pink(whole.size, rng) * np.float32(level)
    return pcm16(whole)


async def asked(hub: VoiceHub, sound: bytes) -> Ear:
    """What a device is told that sends this, until its question is known."""
    ear = Ear()
    session = await hub.open(ear, Hello(type="hello", audio_out=AudioOut(format="none")), "local")
    for at in range(0, len(sound), _BLOCK):
        await session.sound(sound[at : at + _BLOCK])
        if ear.told("stt_text"):
            break
    await hub.close(session)
    return ear


async def sessions(recognizer: Recognizer, count: int) -> None:
    """Prints a row for each phrase and pause."""
    rng, process, questions = np.random.default_rng(3), espeak_process(), texts(count)
    services = Services(
        bot=lambda: None,
        now=lambda: datetime.now(SEOUL),
        scenario=None,
        recognizer=recognizer,
        voices=None,
        phrases={US: PHRASES},
        ducking=Ducking(),
    )
    for phrase in PHRASES:
        for pause_s in (None, *PAUSES_S):
            called = exact = 0
            for voice, speed, question in zip(cycle(voices()), cycle(SPEEDS), questions, strict=False):
                say = EspeakSynthesizer(voice=voice.id, sample_rate=16_000, speed=speed, process=process)
                spoken = [f"{phrase}, {question}"] if pause_s is None else [phrase, question]
                parts = [say.synthesize(text).samples for text in spoken]
                parts[1:1] = [silence(pause_s)] if pause_s else []
                ear = await asked(VoiceHub(services), noisy(parts, 10.0, rng))
                called += bool(ear.told("wake_word_detected"))
                exact += [_letters(event["text"]) for event in ear.told("stt_text")] == [_letters(question)]
            when = "right behind" if pause_s is None else f"after {pause_s:.2f} s"
            print(f"{phrase}, {when}: {called} of {count} called, {exact} letter by letter", flush=True)
    process.close()


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def names(recognizer: Recognizer) -> None:
    """Prints a row for each name."""
    rng, process = np.random.default_rng(3), espeak_process()
    for name in NAMES:
        graph, text = 0, 0
        for voice in voices():
            for speed in (0.8, 1.0, 1.2):
                say = EspeakSynthesizer(voice=voice.id, sample_rate=16_000, speed=speed, process=process)
                sound = noisy([say.synthesize(f"{name}, 내일 부산 가는 길 안전해?").samples], 15.0, rng)
                graph += _is_called(open_wake(recognizer, [name]), sound)
                text += _is_called(WakeByText(recognizer, [name]), sound)
        way = type(open_wake(recognizer, [name])).__name__
        print(f"{name}: {graph} of 9 by {way}, {text} by reading", flush=True)
    process.close()


def _is_called(wake: WakeListener, sound: bytes) -> bool:
    return any(wake.hear(sound[at : at + _BLOCK]) is not None for at in range(0, len(sound), _BLOCK))


def main() -> None:
    """Prints what was heard."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--questions", type=int, default=24)
    parser.add_argument("--names", action="store_true")
    given = parser.parse_args()
    recognizer = open_recognizer()
    if given.names:
        names(recognizer)
    else:
        asyncio.run(sessions(recognizer, given.questions))


if __name__ == "__main__":
    main()
