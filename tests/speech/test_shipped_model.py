"""The Vosk model that is shipped: what its card says, and what it hears without any setting."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from assistant.speech import Audio
from assistant.speech.recognizers import SHIPPED, open_recognizer
from assistant.speech.stt import recognize
from tools.vosk_model.__main__ import digest_of, files_of

Say = Callable[..., Audio]


def test_it_is_the_one_of_its_card() -> None:
    card = json.loads((SHIPPED / "card.json").read_text(encoding="utf-8"))
    assert digest_of(SHIPPED) == card["digest"]
    assert sum(path.stat().st_size for path in files_of(SHIPPED)) == card["bytes"] <= 15_000_000
    assert card["units"] >= 10_000
    assert "synthetic" in card["trained_on"]


@pytest.mark.parametrize(
    "text",
    [
        "내일 부산 가는 길 안전해",
        "출근길 괜찮아",
        "서해대교 통제됐어",
        "삼월 이십오일 오전 아홉 시에 강릉 가도 돼",
        "케이티엑스 타고 갈까 비행기 타고 갈까",
        "뉴스 들려줘",
        "우산 챙겨야 할까",
        "지금 홍대입구 사람 많아",
    ],
)
def test_requests_of_many_kinds(text: str, say: Say) -> None:
    heard = recognize(open_recognizer(), say(text).to_int16().astype("<i2").tobytes())
    assert heard.text.replace(" ", "") == text.replace(" ", "")
    assert not any("+" in word.text for word in heard.words)
    assert heard.confidence > 0.5
