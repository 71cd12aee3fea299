"""Short messages and mails of others than those whose form the rules were made from."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.clock import SEOUL
from assistant.journeys.bookings import read_booking
from assistant.journeys.home import Home, known_place
from assistant.journeys.importing import import_documents, keep
from assistant.routing import load_planner
from assistant.settings import Settings
from assistant.store.personal_data import PersonalData

NOW = datetime(2026, 11, 28, 9, tzinfo=SEOUL)
TICKET = "[코레일톡] 승차권 구입 완료\n12/03(목) KTX-산천 037\n서울(10:00)→부산(12:41)\n5호차 7A"

MESSAGES = {
    "train": (TICKET, "train 서울 부산 12-03 10:00 12-03 12:41"),
    "hours below": (
        "SRT 승차권\n승차일 2026.12.04 (금)\n수서 → 동대구\n13:30     15:08\nSRT 335",
        "train 수서 동대구 12-04 13:30 12-04 15:08",
    ),
    "two flights": (
        "[진에어] 예약확인\n여정 1\nLJ301 김포(GMP) - 제주(CJU)\n2026년 12월 10일 (목) 07:05 출발\n"
        "2026년 12월 10일 (목) 08:15 도착\n여정 2\nLJ330 제주(CJU) - 김포(GMP)\n"
        "2026년 12월 13일 (일) 19:40 출발\n2026년 12월 13일 (일) 20:50 도착",
        "flight GMP CJU 12-10 07:05 12-10 08:15",
    ),
    "one line": (
        "[에어부산] 12월10일(목) BX8027편 부산 09:00 - 제주 10:00 예약되었습니다. 예약번호 1A2B3C",
        "flight PUS CJU 12-10 09:00 12-10 10:00",
    ),
    "english": (
        "KOREAN AIR e-Ticket Itinerary\nFlight KE1201\nDEP SEOUL/GIMPO(GMP) 10DEC26 07:00\n"
        "ARR JEJU(CJU) 10DEC26 08:10",
        "flight GMP CJU 12-10 07:00 12-10 08:10",
    ),
    "ship": (
        "[가보고싶은섬] 여객선 예매완료\n선박명: 씨스타5호\n출발: 강릉항 2026-12-12 08:20\n"
        "도착: 울릉(저동) 2026-12-12 11:20",
        "ship 강릉항 울릉(저동) 12-12 08:20 12-12 11:20",
    ),
    "lodging without a label": (
        "[야놀자] 예약완료\n강릉 세인트존스 호텔\n12.19(토) 15:00 ~ 12.20(일) 11:00",
        "lodging 강릉 세인트존스 호텔  12-19 15:00 12-20 11:00",
    ),
    "lodging with its place": (
        "Booking.com 예약 확인\n신라스테이 제주\n체크인\n2026년 12월 10일 목요일 (15:00부터)\n체크아웃\n"
        "2026년 12월 12일 토요일 (12:00까지)\n위치\n제주특별자치도 제주시 노연로 100",
        "lodging 신라스테이 제주  12-10 15:00 12-12 12:00",
    ),
    "cinema": (
        "[CGV] 예매완료\n영화: 겨울왕국\n극장: CGV 강남\n일시: 2026-12-02(수) 19:30",
        "event CGV 강남  12-02 19:30 -",
    ),
    "afternoon": (
        "인터파크 티켓 예매 내역\n상품: 뮤지컬 레미제라블\n관람일: 2026년 12월 20일 (일) 2시 00분\n"
        "공연장: 블루스퀘어",
        "event 블루스퀘어  12-20 14:00 -",
    ),
    "car": (
        "롯데렌터카 예약확인\n대여일시 2026-12-10 09:00\n반납일시 2026-12-12 18:00\n대여지점 제주공항점",
        "car 제주공항점  12-10 09:00 12-12 18:00",
    ),
}


def at(moment: datetime | None) -> str:
    return f"{moment:%m-%d %H:%M}" if moment else "-"


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_tell_their_journeys(name: str) -> None:
    text, expected = MESSAGES[name]
    one = read_booking(text.encode(), NOW).reservations[0]
    ends = (spot.code or spot.name for spot in (one.start, one.end))
    assert " ".join((one.kind.value, *ends, at(one.depart), at(one.arrive))) == expected
    assert not one.cancelled


@pytest.mark.parametrize(
    "text",
    [
        "12월 특가! 제주 왕복 항공권 19,900원부터\n출발 12/10 ~ 12/20 지금 예매하세요",
        "[CJ대한통운] 12/03(목) 10:00~12:00 배송예정입니다. 서울 → 부산 허브",
    ],
)
def test_offers_and_parcels_are_no_bookings(text: str) -> None:
    assert read_booking(text.encode(), NOW).reservations == ()


@pytest.mark.parametrize(
    "words",
    [
        "[코레일톡] 승차권 반환 완료\nKTX 037\n12/03(목) 서울(10:00)→부산(12:41)\n반환수수료 0원",
        "승차권 취소가 완료되었습니다.\nKTX 037\n12/03(목) 서울역 → 부산역",
    ],
    ids=["with its hour", "with its day only"],
)
def test_a_message_that_calls_a_ticket_off_takes_its_trip_away(tmp_path: Path, words: str) -> None:
    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))

    def imported(text: str) -> int:
        home = Home(place=known_place("공덕동"))
        read = import_documents([("1", text.encode())], home, load_planner(), NOW, 60)
        keep(stores, "local", "me", read.found, NOW)
        return len(stores.trips.of("local", "me"))

    assert imported(TICKET) == 1
    assert imported(TICKET.replace("12/03", "12/05")) == 2
    assert imported(words) == 1
    (left,) = stores.trips.of("local", "me")
    assert left.plan.first - NOW > timedelta(days=7)
