from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.korean.shifts import find_shift

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("한 시간 늦게 가면?", HOUR),
        ("두 시간 일찍 출발하면", -2 * HOUR),
        ("삼십 분 늦게 나가면 어때", HOUR / 2),
        ("30분 더 일찍 가면?", -HOUR / 2),
        ("한 시간 반쯤 늦추면", 1.5 * HOUR),
        ("하루 미루면?", timedelta(days=1)),
        ("이틀 앞당기면", timedelta(days=-2)),
        ("일주일 미루면", timedelta(days=7)),
        ("3시간 뒤로 미루면", 3 * HOUR),
        ("늦게 가면?", None),
        ("세 시에 가면", None),
        ("한 시간 걸려?", None),
        ("", None),
        ("99999999시간 늦게", None),
    ],
)
def test_shift(text: str, expected: timedelta | None) -> None:
    assert find_shift(text) == expected
