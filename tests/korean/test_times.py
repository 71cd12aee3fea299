"""Time expressions: the table of cases, offsets, roles, context within a sentence, and time zones."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.korean.times import find_times

NOW = datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001 - naive on purpose: the finder keeps what it is given
UNITS = {
    "d": timedelta(days=1),
    "w": timedelta(days=7),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
}
TABLE = Path(__file__).with_name("test_times_cases.tsv")


def read_table() -> list[tuple[str, datetime, datetime, datetime | None, str]]:
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, now, start_text, end_text, role = line.split("\t")
        start = datetime.fromisoformat(start_text)
        end: datetime | None
        if end_text == "-":
            end = None
        elif end_text == "M":
            end = (start + timedelta(days=32)).replace(day=1)
        else:
            end = start + UNITS[end_text] if end_text in UNITS else datetime.fromisoformat(end_text)
        rows.append((text, NOW if now == "." else datetime.fromisoformat(now), start, end, role))
    return rows


CASES = read_table()


def test_table_is_large_enough() -> None:
    assert len(CASES) >= 250


@pytest.mark.parametrize(("text", "now", "start", "end", "role"), CASES, ids=[case[0] for case in CASES])
def test_case(text: str, now: datetime, start: datetime, end: datetime | None, role: str) -> None:
    spans = find_times(text, now)
    assert [span.start for span in spans] == [start]
    if end is not None:
        assert spans[0].end == end
    assert spans[0].role == role
    assert text[spans[0].start_offset : spans[0].end_offset] == spans[0].text


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("내일 부산에서 오후 3시에 회의", ["2026-11-25T00:00", "2026-11-25T15:00"]),
        ("금요일 김포에서 9시 비행기 타는데", ["2026-11-27T00:00", "2026-11-27T09:00"]),
        ("오전에 갈까 오후에 갈까", ["2026-11-24T06:00", "2026-11-24T12:00"]),
        ("내일이나 모레", ["2026-11-25T00:00", "2026-11-26T00:00"]),
        ("이번 주 말고 다음 주", ["2026-11-23T00:00", "2026-11-30T00:00"]),
        ("토요일과 일요일에", ["2026-11-28T00:00", "2026-11-29T00:00"]),
        ("전주에서 내일 출발", ["2026-11-25T00:00"]),
        ("이천에서 세 시에 출발", ["2026-11-24T15:00"]),
        ("일산에서 일요일에", ["2026-11-29T00:00"]),
        ("비 오는 주말에", ["2026-11-28T00:00"]),
        ("그럼 모레는?", ["2026-11-26T00:00"]),
        ("내일 아침 8시나 9시", ["2026-11-25T08:00", "2026-11-25T09:00"]),
        ("12월 24일이나 25일", ["2026-12-24T00:00", "2026-12-25T00:00"]),
        ("다음 주 목요일이나 금요일", ["2026-12-03T00:00", "2026-12-04T00:00"]),
        ("12월 첫째 주나 둘째 주", ["2026-12-07T00:00", "2026-12-14T00:00"]),
        ("내일 오전이나 오후", ["2026-11-25T06:00", "2026-11-25T12:00"]),
        ("토요일에 갔다가 다음 날 와", ["2026-11-28T00:00", "2026-11-29T00:00"]),
        ("내일 8시에 출발해서 11시 도착", ["2026-11-25T08:00", "2026-11-25T11:00"]),
        ("크리스마스에 다음 주 일정", ["2026-12-25T00:00", "2026-11-30T00:00"]),
    ],
)
def test_several_times_and_a_day_said_before(text: str, starts: list[str]) -> None:
    assert [span.start.isoformat(timespec="minutes") for span in find_times(text, NOW)] == starts


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("수요일", "2026-11-18"),
        ("화요일", "2026-11-17"),
        ("12월 3일", "2025-12-03"),
        ("25일", "2026-10-25"),
        ("추석", "2026-09-25"),
        ("3시", "2026-11-24T03:00"),
        ("어제", "2026-11-23"),
    ],
)
def test_preference_for_the_past(text: str, start: str) -> None:
    assert [s.start for s in find_times(text, NOW, prefer="past")] == [datetime.fromisoformat(start)]


@pytest.mark.parametrize(
    ("text", "said", "has_hour", "part"),
    [
        ("내일 아침 일곱 시쯤 출발", "내일 아침 일곱 시", True, "아침"),
        ("내일 오전에 가자", "내일 오전", False, "오전"),
        ("내일 가자", "내일", False, None),
        ("15:30에 만나", "15:30", True, None),
        ("두 시간 뒤에 가", "두 시간 뒤", True, None),
        ("이틀 뒤에 가", "이틀 뒤", False, None),
        ("내일까지 도착해야 해", "내일", False, None),
        ("3시부터 5시까지 비어", "3시부터 5시까지", True, None),
        ("오늘밤에 가", "오늘밤", False, "밤"),
        ("정오에 출발", "정오", True, None),
    ],
)
def test_span_text_hour_and_part(text: str, said: str, has_hour: bool, part: str | None) -> None:
    (span,) = find_times(text, NOW)
    assert (span.text, span.has_hour, span.part_of_day) == (said, has_hour, part)


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("내일 말고 모레", [True, False]),
        ("7시 말고 8시에", [True, False]),
        ("내일 아니고 모레야", [True, False]),
        ("주말 빼고", [True]),
        ("내일 모레", [False]),
        ("내일 가자", [False]),
    ],
)
def test_what_is_set_aside(text: str, negated: list[bool]) -> None:
    assert [span.negated for span in find_times(text, NOW)] == negated
