"""The real espeak-ng, in its own process: what it says, and what happens when it fails."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.speech import (
    Audio,
    BadAudio,
    EngineFailed,
    EngineMissing,
    SpeechError,
    SpeechTimeout,
    Synthesizer,
    VoiceMissing,
    default_synthesizer,
    errors,
)
from assistant.speech.frames import read_frame, write_frame
from assistant.speech.tts import engine_process
from assistant.speech.tts.engine_process import EngineProcess
from assistant.speech.tts.espeak import EspeakSynthesizer, espeak_process, voices
from assistant.speech.tts.espeak_library import Phones
from assistant.speech.tts.worker import WorkerError, serve

SENTENCES = [
    "내일 오전 서울에서 부산까지 자동차로 다섯 시간쯤 걸려요.",
    "밀양과 김해 사이에 호우경보가 있어서 길벗 판단으로 '경계' 단계예요.",
    "9시 전에 출발하시거나 KTX를 타시면 '관심' 단계로 내려가요.",
    "가까운 대피소는 공덕초등학교예요.",
    "위급하면 119로 전화하세요.",
]
REQUEST = {"text": "안녕하세요", "voice": "ko", "rate_wpm": 165, "pitch": 50, "range": 50, "volume": 80}


@pytest.fixture(scope="module")
def speaker() -> Iterator[EspeakSynthesizer]:
    with EspeakSynthesizer() as synthesizer:
        yield synthesizer


def syllables(text: str) -> int:
    from assistant.korean.spoken import spoken

    return sum("가" <= char <= "힣" for char in spoken(text))


@pytest.mark.parametrize("voice", [voice.id for voice in voices()])
def test_it_sounds_like_speech(voice: str) -> None:
    """Measured: 4 to 6.5 syllables a second, audible, not clipped, with sound throughout."""
    with EspeakSynthesizer(voice=voice) as synthesizer:
        for sentence in SENTENCES:
            audio = synthesizer.synthesize(sentence)
            assert 0.15 < audio.duration_s / syllables(sentence) < 0.25, sentence
            assert 0.04 < audio.rms < 0.3, sentence
            assert 0.2 < audio.peak < 0.99, sentence
            frames = audio.samples[: audio.samples.size // 441 * 441].reshape(-1, 441)
            heard = np.sqrt((frames**2).mean(axis=1)) > 0.005
            assert heard.mean() > 0.6, sentence


def test_every_sentence_sounds_different(speaker: EspeakSynthesizer) -> None:
    sounds = {speaker.synthesize(sentence).samples.tobytes() for sentence in SENTENCES}
    assert len(sounds) == len(SENTENCES)


def alike(left: Audio, right: Audio) -> bool:
    """The same words: as long, to 10 ms, and loud at the same moments.

    espeak-ng's own noise and pitch phase are never twice the same (6 ms and 0.012 of correlation were
    measured).
    """
    if abs(left.duration_s - right.duration_s) > 0.01:
        return False
    frames = min(left.samples.size, right.samples.size) // 441
    a, b = (np.sqrt((s.samples[: frames * 441].reshape(-1, 441) ** 2).mean(axis=1)) for s in (left, right))
    return bool(np.corrcoef(a, b)[0, 1] > 0.95)


def test_the_same_sentence_sounds_alike(speaker: EspeakSynthesizer) -> None:
    assert alike(speaker.synthesize(SENTENCES[0]), speaker.synthesize(SENTENCES[0]))
    assert not alike(speaker.synthesize(SENTENCES[0]), speaker.synthesize(SENTENCES[1]))


def test_longer_text_takes_longer(speaker: EspeakSynthesizer) -> None:
    lengths = [speaker.synthesize("부산 " * n).duration_s for n in (1, 2, 4, 8)]
    assert lengths == sorted(lengths)
    assert lengths[3] > 3 * lengths[0]


def test_text_is_normalised_first(speaker: EspeakSynthesizer) -> None:
    shown, said = (
        speaker.synthesize("KTX 3호차, 8월 10일 10:30"),
        speaker.synthesize("케이티엑스 삼호차, 팔월 십일 오전 열 시 반"),
    )
    assert alike(shown, said)


def test_sentences_stream_and_join(speaker: EspeakSynthesizer) -> None:
    text = " ".join(SENTENCES[:3])
    pieces = list(speaker.stream(text))
    assert len(pieces) == 3
    whole = speaker.synthesize(text)
    assert whole.duration_s == pytest.approx(sum(piece.duration_s for piece in pieces), abs=0.01)


def test_a_stream_makes_only_what_is_asked_for(speaker: EspeakSynthesizer) -> None:
    asked: list[str] = []

    class Counting(EngineProcess):
        def ask(self, request: dict[str, object], *, timeout_s: float, later: bool = False) -> Audio:
            asked.append(("later " if later else "") + str(request["text"]))
            return Audio.silence(0.1, 22_050)

    stream = EspeakSynthesizer(process=Counting((), name="", install="")).stream("하나. 둘. 셋.")
    assert asked == []
    next(stream)
    assert asked == ["하나."]
    assert len(list(stream)) == 2
    assert asked == ["하나.", "later 둘.", "later 셋."]


def test_who_hears_nothing_yet_goes_before_who_hears_something() -> None:
    turns, order = engine_process._Turns(), []

    def work(name: str, later: bool) -> None:
        with turns.turn(later=later):
            order.append(name)

    with turns.turn():
        waiting = [("second of one", True), ("second of another", True), ("first", False)]
        threads = [threading.Thread(target=work, args=each) for each in waiting]
        for count, thread in enumerate(threads, start=1):
            thread.start()
            while len(turns._waiting) < count:
                time.sleep(0.001)
    for thread in threads:
        thread.join(timeout=10)
    assert order == ["first", "second of one", "second of another"]


@pytest.mark.parametrize("nothing", ["", "   ", "🌀", "\n", "..."])
def test_nothing_to_say_is_no_error(speaker: EspeakSynthesizer, nothing: str) -> None:
    audio = speaker.synthesize(nothing)
    assert audio.samples.size == 0
    assert audio.sample_rate == speaker.sample_rate


@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
def test_rates(speaker: EspeakSynthesizer, rate: int) -> None:
    with default_synthesizer(sample_rate=rate) as synthesizer:
        audio = synthesizer.synthesize(SENTENCES[0])
    assert audio.sample_rate == rate
    reference = speaker.synthesize(SENTENCES[0])
    assert audio.duration_s == pytest.approx(reference.duration_s, abs=0.001)
    assert audio.rms == pytest.approx(reference.rms, rel=0.03)


def test_speed() -> None:
    lengths = []
    for speed in (0.7, 1.0, 1.4):
        with EspeakSynthesizer(speed=speed) as synthesizer:
            lengths.append(synthesizer.synthesize(SENTENCES[0]).duration_s)
    assert lengths[0] > 1.2 * lengths[1] > 1.2 * 1.15 * lengths[2]


def test_long_text_is_spoken_whole(speaker: EspeakSynthesizer) -> None:
    assert speaker.synthesize("비가 와요. " * 100).duration_s > 60
    assert speaker.synthesize("가" * 1_000).duration_s > 60


def test_it_is_a_synthesizer_with_voices(speaker: EspeakSynthesizer) -> None:
    assert isinstance(speaker, Synthesizer)
    assert speaker.voices()[0].id == speaker.voice
    assert {voice.language for voice in speaker.voices()} == {"ko"}
    assert len({voice.label for voice in speaker.voices()}) == len(speaker.voices())


def test_voices_sound_different() -> None:
    sounds = set()
    for voice in voices():
        with EspeakSynthesizer(voice=voice.id) as synthesizer:
            sounds.add(synthesizer.synthesize("안녕하세요").samples.tobytes())
    assert len(sounds) == len(voices())


def test_the_library_stays_out_of_this_process() -> None:
    code = (
        "import sys; from assistant.speech import default_synthesizer\n"
        "with default_synthesizer() as s: assert s.synthesize('네').samples.size\n"
        "assert 'espeakng_loader' not in sys.modules\n"
        "print('espeak' in open('/proc/self/maps').read())"
    )
    root = Path(__file__).resolve().parents[3]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "False", run.stderr


def test_wrong_settings_are_refused() -> None:
    with pytest.raises(VoiceMissing, match="haneul"):
        EspeakSynthesizer(voice="nobody")
    with pytest.raises(BadAudio):
        EspeakSynthesizer(sample_rate=10)
    with pytest.raises(ValueError, match="speed"):
        EspeakSynthesizer(speed=9)


def test_a_voice_the_engine_lacks_is_told() -> None:
    process = espeak_process()
    try:
        with pytest.raises(VoiceMissing, match="no voice 'xx'"):
            process.ask({**REQUEST, "voice": "xx"}, timeout_s=10)
        # The process lives on and serves the next request.
        pid = process.pid
        assert process.ask(REQUEST, timeout_s=10).samples.size
        assert process.pid == pid
    finally:
        process.close()


def test_a_killed_process_is_started_again() -> None:
    process = espeak_process()
    try:
        first = process.ask(REQUEST, timeout_s=10)
        pid = process.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        again = process.ask(REQUEST, timeout_s=10)
        assert alike(first, again)
        assert process.pid not in (None, pid)
    finally:
        process.close()
    assert process.pid is None
    process.close()


def test_after_closing_it_starts_again() -> None:
    synthesizer = EspeakSynthesizer()
    synthesizer.synthesize("네")
    synthesizer.close()
    assert synthesizer.synthesize("네").samples.size
    synthesizer.close()


def test_a_stuck_process_is_given_up_in_time() -> None:
    process = espeak_process()
    try:
        process.ask(REQUEST, timeout_s=10)
        pid = process.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        started = time.monotonic()
        with pytest.raises(SpeechTimeout, match="did not answer"):
            process.ask(REQUEST, timeout_s=0.5)
        assert time.monotonic() - started < 5
        assert process.ask(REQUEST, timeout_s=10).samples.size
    finally:
        process.close()


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (("/no/such/program",), EngineMissing),
        (python("pass"), EngineFailed),
        (python("import sys; sys.stdin.buffer.read(4); sys.exit(3)"), EngineFailed),
        (
            python("import sys; sys.stdin.buffer.read(4); print('Traceback: this is no frame', flush=True)"),
            EngineFailed,
        ),
        (python("import time; time.sleep(60)"), SpeechTimeout),
        (
            python(
                "import sys; from assistant.speech.frames import *\n"
                "while read_frame(sys.stdin.buffer): write_frame(sys.stdout.buffer, b'{not json')"
            ),
            EngineFailed,
        ),
        (
            python(
                "import sys; from assistant.speech.frames import *\n"
                "while read_frame(sys.stdin.buffer):\n"
                "    [write_frame(sys.stdout.buffer, part) for part in (b'{\"id\": 99}', b'')]"
            ),
            EngineFailed,
        ),
    ],
    ids=["missing", "ends", "dies", "prints", "sleeps", "garbles", "answers-another"],
)
def test_every_failure_has_its_error(command: tuple[str, ...], error: type[SpeechError]) -> None:
    process = espeak_process(command)
    try:
        with pytest.raises(error):
            process.ask(REQUEST, timeout_s=2)
    finally:
        process.close()


def test_a_missing_library_is_told_with_what_to_do() -> None:
    code = (
        "import sys; sys.modules['espeakng_loader'] = None\n"
        "from assistant.speech.tts.espeak_worker import main; main()"
    )
    process = espeak_process(python(code))
    try:
        with pytest.raises(EngineMissing, match="Install the package espeakng-loader") as caught:
            process.ask(REQUEST, timeout_s=10)
        assert "설치" in caught.value.user_message
    finally:
        process.close()


def test_threads_take_turns(speaker: EspeakSynthesizer) -> None:
    expected = {text: speaker.synthesize(text) for text in SENTENCES}
    wrong: list[str] = []

    def work(text: str) -> None:
        for _ in range(5):
            if not alike(speaker.synthesize(text), expected[text]):
                wrong.append(text)

    threads = [threading.Thread(target=work, args=(text,)) for text in SENTENCES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not wrong


def test_the_worker_answers_bad_requests_and_ends_with_its_input() -> None:
    class Broken:
        sample_rate = 22_050

        def speak(self, request: dict[str, object]) -> bytes:
            if request.get("text") == "없음":
                raise WorkerError("voice-missing", "no such voice")
            return str(request["text"]).encode()

    source, sink = io.BytesIO(), io.BytesIO()
    for request in ({"id": 1, "text": "ab"}, {"id": 2, "text": "없음"}, {"id": 3}):
        write_frame(source, json.dumps(request).encode())
    source.seek(0)
    serve(source, sink, start=Broken)  # type: ignore[arg-type]
    sink.seek(0)
    answers = []
    while (head := read_frame(sink)) is not None:
        answers.append((json.loads(head), read_frame(sink)))
    assert answers[0] == ({"id": 1, "sample_rate": 22_050}, b"ab")
    assert answers[1][0]["error"] == "voice-missing"
    assert answers[2][0]["error"] == "engine-failed"


def test_every_error_has_a_code_and_words_for_people() -> None:
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, SpeechError)
    ]
    assert len({kind.code for kind in kinds}) == len(kinds) > 6
    assert all(kind.user_message.endswith("요.") for kind in kinds)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("안녕하세요.", ("njʌŋ", ".")),
        ("내일, 비가 와요?", ("nɛˈi", ", p", "?")),
        ("KTX", ("kˌeɪ",)),
        ("…", ("…",)),
        ("", ("",)),
    ],
)
def test_what_a_text_sounds_like(text: str, parts: tuple[str, ...]) -> None:
    phones = Phones().of(text, "ko")
    assert all(part in phones for part in parts), phones
    assert "(" not in phones
    with pytest.raises(WorkerError, match="no voice 'xx-none'"):
        Phones().of(text, "xx-none")
