"""Bad input, invented times, offsets and order: promises that hold for any text."""

from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.korean.times import TimeSpan, find_times

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001 - naive on purpose
NONE = [
    line
    for line in (HERE / "test_times_none.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
FRAGMENTS = [
    *(HERE / "test_times_fragments.txt").read_text(encoding="utf-8").split(),
    " ",
    "\u200b",
    "\u202e",
    "١٢",
    "🙂",
]


def check(text: str, spans: list[TimeSpan]) -> None:
    reached = 0
    for span in spans:
        assert text[span.start_offset : span.end_offset] == span.text != ""
        assert span.start < span.end
        assert span.start_offset >= reached
        reached = span.end_offset


@pytest.mark.parametrize("text", NONE)
def test_no_invented_time(text: str) -> None:
    assert find_times(text, NOW) == []


@given(st.text(max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_text(text: str) -> None:
    check(text, find_times(text, NOW))


@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=9),
    st.sampled_from(["", " "]),
    st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31)),  # noqa: DTZ001
    st.sampled_from(["future", "past"]),
)
@settings(max_examples=1500, deadline=None)
def test_any_combination_of_time_words(parts: list[str], glue: str, now: datetime, prefer: str) -> None:
    text = glue.join(parts)
    check(text, find_times(text, now, prefer=prefer))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "일" * 10_000,
        "다음 " * 3_000,
        "1" * 10_000,
        "이십" * 5_000,
        "내일 " * 3_333,
        "3시부터 " * 1_600,
        "한 달 하고 " * 1_500,
        "ㅋ" * 10_000,
        " " * 10_000,
        "\u200b" * 10_000,
        "가나다라 마바사 " * 1_100,
        "이천십오년 " * 1_600,
        "지난지난" * 2_500,
        "내일 오전 열 시에 부산 가는 길 이십삼 " * 400,
    ],
    ids=lambda text: text[:8],
)
@pytest.mark.timeout(60)  # what grows with the square of the length would take minutes
def test_long_text_ends(text: str) -> None:
    check(text, find_times(text, NOW))


@pytest.mark.parametrize(
    ("text", "slice_"),
    [
        ("내\u200b일 부산", "내\u200b일"),
        ("\ufeff내일 부산", "내일"),
        ("\u202e내일 가자", "내일"),
        ("３시에 가자", "３시"),
        ("\u1102\u1162\u110b\u1175\u11af 가자", "\u1102\u1162\u110b\u1175\u11af"),
    ],
)
def test_invisible_wide_and_decomposed_characters(text: str, slice_: str) -> None:
    spans = find_times(text, NOW)
    assert [span.text for span in spans] == [slice_]
    check(text, spans)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("내일 27시에 가", "내일"),
        ("12월 40일 말고 모레", "모레"),
        ("2월 30일이나 3월 1일에", "3월 1일"),
    ],
)
def test_impossible_part_is_dropped_and_the_rest_kept(text: str, kept: str) -> None:
    assert [span.text for span in find_times(text, NOW)] == [kept]


@pytest.mark.parametrize("text", ["99999년 뒤", "123456789일 뒤", "9999년 뒤", "십만 시간 뒤", "구구구구년"])
def test_huge_numbers(text: str) -> None:
    check(text, find_times(text, NOW))


@pytest.mark.parametrize("zone", [ZoneInfo("Asia/Seoul"), timezone(timedelta(hours=-2)), None])
def test_zone_of_now_is_kept(zone: ZoneInfo | timezone | None) -> None:
    now = NOW.replace(tzinfo=zone)
    for span in find_times("내일 오후 3시부터 5시까지, 지금, 다음 주", now):
        assert span.start.tzinfo == span.end.tzinfo == zone


def test_edges_of_the_calendar() -> None:
    for now in (datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59)):  # noqa: DTZ001
        for text in (
            "어제",
            "내일",
            "지난주",
            "다음 달",
            "내년",
            "작년 추석",
            "초복",
            "3시",
            "밤 1시",
            "연휴",
        ):
            check(text, find_times(text, now))
