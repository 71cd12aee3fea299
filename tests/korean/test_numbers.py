"""Korean numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.korean.numbers import parse_number

SINO = "영일이삼사오육칠팔구"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("이천이십육", 2026),
        ("삼십오", 35),
        ("백이십", 120),
        ("만 오천", 15_000),
        ("만", 10_000),
        ("백만", 1_000_000),
        ("삼억오천", 300_005_000),
        ("일조", 10**12),
        ("영", 0),
        ("공", 0),
        ("육", 6),
        ("이십륙", 26),
        ("이공이육", 2026),
        ("공일공", 10),
        ("열둘", 12),
        ("스물네", 24),
        ("스물 네", 24),
        ("서른", 30),
        ("아흔아홉", 99),
        ("한", 1),
        ("두", 2),
        ("석", 3),
        ("스무", 20),
        ("열하나", 11),
        ("여덜", 8),
        ("7", 7),
        ("2천", 2_000),
        ("3만5천", 35_000),
        ("3만 5천", 35_000),
        ("1,200", 1_200),
        ("12만3456", 123_456),
    ],
)
def test_reads(text: str, value: int) -> None:
    assert parse_number(text) == value


NO_NUMBERS = [
    "",
    " ",
    "가나",
    "십백",
    "오삼십",
    "천만천만",
    "삼사오십",
    "일번",
    "한둘셋",
    "영십",
    "٣",
    "-3",
    "3.5",
]


@pytest.mark.parametrize("text", [*NO_NUMBERS, "십" * 50])
def test_refuses(text: str) -> None:
    assert parse_number(text) is None


def in_words(number: int) -> str:
    """The usual reading of a number under 10^8, without 일 before 십, 백, 천."""
    if number == 0:
        return "영"
    words = ""
    for unit, name in ((10_000, "만"), (1, "")):
        section = number // unit % 10_000
        if not section:
            continue
        if section == 1 and name:
            words += name
            continue
        for size, small in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
            digit = section // size % 10
            if digit:
                words += ("" if digit == 1 and small else SINO[digit]) + small
        words += name
    return words


@given(st.integers(0, 10**8 - 1))
def test_reads_what_is_said(number: int) -> None:
    words = in_words(number)
    if len(words) > 1 and all(c in SINO for c in words):
        return
    assert parse_number(words) == number
    assert parse_number(str(number)) == number


@given(st.text(max_size=50))
def test_never_raises(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0
