"""Korean confirmation texts."""

from datetime import datetime

import pytest

from assistant.clock import SEOUL
from assistant.journeys.bookings import read_booking
from tests.journeys.bookings.papers import TEXTS, Case

NOW = datetime(2026, 11, 28, 9, tzinfo=SEOUL)


def _wall(at: datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%M}" if at else ""


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case.name)
@pytest.mark.parametrize("form", ["utf-8", "cp949", "crlf", "html"])
def test_confirmation_texts_tell_their_journeys(case: Case, form: str) -> None:
    text = case.text
    if form == "cp949" and all(letter.encode("cp949", "ignore") for letter in text):
        data = text.encode("cp949")
    elif form == "html":
        rows = "".join(
            f"<div>{line.replace('<', '&lt;').replace('>', '&gt;')}</div>" for line in text.splitlines()
        )
        data = f"<html><body>{rows}</body></html>".encode()
    else:
        data = text.replace("\n", "\r\n" if form == "crlf" else "\n").encode()
    found = read_booking(data, NOW).reservations
    assert [
        (
            one.kind,
            one.start.code or one.start.name,
            one.end.code or one.end.name,
            _wall(one.depart),
            _wall(one.arrive),
        )
        for one in found
    ] == list(case.journeys)


@pytest.mark.parametrize(
    "text",
    [
        "내일 부산 가는 길 안전해?",
        "오늘 저녁에 뭐 먹지\n7시쯤 볼까",
        "KTX 할인 행사 안내\n기간: 2026.12.01 ~ 2026.12.31",
        "호텔 멤버십 포인트가 12월 31일에 사라져요",
    ],
)
def test_other_texts_are_no_bookings(text: str) -> None:
    assert read_booking(text.encode(), NOW).reservations == ()


def test_a_cancelled_ticket_is_known_as_such() -> None:
    text = TEXTS[0].text.replace("구매가 완료되었습니다", "취소 안내: 승차권이 취소되었습니다")
    (one,) = read_booking(text.encode(), NOW).reservations
    assert one.cancelled


def test_an_arrival_after_midnight_is_on_the_next_day() -> None:
    text = "[코레일톡] 승차권\nKTX 181\n2026년 12월 31일\n서울(22:30) → 부산(01:10)"
    (one,) = read_booking(text.encode(), NOW).reservations
    assert one.arrive == datetime(2027, 1, 1, 1, 10, tzinfo=SEOUL)
