"""The corruption model: repeatable, bounded, true about its offsets, and harmless to what is meant."""

from __future__ import annotations

import re
from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.korean.jamo import edit_distance
from assistant.korean.noise import LONGEST, MAX_LEVEL, corrupt
from assistant.korean.noise_kinds import LETTER_KINDS, PROPOSERS, Edit
from assistant.korean.noise_tables import Kind, tables
from assistant.korean.numbers import parse_number
from assistant.korean.times import find_times

SENTENCES = [
    "내일 부산 가는 길 안전해?",
    "오후 세 시에 강릉으로 출발해도 될까요",
    "경부고속도로 많이 막혀?",
    "10분 뒤에 서울역에서 대전까지 KTX 타고 가도 돼?",
    "모레 제주 가는 비행기가 뜰까",
    "다음 주 금요일 저녁에 여수 출장 가는데 괜찮아요?",
    "날씨가 어때",
    "가까운 대피소 알려줘",
    "집에서 회사까지 걸어가도 되나요",
    "3월 15일 아침 9시 30분 버스를 타려고 하는데 눈이 많이 올까",
]
levels = st.integers(0, MAX_LEVEL)
texts = st.one_of(
    st.sampled_from(SENTENCES), st.text(max_size=60), st.text(alphabet="가나다 부산역까지?3시", max_size=40)
)


def proposals(kind: Kind, text: str) -> set[str]:
    """Every text that one change of a kind could make."""
    return {apply(text, proposal) for proposal in PROPOSERS[kind](text)}


def apply(text: str, proposal: tuple[Edit, ...]) -> str:
    for edit in reversed(proposal):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("kind", "text", "possible"),
    [
        (Kind.SPACE_LOST, "부산 가는 길", "부산가는 길"),
        (Kind.SPACES_GONE, "부산 가는 길", "부산가는길"),
        (Kind.SPACE_WRONG, "서울역에서", "서울 역에서"),
        (Kind.SPACE_WRONG, "부산까지 가", "부산 까지 가"),
        (Kind.SOUND, "비행기", "피행기"),
        (Kind.SOUND, "거제 가", "거재 가"),
        (Kind.SOUND, "의정부", "이정부"),
        (Kind.FINAL_LOST, "고속도로", "고소도로"),
        (Kind.SPELLING, "안전해요", "안전해여"),
        (Kind.SPELLING, "괜찮아?", "괜차나?"),
        (Kind.SPELLING, "내일 모레", "네일 모레"),
        (Kind.SPELLING, "막혀?", "마켜?"),
        (Kind.SPELLING, "금요일", "금욜"),
        (Kind.SPELLING, "서울에서 부산", "서울서 부산"),
        (Kind.SLIP, "강릉 가자", "강릉 가다"),
        (Kind.NUMBER, "3시", "세 시"),
        (Kind.NUMBER, "3시", "세시"),
        (Kind.NUMBER, "열두 시", "12시"),
        (Kind.NUMBER, "10분 뒤", "십분 뒤"),
        (Kind.NUMBER, "두 시간 뒤", "2시간 뒤"),
        (Kind.NUMBER, "이십일 일", "21일"),
        (Kind.PARTICLE, "날씨가 어때", "날씨 어때"),
        (Kind.PARTICLE, "버스를 타고", "버스 타고"),
        (Kind.PARTICLE, "오전에 가", "오전 가"),
        (Kind.FILLER, "길 막혀", "음 길 막혀"),
        (Kind.DIALECT, "가도 되나?", "가도 되노?"),
        (Kind.DIALECT, "가도 되나?", "가도 됩니꺼?"),
        (Kind.DIALECT, "부산 괜찮아", "부산 괜찮노"),
        (Kind.DIALECT, "알려줘", "알려주이소"),
        (Kind.WAKE_WORD, "부산 가", "하이 엘지 부산 가"),
        (Kind.WAKE_WORD, "부산 가", "길벗아 부산 가"),
        (Kind.MARK, "막혀?", "막혀"),
    ],
)
def test_what_a_kind_can_do(kind: Kind, text: str, possible: str) -> None:
    assert possible in proposals(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.SPACE_LOST, "3 15"),  # two numbers would become one
        (Kind.SOUND, "세 시"),  # another hour
        (Kind.SOUND, "일요일에"),
        (Kind.SOUND, "안 가"),  # another answer
        (Kind.SOUND, "이리"),  # nobody hears 의리
        (Kind.SOUND, "집에서"),  # nothing would be left of the word
        (Kind.FINAL_LOST, "안산"),  # another town
        (Kind.FINAL_LOST, "지난달"),
        (Kind.SLIP, "사흘 뒤"),
        (Kind.SLIP, "크리스마스"),
        (Kind.PARTICLE, "내려가는 길"),  # an ending, no particle
        (Kind.PARTICLE, "부산에서 출발"),  # a role
        (Kind.NUMBER, "07시"),  # 24-hour writing
        (Kind.NUMBER, "3시간"),  # a length is no hour
        (Kind.NUMBER, "삼일절"),
        (Kind.NUMBER, "15:30"),
        (Kind.SPELLING, "9시에서 10시"),
    ],
)
def test_what_a_kind_must_not_do(kind: Kind, text: str) -> None:
    rewritten = {new for new in proposals(kind, text) if kind is not Kind.NUMBER or "시간" not in new}
    assert rewritten == set()


def test_every_kind_happens() -> None:
    seen = {kind for s in SENTENCES for i in range(200) for kind in corrupt(s, Random(i), 2).kinds}
    assert seen == set(Kind)


def test_another_seed_is_another_damage() -> None:
    assert len({corrupt(SENTENCES[3], Random(i), 2).text for i in range(50)}) > 30


def test_a_clash_is_not_made() -> None:
    def towns(before: str, after: str) -> bool:
        return before != after

    for seed in range(200):
        kinds = corrupt("수원에서 안양까지 가도 돼?", Random(seed), 3, towns).kinds
        assert not set(kinds) & (LETTER_KINDS | {Kind.SPELLING})


def test_kinds_can_be_chosen() -> None:
    only = {Kind.WAKE_WORD, Kind.SPELLING}
    seen = {kind for s in SENTENCES for i in range(30) for kind in corrupt(s, Random(i), 2, kinds=only).kinds}
    assert seen == only
    assert corrupt("날씨 어때", Random(0), kinds={Kind.NUMBER}).kinds == ()


def test_level_zero_and_wrong_levels() -> None:
    assert corrupt("부산 가", Random(0), 0).text == "부산 가"
    for level in (-1, MAX_LEVEL + 1):
        with pytest.raises(ValueError, match="level"):
            corrupt("부산 가", Random(0), level)


@pytest.mark.parametrize("text", ["", "   ", "가" * (LONGEST + 1)])
def test_nothing_to_do(text: str) -> None:
    done = corrupt(text, Random(0), 3)
    assert (done.text, done.kinds) == (text, ())


@settings(max_examples=150, deadline=None)
@given(texts, st.integers(0, 10_000), levels)
def test_the_same_seed_does_the_same(text: str, seed: int, level: int) -> None:
    assert corrupt(text, Random(seed), level) == corrupt(text, Random(seed), level)


@settings(max_examples=200, deadline=None)
@given(texts, st.integers(0, 10_000), levels, st.data())
def test_spans_follow(text: str, seed: int, level: int, data: st.DataObject) -> None:
    done = corrupt(text, Random(seed), level)
    assert done.source == text
    assert apply(text, done.edits) == done.text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = done.span(start, end)
    assert 0 <= low <= high <= len(done.text)
    if all(edit.end <= start or edit.start >= end for edit in done.edits):
        assert done.text[low:high] == text[start:end]
        if start < end:
            assert done.origin(low, high) == (start, end)


@settings(max_examples=200, deadline=None)
@given(texts, st.integers(0, 10_000), levels)
def test_changes_are_bounded(text: str, seed: int, level: int) -> None:
    done = corrupt(text, Random(seed), level)
    letters = [edit for edit in done.edits if edit.kind in LETTER_KINDS]
    if level:
        row = tables().levels[level - 1]
        whole = {kind for kind in done.kinds if kind is Kind.SPACES_GONE}
        others = [kind for kind in done.kinds if kind is not Kind.SPACES_GONE]
        assert len(others) + len(whole) <= row["changes"][1]
        assert len(letters) <= row["letters"]
    for edit in letters:
        assert edit_distance(text[edit.start : edit.end], edit.new) == 1
    for one, other in zip(done.edits, done.edits[1:], strict=False):
        assert one.end < other.start


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SENTENCES), st.integers(0, 10_000), levels)
def test_meaning_words_survive(text: str, seed: int, level: int) -> None:
    """No letter of a number, a word of time or a negation changes, and the numbers stay what they were."""
    done = corrupt(text, Random(seed), level)
    protected = [match.span() for match in tables().protected.finditer(text)]
    for edit in done.edits:
        if edit.kind in LETTER_KINDS:
            assert not any(low <= edit.start < high for low, high in protected)
        if edit.kind is Kind.NUMBER:
            before, after = (
                parse_number(re.sub(r"\s?(시간|시|분|일)$", "", part))
                for part in (text[edit.start : edit.end], edit.new)
            )
            assert before == after is not None


def test_times_are_read_through_everyday_noise() -> None:
    """Damage leaves the time of a sentence readable: the finder, as it is, still reads nearly all."""
    now = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001 - naive on purpose
    timed = [s for s in SENTENCES if find_times(s, now)]
    same = [
        [(t.start, t.end) for t in find_times(corrupt(s, Random(i)).text, now)]
        == [(t.start, t.end) for t in find_times(s, now)]
        for s in timed
        for i in range(100)
    ]
    assert sum(same) / len(same) > 0.9
