"""Wake phrases: hits on made speech in noise, false calls in our own voice and in human speech.

    python -m benchmarks.wake [--model FOLDER] [--phrase "하이 엘지"] [--shared ../shared]

Made speech: every espeak-ng voice at five speeds, the phrase alone and with a question right behind it, in
pink noise at 10 dB. Human speech: the recordings of the shared data, none of which holds the phrase.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.settings import settings
from assistant.speech.errors import BadAudio
from assistant.speech.recognizers import open_recognizer
from assistant.speech.sound_in import read_sound
from assistant.speech.tts.espeak import EspeakSynthesizer, espeak_process, voices
from assistant.speech.vosk_engine import VoskRecognizer
from assistant.speech.wake import WakeKeywords

SPEEDS = (0.75, 0.9, 1.0, 1.15, 1.3)
SNR_DB = 10.0
LOUDNESS = 0.05
"""Root mean square of what is played, 1.0 being full scale."""
COMMAND = ", 내일 부산 가는 길 안전해?"
TALK = (
    "내일 오전 서울에서 부산까지 자동차로 다섯 시간쯤 걸려요.",
    "밀양과 김해 사이에 열한 시부터 기상청 호우경보가 있어서 길벗 판단으로 경계 단계예요.",
    "아홉 시 전에 출발하시거나 KTX를 타시면 관심 단계로 내려가요.",
    "미세먼지 정보는 지금 확인할 수 없어요. 하이패스 차로가 막혀 있어요.",
    "가까운 대피소는 공덕동 주민센터예요. 걸어서 칠 분 걸려요.",
    "엘리베이터를 타지 마시고 계단으로 천천히 내려가 주세요.",
)
Sound = NDArray[np.float32]


def pink(size: int, rng: np.random.Generator) -> Sound:
    """Noise whose power falls by 3 dB an octave, root mean square 1."""
    spectrum = np.fft.rfft(rng.standard_normal(size))
    shaped = np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(spectrum.size))), size)
    return (shaped / np.sqrt(np.mean(shaped**2))).astype(np.float32)


def silence(seconds: float) -> Sound:
    """Nothing."""
    return np.zeros(round(seconds * 16_000), np.float32)


def made(phrase: str) -> Iterator[tuple[str, Sound]]:
    """Calls: alone, and with a command."""
    rng, process = np.random.default_rng(1), espeak_process()
    for voice in voices():
        for speed in SPEEDS:
            speaker = EspeakSynthesizer(voice=voice.id, sample_rate=16_000, speed=speed, process=process)
            for kind, text in (("alone", phrase), ("with a command", phrase + COMMAND)):
                said = speaker.synthesize(text).samples
                whole = np.concatenate([silence(0.5), said, silence(0.8)])
                level = np.sqrt(np.mean(said**2)) / 10 ** (SNR_DB / 20)
                yield kind, whole + pink(whole.size, rng) * np.float32(level)
    process.close()


def own_talk() -> Iterator[tuple[str, Sound]]:
    """What we say ourselves, in every voice at every speed."""
    process = espeak_process()
    for voice in voices():
        for speed in SPEEDS:
            speaker = EspeakSynthesizer(voice=voice.id, sample_rate=16_000, speed=speed, process=process)
            for text in TALK:
                yield text, np.concatenate([speaker.synthesize(text).samples, silence(0.6)])
    process.close()


def human(folder: Path) -> Iterator[tuple[str, Sound]]:
    """Recordings, equally loud."""
    for path in sorted(folder.glob("*/*.*")):
        try:
            said = read_sound(path).audio.samples
        except BadAudio:
            continue
        level = max(1e-6, float(np.sqrt(np.mean(said**2))))
        yield path.name, np.concatenate([said / np.float32(level) * np.float32(LOUDNESS), silence(0.6)])


def pcm16(sound: Sound) -> bytes:
    """The sound as a microphone sends it: 16 bits, little-endian."""
    return (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()


def calls(recognizer: VoskRecognizer, phrase: str, sound: Sound) -> int:
    """Calls heard in a sound."""
    wake = WakeKeywords(recognizer, [phrase])
    data = pcm16(sound)
    return sum(wake.hear(data[at : at + 3_200]) is not None for at in range(0, len(data), 3_200))


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--model", type=Path, default=settings().stt_model)
    parser.add_argument("--phrase", default="하이 엘지")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    given = parser.parse_args()
    recognizer = open_recognizer(model=given.model)
    assert isinstance(recognizer, VoskRecognizer)
    began, seconds = time.perf_counter(), 0.0
    hits: dict[str, list[int]] = {}
    for kind, sound in made(given.phrase):
        hits.setdefault(kind, []).append(calls(recognizer, given.phrase, sound))
        seconds += sound.size / 16_000
    for kind, found in hits.items():
        print(f"{given.phrase} {kind}: {sum(map(bool, found))} of {len(found)} at {SNR_DB:.0f} dB")
    folder = given.shared / "data" / "speech"
    for name, others in (("our own voice", own_talk()), ("human speech", human(folder))):
        false, length = 0, 0.0
        for _, sound in others:
            false += calls(recognizer, given.phrase, sound)
            length += sound.size / 16_000
        seconds += length
        print(f"false calls in {length / 60:.1f} min of {name}: {false}")
    print(f"real-time factor {(time.perf_counter() - began) / seconds:.3f}, synthesis included")


if __name__ == "__main__":
    main()
