from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.gate import clean, early_reply


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  내일\t부산\n가는 길  ", "내일 부산 가는 길"),
        ("부\u200b산", "부산"),
        ("\u202e부산", "부산"),
        ("부산".encode().decode("utf-8"), "부산"),
        ("\u1107\u116e\u1109\u1161\u11ab", "부산"),
        ("\x00\x07", ""),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("text", ["", "!!!", "🙂🙂", "Is the way safe?", "가" * 10_000])
def test_answered_at_once(text: str) -> None:
    reply = early_reply(clean(text), max_text=400)
    assert reply is not None
    assert reply.text
    assert reply.expects_reply


@pytest.mark.parametrize("text", ["내일 부산 가는 길 안전해?", "KTX 타면?", "119", "ㅇㅇ"])
def test_worth_understanding(text: str) -> None:
    assert early_reply(clean(text), max_text=400) is None


def test_english_speakers_get_a_hint() -> None:
    reply = early_reply("Is the road to Busan safe?", max_text=400)
    assert reply is not None
    assert "Korean" in reply.text


@given(st.text(max_size=300))
def test_clean_never_raises_and_is_stable(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean(text).isprintable()
