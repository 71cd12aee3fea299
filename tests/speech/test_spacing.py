from __future__ import annotations

from pathlib import Path

import pytest

from assistant.speech.choices import Spacing
from assistant.speech.spacing import respaced, writing_for
from assistant.speech.vosk_engine import plain


@pytest.mark.parametrize(
    ("morphemes", "text"),
    [
        ("내일 부산 가 는 길 안전 한 가요", "내일 부산 가는 길 안전한가요"),
        ("오늘 날씨 가 어때", "오늘 날씨가 어때"),
        ("지금 강남 역 에 사람 많 아", "지금 강남역에 사람 많아"),
        ("경부 고속 도로 막혀", "경부고속도로 막혀"),
        ("", ""),
        ("[unk]", ""),
    ],
)
def test_morphemes_become_words(morphemes: str, text: str) -> None:
    pytest.importorskip("kiwipiepy")
    assert respaced(morphemes.split()) == text


@pytest.mark.parametrize(
    ("folder", "setting", "writing"),
    [
        ("vosk-model-small-ko-0.22", Spacing.AUTO, respaced),
        ("vosk-model-small-ko-0.22", Spacing.WORDS, plain),
        ("ours", Spacing.AUTO, plain),
        ("ours", Spacing.MORPHEMES, respaced),
    ],
)
def test_the_model_decides_unless_told(folder: str, setting: Spacing, writing: object) -> None:
    assert writing_for(Path(folder), setting) is writing
