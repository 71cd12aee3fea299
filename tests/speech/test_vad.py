"""Voice activity: the real network on made sound, and hysteresis on made opinions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech import Audio
from assistant.speech.errors import BadAudio
from assistant.speech.vad import (
    FRAME_BYTES,
    FRAME_S,
    Activity,
    Segment,
    SileroDetector,
    SpeechDetector,
    Thresholds,
    VoiceActivity,
    segments,
)

Say = Callable[..., Audio]
LOUD = np.full(512, 9000, "<i2").tobytes()


class Told:
    """A detector with opinions made beforehand."""

    def __init__(self, *opinions: float) -> None:
        self.opinions = list(opinions)
        self.asked = 0

    def probability(self, frame: bytes) -> float:
        self.asked += 1
        return self.opinions.pop(0)

    def reset(self) -> None:
        self.opinions.clear()


def pcm(audio: Audio) -> bytes:
    return audio.to_int16().astype("<i2").tobytes()


def test_it_hears_where_somebody_speaks(say: Say) -> None:
    sound = pcm(say("내일 부산 가는 길 안전해?", before_s=1.0, after_s=1.0))
    activity = VoiceActivity(SileroDetector())
    [piece] = segments(activity.hear(sound), margin_s=0.0)
    assert piece.start_s == pytest.approx(1.0, abs=0.15)
    assert piece.end_s == pytest.approx(len(sound) / 32_000 - 1.0, abs=0.3)
    assert not activity.speech


def test_two_questions_are_two_pieces(say: Say) -> None:
    one, two = pcm(say("내일 비 와?", after_s=0.8)), pcm(say("대전은 어때?", before_s=0.2, after_s=0.5))
    assert len(segments(VoiceActivity(SileroDetector()).hear(one + two))) == 2


@pytest.mark.parametrize("level", [0.0, 0.01, 0.1, 0.4])
def test_noise_is_no_speech(level: float) -> None:
    noise = np.random.default_rng(7).standard_normal(16_000 * 4).astype(np.float32) * np.float32(level)
    found = VoiceActivity(SileroDetector()).hear(pcm(Audio(np.clip(noise, -1, 1), 16_000)))
    assert segments(found) == []


def test_speech_in_noise_is_heard(say: Say) -> None:
    clean = say("내일 부산 가는 길 안전해?", before_s=1.0, after_s=1.0)
    noise = np.random.default_rng(5).standard_normal(clean.samples.size).astype(np.float32)
    noisy = Audio(clean.samples + noise * np.float32(clean.rms * 0.3), 16_000)
    assert len(segments(VoiceActivity(SileroDetector()).hear(pcm(noisy)), margin_s=0.0)) == 1


def test_silence_is_not_worth_a_question() -> None:
    told = Told()
    assert not any(piece.speech for piece in VoiceActivity(told).hear(bytes(FRAME_BYTES * 3)))
    assert told.asked == 0


def test_hysteresis() -> None:
    activity = VoiceActivity(Told(0.4, 0.6, 0.4, 0.36, 0.3, 0.4, 0.5))
    found = [piece.speech for piece in activity.hear(LOUD * 7)]
    assert found == [False, True, True, True, False, False, True]


@given(st.lists(st.integers(1, 3000), max_size=12))
def test_however_sound_is_cut_the_frames_are_the_same(lengths: list[int]) -> None:
    total = sum(lengths) * 2
    activity = VoiceActivity(Told(*[0.0] * (total // FRAME_BYTES)))
    seconds = [piece.seconds for length in lengths for piece in activity.hear(bytes(length * 2))]
    assert seconds == [FRAME_S] * (total // FRAME_BYTES)


def test_reset_forgets() -> None:
    activity = VoiceActivity(Told(0.9))
    activity.hear(LOUD + b"half")
    assert activity.speech
    activity.reset()
    assert not activity.speech
    assert activity.hear(bytes(FRAME_BYTES - 4)) == []


def test_what_is_no_sound_is_refused() -> None:
    with pytest.raises(BadAudio):
        VoiceActivity(Told()).hear("text")  # type: ignore[arg-type]


def test_it_is_what_the_protocol_says() -> None:
    detector = SileroDetector()
    assert isinstance(detector, SpeechDetector)
    detector.reset()


@pytest.mark.parametrize(("begin", "end"), [(0.3, 0.5), (1.0, 0.5), (0.5, 0.0)])
def test_thresholds_the_wrong_way_round(begin: float, end: float) -> None:
    with pytest.raises(ValueError, match="must hold"):
        Thresholds(begin=begin, end=end)


def test_segments() -> None:
    def of(text: str) -> list[Activity]:
        return [Activity(0.1, sign == "#") for sign in text]

    def about(found: list[Segment]) -> list[tuple[float, float]]:
        return [(round(piece.start_s, 2), round(piece.end_s, 2)) for piece in found]

    assert about(segments(of("...###..###....##."), margin_s=0)) == [(0.3, 1.1), (1.5, 1.7)]
    assert about(segments(of("#....#")))[0] == (0.0, 0.2)
    assert about(segments(of(".#...."), shortest_s=0.2)) == []
    assert segments([]) == []
    # Margins do not overlap.
    assert about(segments(of("##....##"), margin_s=0.5)) == [(0.0, 0.7), (0.7, 0.8)]
