"""What is said around a sentence without meaning anything by it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.korean.fillers import filler_spans


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("하이 엘지 내일 부산 안전해", "내일 부산 안전해"),
        ("길벗아 길벗아, 음 그쪽 길 막혀?", "그쪽 길 막혀?"),
        ("저기 길벗아 밀양이요", "밀양이요"),
        ("저 대피 권고 내려진 동네가 어디야", "대피 권고 내려진 동네가 어디야"),
        ("회사에서 어 나가요ㅋㅋ", "회사에서 나가요"),
        ("내일 가도 돼? ㅠㅠ", "내일 가도 돼?"),
        # words that only look like fillers
        ("어", "어"),
        ("길벗아", "길벗아"),
        ("저녁에 가도 돼", "저녁에 가도 돼"),
        ("그 길 위험하면 어디로 가", "그 길 위험하면 어디로 가"),
        ("아산 가는 길", "아산 가는 길"),
        ("어디야", "어디야"),
    ],
)
def test_what_is_left(text: str, left: str) -> None:
    rest = text
    for start, end in reversed(filler_spans(text)):
        rest = rest[:start] + rest[end:]
    assert rest == left


@given(st.text("음어아저길벗 ,.ㅋ가나다?\n", max_size=30))
def test_spans_ascend_and_leave_something(text: str) -> None:
    spans = filler_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    if text.strip():
        assert sum(end - start for start, end in spans) < len(text)
