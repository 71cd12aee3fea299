from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.speech import Audio
from assistant.speech.choices import SttEngine
from assistant.speech.errors import RecognizerMissing
from assistant.speech.recognizers import open_recognizer
from assistant.speech.stt import RecognitionStream, Recognizer, Transcript, Word, mean_confidence, recognize
from assistant.speech.vosk_engine import VoskRecognizer

Say = Callable[..., Audio]
QUESTION = "내일 부산 가는 길 안전해"


def pcm(audio: Audio) -> bytes:
    return audio.to_int16().astype("<i2").tobytes()


def test_a_question_with_times_and_confidence(recognizer: VoskRecognizer, say: Say) -> None:
    found = recognize(recognizer, pcm(say(QUESTION)))
    assert found.text == QUESTION
    assert found.confidence > 0.8
    assert found.alternatives[0].text == QUESTION
    starts = [word.start_s for word in found.words]
    assert starts == sorted(starts)
    assert 0.1 < starts[0] < 0.7
    assert all(word.start_s < word.end_s for word in found.words)


def test_partial_results_grow_and_streams_start_anew(recognizer: VoskRecognizer, say: Say) -> None:
    sound = pcm(say(QUESTION, after_s=0.8))
    with recognizer.stream() as stream:
        for _ in range(2):
            partials = [stream.accept(sound[at : at + 3201]) for at in range(0, len(sound), 3201)]
            seen = [text for text in partials if text]
            assert seen[0] != seen[-1]
            assert QUESTION.startswith(seen[0])
            found = stream.finish()
            assert found.text == QUESTION
            assert found.words[0].start_s < 1  # counted from this utterance


def test_an_unsure_utterance_has_other_readings(recognizer: VoskRecognizer, say: Say) -> None:
    clean = say(QUESTION)
    noise = np.random.default_rng(3).standard_normal(clean.samples.size).astype(np.float32)
    found = []
    for level in (0.0, 1.0, 2.0, 3.0, 4.0, 6.0):  # from certain to hopeless
        noisy = Audio(clean.samples + noise * np.float32(clean.rms * level), clean.sample_rate)
        found.append(recognize(recognizer, pcm(noisy)))
    assert len(found[0].alternatives) == 1
    unsure = [one for one in found if len(one.alternatives) > 1]
    assert unsure
    for one in unsure:
        scores = [reading.score for reading in one.alternatives]
        assert scores[0] == 0
        assert one.alternatives[0].text == one.text
        assert len({reading.text for reading in one.alternatives}) == len(scores)


@pytest.mark.parametrize("sound", [b"", b"\0", bytes(32_000), bytes(320)])
def test_nothing_said_is_an_empty_transcript(recognizer: VoskRecognizer, sound: bytes) -> None:
    assert recognize(recognizer, sound) == Transcript()


def test_streams_run_side_by_side(recognizer: VoskRecognizer, say: Say) -> None:
    sound = pcm(say(QUESTION))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: recognize(recognizer, sound).text, range(8)))
    assert found == [QUESTION] * 8


def test_it_is_what_the_protocol_says(recognizer: VoskRecognizer) -> None:
    assert isinstance(recognizer, Recognizer)
    assert isinstance(recognizer.stream(), RecognitionStream)


def test_a_grammar_hears_its_phrase_and_garbage(recognizer: VoskRecognizer, say: Say) -> None:
    found = recognizer.grammar(["하이 엘지"])
    found.AcceptWaveform(pcm(say("하이 엘지")))
    assert json.loads(found.FinalResult())["text"].startswith("하이 엘지")


def test_wrong_folders_say_what_is_wrong(tmp_path: Path, vosk_folder: Path) -> None:
    with pytest.raises(RecognizerMissing, match="no such folder"):
        open_recognizer(model=tmp_path / "none")
    with pytest.raises(RecognizerMissing, match=r"lacks am/final\.mdl"):
        open_recognizer(model=tmp_path)
    damaged = tmp_path / "damaged"
    shutil.copytree(vosk_folder, damaged)
    (damaged / "am" / "final.mdl").write_bytes(b"not a model")
    with pytest.raises(RecognizerMissing, match="cannot load"):
        open_recognizer(model=damaged)


def test_sherpa_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(RecognizerMissing, match="GILBEOT_STT_MODEL"):
        open_recognizer(SttEngine.SHERPA)
    pytest.importorskip("sherpa_onnx")
    with pytest.raises(RecognizerMissing, match="no folder"):
        open_recognizer(SttEngine.SHERPA, tmp_path / "none")
    with pytest.raises(RecognizerMissing, match=r"tokens\.txt"):
        open_recognizer(SttEngine.SHERPA, tmp_path)
    (tmp_path / "tokens.txt").write_text("a 0\n")
    with pytest.raises(RecognizerMissing, match=r"model\*\.onnx"):
        open_recognizer(SttEngine.SHERPA, tmp_path)


def test_confidence_is_weighted_by_length() -> None:
    words = [Word("가", 0.0, 0.3, 1.0), Word("나", 0.3, 0.4, 0.2)]
    assert mean_confidence(words) == pytest.approx(0.8)
    assert mean_confidence([]) == 0
