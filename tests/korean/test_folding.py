"""Misspellings read as what was meant: what is folded, what stays, and that nothing moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.korean.folding import folding
from assistant.korean.jamo import edit_distance

WORDS = ["비행기", "지하철", "열차", "태풍", "미세 먼지", "추위", "바람", "KTX"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("비헹기", "비행기"),
        ("피행기로", "비행기로"),
        ("내일비헹기", "내일비행기"),
        ("지하쳘", "지하철"),
        ("지하절", "지하철"),
        ("테풍", "태풍"),
        ("미새먼지", "미세먼지"),
        ("비행기", "비행기"),
        ("비상구", "비상구"),
        ("주위", "주위"),
        ("바라", "바라"),
        ("배테풍", "배테풍"),
        ("사고 잇어", "사고 있어"),
        ("길 마켜", "길 막혀"),
        ("", ""),
    ],
)
def test_what_is_read(said: str, meant: str) -> None:
    assert folding(WORDS).fold(said) == meant


def test_every_misspelling_is_one_letter_away_and_as_long() -> None:
    variants = folding(WORDS).variants
    assert len(variants) > 60
    assert all(len(variant) == len(word) for variant, word in variants.items())
    assert all(edit_distance(variant, word) == 1 for variant, word in variants.items())


def test_no_word_is_a_misspelling_of_another() -> None:
    assert not set(folding(["기차", "끼차", "키차"]).variants) & {"기차", "끼차", "키차"}


@given(st.text(max_size=60) | st.text("비행헹기열차자테풍마켜잇어 ", max_size=60))
def test_offsets_never_move(text: str) -> None:
    assert len(folding(WORDS).fold(text)) == len(text)
