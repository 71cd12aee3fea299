"""What is asked: as many different questions as turns are timed, and none that the server was warmed with."""

from __future__ import annotations

from itertools import cycle, product, zip_longest

import numpy as np

from assistant.speech.stt import SAMPLE_RATE
from assistant.speech.tts.espeak import EspeakSynthesizer, espeak_process, voices
from assistant.voicebench.device import Question

WARM_UP = "내일 부산 가는 길 안전해?"
"""Asked of a server before it is ready (`api.app`): everything that loads at the first question is loaded."""

_CITIES = tuple("강릉 대전 광주 대구 전주 여수 포항 목포 춘천 속초 울산 창원 천안 청주 제주 경주".split())
_DAYS = ("내일", "모레", "오늘 저녁에", "내일 아침에")
_SPOTS = tuple("강남역 해운대 서울역 광화문 홍대 김포공항 잠실 여의도".split())
_ROADS = tuple(
    "경부고속도로 영동고속도로 서해안고속도로 서해대교 올림픽대로 남해고속도로 중부고속도로".split()
)
_DANGERS = ("태풍", "지진", "폭염", "한파", "폭설", "미세먼지")
_KINDS = (
    ("{} {} 가는 길 안전해?", product(_DAYS, _CITIES)),
    ("지금 {} 위험해?", product(_SPOTS)),
    ("{} {} 비 와?", product(("내일", "모레"), _CITIES)),
    ("{} 막혀?", product(_ROADS)),
    ("{}까지 기차로 가면 괜찮아?", product(_CITIES)),
    ("{} 올 때 어떻게 해야 돼?", product(_DANGERS)),
    ("지금 {}에 특보 내려진 거 있어?", product(_CITIES)),
)
MOST = 140
"""Different questions at hand."""


def texts(count: int) -> list[str]:
    """That many different questions, the kinds by turns; the same every time."""
    dice = np.random.default_rng(6)
    kinds = []
    for pattern, parts in _KINDS:
        made = [pattern.format(*part) for part in parts]
        kinds.append([made[index] for index in dice.permutation(len(made))])
    found = [text for row in zip_longest(*kinds) for text in row if text is not None and text != WARM_UP]
    return found[:count]


def spoken_questions(phrase: str, count: int) -> list[Question]:
    """Each in the voices of espeak-ng by turns, the wake phrase right before it."""
    process = espeak_process()
    try:
        made = []
        for voice, text in zip(cycle(voices()), texts(count), strict=False):
            speaker = EspeakSynthesizer(voice=voice.id, sample_rate=SAMPLE_RATE, process=process)
            made.append(Question(text, speaker.synthesize(f"{phrase}, {text}").to_int16().tobytes()))
        return made
    finally:
        process.close()
