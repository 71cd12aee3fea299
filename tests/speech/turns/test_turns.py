"""Turn-taking in virtual time."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.turns import Barge, BargeIn, End, Endpointer, after_call, wake_of
from assistant.speech.turns.endpoint import COMPLETE_S, LONGEST_S, OPEN_S, WAIT_S

STEP = 0.032


def run(ear: Endpointer, steps: Iterable[tuple[bool, float, bool]]) -> tuple[float, End] | None:
    """(speaking, seconds, complete) in; after how many seconds it ended and why."""
    at = 0.0
    for speaking, seconds, complete in steps:
        for _ in range(round(seconds / STEP)):
            at += STEP
            end = ear.hear(STEP, speaking, complete=complete)
            if end is not None:
                return at, end
    return None


def test_a_whole_question_ends_after_half_a_second() -> None:
    at, end = run(Endpointer(), [(False, 0.5, False), (True, 2.0, True), (False, 5.0, True)]) or (0, None)
    assert end is End.SAID
    assert at == pytest.approx(2.5 + COMPLETE_S, abs=0.1)


def test_half_a_question_gets_more_time_and_patience_stretches_both() -> None:
    half = [(True, 1.0, False), (False, 9.0, False)]
    at, _ = run(Endpointer(), half) or (0, None)
    assert at == pytest.approx(1.0 + OPEN_S, abs=0.1)
    at, _ = run(Endpointer(patience=2.0), half) or (0, None)
    assert at == pytest.approx(1.0 + 2 * OPEN_S, abs=0.1)


def test_a_pause_in_the_middle_does_not_end_it() -> None:
    steps = [(True, 0.4, False), (False, 0.9, False), (True, 1.0, True), (False, 3.0, True)]
    at, end = run(Endpointer(), steps) or (0, None)
    assert end is End.SAID
    assert at == pytest.approx(2.3 + COMPLETE_S, abs=0.12)


def test_nobody_speaks_or_only_coughs() -> None:
    assert (run(Endpointer(), [(False, 30, False)]) or (0, None))[1] is End.NOTHING
    at, end = run(Endpointer(), [(True, 0.1, False), (False, 30, False)]) or (0, None)
    assert (round(at), end) == (round(WAIT_S), End.NOTHING)


def test_who_never_stops_is_stopped() -> None:
    at, end = run(Endpointer(), [(True, 100, False)]) or (0, None)
    assert end is End.TOO_LONG
    assert at <= LONGEST_S + WAIT_S + 1


@given(st.lists(st.tuples(st.booleans(), st.floats(0.03, 3), st.booleans()), max_size=40))
def test_it_never_ends_as_said_while_somebody_speaks(steps: list[tuple[bool, float, bool]]) -> None:
    ear = Endpointer()
    for speaking, seconds, complete in steps:
        end = ear.hear(seconds, speaking, complete=complete)
        assert end is not End.SAID or not speaking
        if end is not None:
            break


def test_words_give_the_answer_up_and_noise_does_not() -> None:
    barge = BargeIn()
    said = [barge.hear(STEP, True, words=False) for _ in range(10)]
    assert [each for each in said if each] == [Barge.PAUSE]
    assert barge.hear(STEP, True, words=True) is Barge.GIVE_UP
    other = BargeIn()
    found = [other.hear(STEP, number < 10, words=False) for number in range(60)]
    assert [each for each in found if each] == [Barge.PAUSE, Barge.RESUME]
    assert not other.paused


def test_short_noises_far_apart_do_not_add_up() -> None:
    barge = BargeIn()
    for _ in range(20):
        assert barge.hear(0.1, True, words=False) is None
        assert barge.hear(0.5, False, words=False) is None


@pytest.mark.parametrize(
    ("text", "phrase", "command"),
    [
        ("길벗아", "길벗아", ""),
        ("길벗아 내일 부산 가는 길 안전해", "길벗아", "내일 부산 가는 길 안전해"),
        ("길 벗아 내일 부산", "길벗아", "내일 부산"),
        ("하이엘쥐 노래 틀어 줘", "하이 엘지", "노래 틀어 줘"),
        ("하이 엘지 뉴스", "하이 엘지", "뉴스"),
        ("하이 엘지 위 내일 부산 안전해", "하이 엘지", "내일 부산 안전해"),
        ("하이 엘지 이 길 안전해", "하이 엘지", "이 길 안전해"),
        ("하이 엘지 왜 위험해", "하이 엘지", "왜 위험해"),
        ("아이 엘지 뉴스", "하이 엘지", "뉴스"),
    ],
)
def test_called(text: str, phrase: str, command: str) -> None:
    found = wake_of(text, ["길벗아", "하이 엘지"])
    assert found is not None
    assert (found.phrase, found.command) == (phrase, command)
    assert found.confidence >= 0.75


@pytest.mark.parametrize(
    "text",
    [
        "",
        "내일 부산 가는 길 안전해",
        "길 안전해",
        "그 길벗아파트 어디야",
        "하이",
        "벗어 놓은 옷",
        "내일 길벗아",
    ],
)
def test_not_called(text: str) -> None:
    assert wake_of(text, ["길벗아", "하이 엘지"]) is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("하이 엘지 내일 부산", "내일 부산"),
        ("하이엘지", ""),
        ("하이", ""),
        ("", ""),
        ("하일 지 내일 부산", "내일 부산"),  # it was said, however it was read
        ("아이 엘지내일 부산", "내일 부산"),
        ("해일 찌 내일", "내일"),
        ("내일 부산 가는 길 안전해", "내일 부산 가는 길 안전해"),
    ],
)
def test_what_follows_a_phrase_that_is_known_to_stand_in_front(text: str, command: str) -> None:
    assert after_call(text, "하이 엘지") == command
