from __future__ import annotations

import pytest

from assistant.speech.sherpa_engine import _words


@pytest.mark.parametrize(
    ("tokens", "texts"),
    [
        (["▁내", "일", "▁부산"], ["내일", "부산"]),
        ([" 내", "일", " 부", "산"], ["내일", "부산"]),
        ([], []),
        (["▁"], []),
    ],
)
def test_pieces_become_words(tokens: list[str], texts: list[str]) -> None:
    words = _words(tokens, [0.1 * i for i in range(len(tokens))], [-0.1] * len(tokens))
    assert [word.text for word in words] == texts
    assert all(0.9 < word.confidence < 1 for word in words)
