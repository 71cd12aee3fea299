"""Cutting text into sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("비가 와요. 조심하세요!", ["비가 와요.", "조심하세요!"]),
        ("왜? 위험해서요.", ["왜?", "위험해서요."]),
        ("강수량은 3.5mm예요. 끝.", ["강수량은 3.5mm예요.", "끝."]),
        ("'괜찮아요?' 하고 물었어요.", ["'괜찮아요?'", "하고 물었어요."]),
        ("2023. 8. 9. 발표예요.", ["2023. 8. 9. 발표예요."]),
        ("첫 줄\n둘째 줄", ["첫 줄", "둘째 줄"]),
        ("음... 그래요.", ["음...", "그래요."]),
        ("뭐라고?! 네.", ["뭐라고?!", "네."]),
        ("마침표 없음", ["마침표 없음"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


def test_a_long_sentence_is_cut_at_a_pause() -> None:
    assert list(sentences("부산, 울산, 경남에 비가 와요.", longest=10)) == [
        "부산, 울산,",
        "경남에 비가 와요.",
    ]
    assert list(sentences("가나다라마바사", longest=3)) == ["가나다", "라마바", "사"]
    with pytest.raises(ValueError, match="at least 1"):
        list(sentences("가", longest=0))


@given(st.text(st.sampled_from("가나 .,?!\n3\"'A"), max_size=60), st.integers(1, 20))
def test_nothing_is_lost_and_none_is_too_long(text: str, longest: int) -> None:
    found = list(sentences(text, longest=longest))
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(0 < len(sentence) <= longest and sentence == sentence.strip() for sentence in found)
