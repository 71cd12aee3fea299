from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.partners.clean import MAX_SPOKEN, clean_text, shortened


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<speak>안녕<break time='1s'/>하세요</speak>", "안녕 하세요"),
        ("<p>첫째</p><script>alert('x')</script><p>둘째</p>", "첫째 둘째"),
        ("<style>p{}</style><b>굵게</b> &amp; 나란히", "굵게 & 나란히"),
        ("**굵게** 그리고 `코드` [이름](https://example.com/a)", "굵게 그리고 코드 이름"),
        ("# 제목\n- 하나\n- 둘", "제목 하나 둘"),
        ("자세히는 https://example.com/very?long=1 에 있어요", "자세히는 에 있어요"),
        ("3 < 5 이고 5 > 3", "3 < 5 이고 5 > 3"),
        ("보이지\u200b 않는\u202e 것\x00들", "보이지 않는 것 들"),
        ("<script>끝나지 않는", ""),
        ("<div " * 50, ""),
    ],
)
def test_only_what_can_be_spoken_is_left(raw: str, text: str) -> None:
    assert clean_text(raw) == text


def test_ten_megabytes_are_cut_before_any_work() -> None:
    text = clean_text("좋은 소식이에요. " * 1_000_000)
    assert len(text) <= MAX_SPOKEN
    assert text.endswith("소식이에요.")


def test_a_long_sentence_is_cut_at_a_word() -> None:
    assert shortened("가나다 라마바 사아자", 8) == "가나다 라마바…"
    assert shortened("가" * 20, 10) == "가" * 9 + "…"


@given(
    st.text(max_size=3000)
    | st.lists(st.sampled_from(["<", ">", "&", "<!--", "]]>", "가", "<a ", "</"])).map("".join)
)
def test_never_raises_and_is_always_short_and_printable(raw: str) -> None:
    text = clean_text(raw)
    assert len(text) <= MAX_SPOKEN
    assert all(char.isprintable() and unicodedata.category(char) != "Cf" for char in text)
