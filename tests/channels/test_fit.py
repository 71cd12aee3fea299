"""Cutting: at a word, never inside a syllable, a number or an emoji."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.fit import cut, pieces, size, tidy
from tests.channels.replies import texts

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "limit", "told"),
    [
        ("부산 가는 길", 14, "부산 가는 길"),
        ("부산 가는 길이 안전해요", 9, "부산 가는 길이…"),
        ("부산 가는 길이 안전해요", 8, "부산 가는…"),
        ("한 시간 늦게 출발하면 어때?", 14, "한 시간 늦게 출발하면…"),
        ("풍랑주의보와호우경보", 6, "풍랑주의보…"),
        ("오전 11시 30분", 8, "오전 11시…"),
        ("강수량 1,234.5mm", 9, "강수량…"),
        ("강수량은1,234.5mm", 9, "강수량은…"),
        ("12345678", 6, "…"),
        ("\u1100\u1161\u11a8\u1100\u1161\u11a8", 2, "각각"),
        ("가\u1100\u1161\u11a8나다", 3, "가각…"),
        (f"가{FAMILY}나", 5, "가…"),
        ("\U0001f1f0\U0001f1f7\U0001f1f0\U0001f1f7", 6, "\U0001f1f0\U0001f1f7…"),
        ("줄 하나\r\n줄\t 둘\0", 20, "줄 하나\n줄 둘"),
        ("\ud800 가", 5, "가"),
        ("", 5, ""),
    ],
)
def test_cut(text: str, limit: int, told: str) -> None:
    assert cut(text, limit) == told


@given(texts, st.integers(2, 60))
def test_what_is_cut_is_a_beginning_without_half_a_number(text: str, limit: int) -> None:
    whole, told = tidy(text), cut(text, limit)
    assert size(told) <= limit
    assert unicodedata.is_normalized("NFC", told)
    if told == whole:
        return
    kept = told.removesuffix("…")
    assert whole.startswith(kept)
    rest = whole[len(kept) :]
    assert not (kept and kept[-1].isdigit() and re.match(r"\d|[.,:]\d|\w", rest))
    assert not kept.endswith("\u200d")
    assert not (rest and unicodedata.category(rest[0]).startswith("M"))


@given(texts, st.integers(20, 300), st.integers(1, 3))
def test_pieces_lose_nothing_but_the_end(text: str, limit: int, count: int) -> None:
    found = pieces(text, limit, count)
    assert len(found) <= count
    assert all(piece and size(piece) <= limit for piece in found)
    joined = "".join("".join(found).split())
    whole = "".join(tidy(text).split())
    assert joined == whole or whole.startswith(joined.removesuffix("…").rstrip("·~-,"))


def test_pieces_end_with_sentences() -> None:
    told = pieces("한 문장이에요. " * 200, 1000, 3)
    assert len(told) == 2
    assert all(piece.endswith("이에요.") for piece in told)
