from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.speech.sherpa_engine import SherpaRecognizer, _spaced, _words
from assistant.speech.stt import recognize
from tests.speech.tiny_models import streaming_recognizer, whole_recognizer

RATE = 16_000


@pytest.mark.parametrize(
    ("tokens", "texts"),
    [
        (["▁내", "일", "▁부산"], ["내일", "부산"]),
        ([" 내", "일", " 부", "산"], ["내일", "부산"]),
        ([], []),
        (["▁"], []),
    ],
)
def test_pieces_become_words(tokens: list[str], texts: list[str]) -> None:
    words = _words(tokens, [0.1 * i for i in range(len(tokens))], [-0.1] * len(tokens))
    assert [word.text for word in words] == texts
    assert all(0.9 < word.confidence < 1 for word in words)


@pytest.mark.parametrize(
    ("text", "tokens", "spaced"),
    [
        ("내일부산", ["▁내일", "▁부", "산"], "내일 부산"),
        ("내일부산", [" 내일", " 부산"], "내일 부산"),
        (" KTX 타고", ["▁KTX", "▁타고"], "KTX 타고"),
        ("내일 부산", ["<|ko|>", "내일", "부산"], "내일 부산"),
        ("", [], ""),
    ],
)
def test_spaces_between_words_are_kept(text: str, tokens: list[str], spaced: str) -> None:
    assert _spaced(text, tokens) == spaced


def tone(hertz: float, seconds: float) -> np.ndarray:
    return np.sin(np.arange(round(RATE * seconds)) * 2 * np.pi * hertz / RATE) * 0.3


def words_in_tones() -> bytes:
    rest = np.zeros(RATE // 2)
    sound = np.concatenate([rest, tone(300, 0.5), rest, tone(3_000, 0.5), rest])
    return (sound * 32_767).astype("<i2").tobytes()


def test_a_streaming_model_is_decoded(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx")
    streaming_recognizer(tmp_path, "내일", "부산")
    recognizer, pcm16 = SherpaRecognizer(tmp_path), words_in_tones()
    with recognizer.stream() as stream:
        partials = [stream.accept(pcm16[at : at + 3_201]) for at in range(0, len(pcm16), 3_201)]
        found = stream.finish()
        assert list(dict.fromkeys(partials)) == ["", "내일", "내일 부산"]
        assert [(word.text, word.start_s) for word in found.words] == [
            ("내일", pytest.approx(0.5, abs=0.2)),
            ("부산", pytest.approx(1.5, abs=0.2)),
        ]
        assert found.text == found.alternatives[0].text == "내일 부산"
        assert 0.5 < found.confidence <= 1
        assert stream.finish().text == ""  # and the next utterance begins anew
    assert recognize(recognizer, pcm16).text == "내일 부산"


def test_a_model_of_whole_utterances_is_decoded(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx")
    whole_recognizer(tmp_path, "내일", "부산")
    recognizer = SherpaRecognizer(tmp_path)
    with recognizer.stream() as stream:
        assert stream.accept(words_in_tones()) == ""
        found = stream.finish()
    assert found.text == "내일 부산"
    assert [word.text for word in found.words] == ["내일", "부산"]
    assert recognize(recognizer, words_in_tones()).text == "내일 부산"
