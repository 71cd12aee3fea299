"""Wake phrases, with a real recogniser on made sound; what the phrases are spelt of, without one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from assistant.speech import Audio
from assistant.speech.errors import RecognizerMissing
from assistant.speech.stt import recognize
from assistant.speech.turns import wake_of
from assistant.speech.vosk_engine import VoskRecognizer
from assistant.speech.wake import Called, WakeByText, WakeKeywords, WakeListener, open_wake
from assistant.speech.wake_spelling import spell

Say = Callable[..., Audio]
PHRASE = "하이 엘지"


def pcm(audio: Audio) -> bytes:
    return audio.to_int16().astype("<i2").tobytes()


def listen(wake: WakeListener, sound: bytes, block: int = 3_200) -> list[Called]:
    pieces = (sound[start : start + block] for start in range(0, len(sound), block))
    return [called for piece in pieces if (called := wake.hear(piece)) is not None]


def noisy(sound: Audio, snr_db: float) -> Audio:
    noise = np.random.default_rng(5).standard_normal(sound.samples.size).astype(np.float32)
    loud = float(np.sqrt(np.mean(sound.samples[sound.samples != 0] ** 2)))
    return Audio(sound.samples + noise * np.float32(loud * 10 ** (-snr_db / 20)), sound.sample_rate)


@pytest.mark.parametrize("said", ["하이 엘지", "하이엘지", "하이 엘쥐"])
@pytest.mark.parametrize("noise_db", [None, 15])
def test_it_is_called(recognizer: VoskRecognizer, say: Say, said: str, noise_db: float | None) -> None:
    sound = say(said, before_s=0.6, after_s=0.8)
    sound = sound if noise_db is None else noisy(sound, noise_db)
    [called] = listen(WakeKeywords(recognizer, [PHRASE]), pcm(sound))
    assert called.phrase == PHRASE
    assert called.confidence >= 0.99


@pytest.mark.parametrize("block", [700, 3_200, 64_000])
def test_the_command_that_follows_is_not_lost(recognizer: VoskRecognizer, say: Say, block: int) -> None:
    sound = pcm(say("하이 엘지 내일 부산 가는 길 안전해", after_s=1.0))
    wake = WakeKeywords(recognizer, [PHRASE])
    for start in range(0, len(sound), block):
        called = wake.hear(sound[start : start + block])
        if called is not None:
            heard = recognize(recognizer, called.begun.sound + sound[start + block :])
            wake_up = wake_of(heard.text, [PHRASE])
            assert wake_up is not None
            assert wake_up.command == "내일 부산 가는 길 안전해"
            return
    raise AssertionError("not called")


@pytest.mark.parametrize(
    "said", ["내일 부산 가는 길 안전해?", "오늘 서울 날씨 어때?", "비가 많이 와요. 조심하세요."]
)
def test_other_talk_is_no_call(recognizer: VoskRecognizer, say: Say, said: str) -> None:
    assert listen(WakeKeywords(recognizer, [PHRASE]), pcm(say(said, after_s=0.6))) == []


@pytest.mark.parametrize("sound", [b"", b"\0", bytes(64_000)])
def test_nothing_is_no_call(recognizer: VoskRecognizer, sound: bytes) -> None:
    assert listen(WakeKeywords(recognizer, [PHRASE]), sound) == []


def test_twice_in_a_row_is_once_and_later_it_is_again(recognizer: VoskRecognizer, say: Say) -> None:
    call = pcm(say(PHRASE, before_s=0.2, after_s=0.4))
    wake = WakeKeywords(recognizer, [PHRASE])
    assert len(listen(wake, call + call)) == 1
    wake.reset()
    assert listen(wake, bytes(64_000)) == []
    assert len(listen(wake, call)) == 1


def test_several_phrases(recognizer: VoskRecognizer, say: Say) -> None:
    wake = WakeKeywords(recognizer, ["하이 부산", PHRASE, "꿹뛟"])
    assert wake.unheard == ("꿹뛟",)
    said = pcm(say("하이 부산", after_s=0.8)), pcm(say(PHRASE, before_s=1.5, after_s=0.8))
    assert [called.phrase for called in listen(wake, said[0] + said[1])] == ["하이 부산", PHRASE]


def test_what_comes_after_the_phrase_is_known_to_be_silence(recognizer: VoskRecognizer, say: Say) -> None:
    [called] = listen(WakeKeywords(recognizer, [PHRASE]), pcm(say(PHRASE, before_s=0.2, after_s=0.8)))
    assert called.alone
    assert not np.any(np.abs(np.frombuffer(called.begun.sound, "<i2")) > 100)
    [called] = listen(
        WakeKeywords(recognizer, [PHRASE]), pcm(say("하이 엘지 내일 부산 가는 길", before_s=0.2))
    )
    assert not called.alone
    assert called.begun.stream is not None
    assert wake_of(called.begun.stream.finish().text, [PHRASE])


def test_by_text(recognizer: VoskRecognizer, say: Say) -> None:
    wake = WakeByText(recognizer, [PHRASE])
    [called] = listen(wake, pcm(say("하이 엘지 내일 부산 가는 길 안전해", after_s=1.5)))
    assert (called.phrase, called.alone) == (PHRASE, False)
    assert wake_of(recognize(recognizer, called.begun.sound + bytes(16_000)).text, [PHRASE])
    wake.reset()
    [called] = listen(wake, pcm(say(PHRASE, after_s=1.5)))
    assert called.alone
    wake.reset()
    assert listen(wake, pcm(say("내일 부산 가는 길 안전해", after_s=1.5))) == []


def test_the_better_way_where_there_is_one(recognizer: VoskRecognizer) -> None:
    assert isinstance(open_wake(recognizer, [PHRASE]), WakeKeywords)
    assert isinstance(open_wake(recognizer, [PHRASE, "꿹뛟"]), WakeByText)


def test_a_model_whose_graph_is_fixed_is_read(
    recognizer: VoskRecognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fixed(_: object) -> None:
        raise RecognizerMissing("fixed")

    monkeypatch.setattr(recognizer, "grammar", fixed)
    assert isinstance(open_wake(recognizer, [PHRASE]), WakeByText)


@pytest.mark.parametrize(
    ("phrase", "spelt"),
    [
        ("하이 엘지", ("하이", "엘지")),
        ("하이엘지", ("하이", "엘지")),
        ("길벗아", ("길", "벗", "아")),
        ("길벗 아", ("길", "벗", "아")),
        ("하이길", ("하이", "길")),
        ("꿹", ()),
        ("하이 꿹", ()),
        ("하이닉", ("하이", "+닉")),
        ("닉", ()),  # is only known as the end of a word
        ("앨지", ("엘", "지")),
        ("쌔쌔", ("쎄", "쎄")),
        ("닥스비", ("닥", "쓰", "비")),  # as it is said
        ("비스비", ("비", "스", "비")),
        ("닥지비", ("닥", "지", "비")),
        ("", ()),
    ],
)
def test_spelling(phrase: str, spelt: tuple[str, ...]) -> None:
    known = {
        "하이",
        "엘지",
        "하",
        "이",
        "엘",
        "지",
        "길",
        "벗",
        "아",
        "+닉",
        "쎄",
        "닥",
        "스",
        "쓰",
        "터",
        "비",
    }
    assert spell(phrase, known.__contains__) == spelt
