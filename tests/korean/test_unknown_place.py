from __future__ import annotations

import pytest

from assistant.korean.unknown_place import unknown_place_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("안드로메다 가는 길 안전해?", "안드로메다"),
        ("안드로메다까지 가는 길", "안드로메다"),
        ("호그와트로 갈 건데 괜찮아?", "호그와트"),
        ("안드로메다요", "안드로메다"),
        ("나니아", "나니아"),
        ("지금 무릉동 위험해?", "무릉동"),
        ("무릉도원역에 사람 많아?", "무릉도원역"),
        ("지금 가도 돼?", None),
        ("비행기 가는 거야?", None),
        ("혼자 가도 될까", None),
        ("응 그래 알았어 고마워", None),
    ],
)
def test_unknown_place(text: str, expected: str | None) -> None:
    assert unknown_place_in(text) == expected
