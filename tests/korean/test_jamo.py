"""Letters of Hangul: taking apart, putting together, comparing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.korean.jamo import (
    FINALS,
    INITIALS,
    VOWELS,
    compose,
    decompose,
    edit_distance,
    final_of,
    from_jamo,
    has_final,
    initials_of,
    ngrams,
    sequence_distance,
    similarity,
    split_cluster,
    to_jamo,
    with_final,
)

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=12)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("부산역", "ㅂㅜㅅㅏㄴㅇㅕㄱ"),
        ("닭이", "ㄷㅏㄺㅇㅣ"),
        ("가 A1!", "ㄱㅏ A1!"),
        ("쀍", "ㅃㅞㄺ"),
        ("", ""),
        # Decomposed by macOS: conjoining letters are composed first.
        ("\u1107\u116e\u1109\u1161\u11ab", "ㅂㅜㅅㅏㄴ"),
    ],
)
def test_to_jamo(text: str, letters: str) -> None:
    assert to_jamo(text) == letters


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ("ㄱㅏㄱㅣ", "가기"),
        ("ㅂㅜㅅㅏㄴㅇㅕㄱ", "부산역"),
        ("ㄷㅏㄺ", "닭"),
        ("ㅋㅋㅏ", "ㅋ카"),
        ("ㅏㄴ", "ㅏㄴ"),
        ("KTX", "KTX"),
    ],
)
def test_from_jamo(letters: str, text: str) -> None:
    assert from_jamo(letters) == text


@given(SYLLABLES)
def test_composition_undoes_decomposition(text: str) -> None:
    assert "".join(compose(*decompose(char)) for char in text) == text
    assert from_jamo(to_jamo(text)) == text


def test_every_syllable_is_reached_once() -> None:
    made = {compose(i, v, f) for i in INITIALS for v in VOWELS for f in FINALS}
    assert made == {chr(code) for code in range(0xAC00, 0xD7A4)}


@pytest.mark.parametrize("wrong", [("ㅏ", "ㅏ", ""), ("ㄱ", "ㄱ", ""), ("ㄱ", "ㅏ", "ㄸ"), ("", "ㅏ", "")])
def test_impossible_syllables_are_refused(wrong: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="no such syllable"):
        compose(*wrong)


@pytest.mark.parametrize("wrong", ["a", "", "ㄱ", "가나", "3"])
def test_only_one_syllable_comes_apart(wrong: str) -> None:
    with pytest.raises(ValueError, match="not one Hangul syllable"):
        decompose(wrong)


@pytest.mark.parametrize(
    ("word", "final"), [("부산", "ㄴ"), ("제주", ""), ("서울", "ㄹ"), ("닭", "ㄺ"), ("KTX", ""), ("", "")]
)
def test_final(word: str, final: str) -> None:
    assert final_of(word[-1:]) == final
    assert has_final(word) is bool(final)


def test_small_helpers() -> None:
    assert with_final("가", "ㄴ") == "간"
    assert with_final("간", "") == "가"
    assert split_cluster("ㄺ") == "ㄹㄱ"
    assert split_cluster("ㄱ") == "ㄱ"
    assert initials_of("강남역 2번") == "ㄱㄴㅇ 2ㅂ"


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("부산", "부산", 0),
        ("부산", "북산", 1),
        ("부산", "부선", 1),
        ("밀양", "미량", 1),
        ("", "가", 2),
        ("김해", "김해시", 2),
    ],
)
def test_edit_distance(left: str, right: str, distance: int) -> None:
    assert edit_distance(left, right) == distance


@given(SYLLABLES, SYLLABLES, st.integers(0, 6))
def test_edit_distance_is_a_metric_and_its_limit_agrees(left: str, right: str, limit: int) -> None:
    full = edit_distance(left, right)
    assert full == edit_distance(right, left)
    assert (full == 0) == (left == right)
    assert edit_distance(left, right, limit=limit) == min(full, limit + 1)
    assert 0.0 <= similarity(left, right) <= 1.0


def test_sequences_of_whole_words_can_be_compared() -> None:
    assert sequence_distance(["가", "나"], ["가", "다"]) == 1


@pytest.mark.parametrize(
    ("text", "size", "pad", "expected"),
    [
        ("강남", 3, "", ["ㄱㅏㅇ", "ㅏㅇㄴ", "ㅇㄴㅏ", "ㄴㅏㅁ"]),
        ("가", 3, "", ["ㄱㅏ"]),
        ("가", 3, "#", ["#ㄱㅏ", "ㄱㅏ#"]),
        ("", 2, "", []),
    ],
)
def test_ngrams(text: str, size: int, pad: str, expected: list[str]) -> None:
    assert list(ngrams(text, size, pad=pad)) == expected


def test_ngrams_need_a_size() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        list(ngrams("가", 0))
