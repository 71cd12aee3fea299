"""The same bookings as other programs write them: references, prefixes, other labels, other languages."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from assistant.clock import SEOUL
from assistant.journeys.bookings import BookingUnreadable, Kind, Reservation, read_booking
from assistant.journeys.bookings.references import MOST, whole
from tests.journeys.bookings.test_papers import NOW, packed, script
from tests.journeys.test_calendar import calendar

AT = datetime(2026, 12, 3, 10, tzinfo=SEOUL)
TICKET = "boardingPass"
TRIP: dict[str, Any] = {
    "@type": "TrainTrip",
    "trainNumber": "101",
    "departureStation": {"@type": "TrainStation", "name": "서울"},
    "departureTime": "2026-12-03T10:00:00+09:00",
    "arrivalStation": {"@type": "TrainStation", "name": "부산"},
}
BOOKED = {"@context": "https://schema.org", "@type": "TrainReservation", "reservationFor": TRIP}
REFERRED = {
    "@graph": [
        {"@type": "TrainReservation", "reservationFor": {"@id": "#t"}},
        {**TRIP, "@id": "#t", "departureStation": {"@id": "#s"}},
        {"@id": "#s", "@type": "TrainStation", "name": "서울"},
    ]
}
PREFIXED = {
    "@type": "schema:TrainReservation",
    "schema:reservationFor": {
        f"http://schema.org/{name}": value for name, value in TRIP.items() if name[0] != "@"
    },
}


def at(time: Any) -> dict[str, Any]:
    return {**BOOKED, "reservationFor": {**TRIP, "departureTime": time}}


def read(document: Any) -> tuple[Reservation, ...]:
    text = document if isinstance(document, (str, bytes)) else json.dumps(document, ensure_ascii=False)
    return read_booking(text if isinstance(text, bytes) else text.encode(), NOW).reservations


@pytest.mark.parametrize(
    "document",
    [
        REFERRED,
        PREFIXED,
        at(int(AT.timestamp())),
        at(int(AT.timestamp() * 1000)),
        at("2026/12/03 10:00"),
        at("2026년 12월 3일(목) 오전 10:00"),
        at("2026-12-03T01:00:00Z"),
        script(f"//<![CDATA[\n{json.dumps(BOOKED)}\n//]]>"),
        script(f"/* for Gmail */ {json.dumps(BOOKED)};"),
        script(f"<!-- {json.dumps(BOOKED)} -->"),
        {"@type": "ReservationPackage", "subReservation": [BOOKED]},
        {**BOOKED, "@type": ["Reservation", "TrainReservation"]},
    ],
    ids=["references", "prefixes", "seconds", "milliseconds", "slashes", "korean", "utc", "cdata", "comment",
         "hidden", "package", "types"],
)  # fmt: skip
def test_one_train_however_it_is_written(document: Any) -> None:
    (one,) = read(document)
    assert (one.kind, one.start.name, one.end.name) == (Kind.TRAIN, "서울", "부산")
    assert one.depart == AT


def test_what_is_held_on_the_net_too_is_at_the_hall() -> None:
    places = [{"@type": "VirtualLocation", "url": "https://x"}, {"@type": "Place", "name": "코엑스"}]
    event = {"@type": "Event", "name": "학회", "startDate": "2026-12-20T10:00", "location": places}
    (one,) = read({"@type": "EventReservation", "reservationFor": event})
    assert one.start.name == "코엑스"


def test_references_that_run_in_circles_or_explode_end() -> None:
    circle = {"@graph": [{"@id": "#a", "b": {"@id": "#b"}}, {"@id": "#b", "a": {"@id": "#a"}}]}
    assert whole(circle)["@graph"][0]["b"]["a"] == {"@id": "#a"}
    bomb = {"@graph": [{"@id": f"#{n}", "x": [{"@id": f"#{n + 1}"}] * 10} for n in range(30)]}
    count = 0

    def nodes(value: Any) -> None:
        nonlocal count
        count += 1
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            nodes(each)

    nodes(whole(bomb))
    assert count < 10 * MOST
    assert read(bomb) == ()


def pass_of(style: str, primary: list[tuple[str, str]], more: list[tuple[str, str]], **top: Any) -> bytes:
    def fields(rows: list[tuple[str, str]]) -> list[dict[str, str]]:
        return [{"key": f"k{i}", "label": label, "value": value} for i, (label, value) in enumerate(rows)]

    content: dict[str, Any] = {"primaryFields": fields(primary), "auxiliaryFields": fields(more)}
    if style == TICKET:
        content["transitType"] = "PKTransitTypeTrain"
    return packed(json.dumps({style: content, "description": "-", **top}).encode())


@pytest.mark.parametrize(
    ("ticket", "start", "end", "depart"),
    [
        (
            pass_of(TICKET, [("10:00", "서울"), ("12:41", "부산")], [("승차일", "2026-12-03(목)")]),
            "서울", "부산", AT,
        ),
        (
            pass_of(
                TICKET, [("出発", "東京"), ("到着", "新大阪")],
                [("出発時刻", "10:00"), ("乗車日", "2026年12月3日")],
            ),
            "東京", "新大阪", AT,
        ),
        (
            pass_of(
                TICKET, [("DÉPART", "Paris"), ("ARRIVÉE", "Lyon")], [("Heure de départ", "10:00")],
                relevantDate="2026-12-03T10:00+01:00",
            ),
            "Paris", "Lyon", datetime(2026, 12, 3, 10, tzinfo=timezone(timedelta(hours=1))),
        ),
        (
            pass_of(
                TICKET, [("出发", "首尔"), ("到达", "釜山")], [("日期", "2026-12-03"), ("出发时间", "10:00")]
            ),
            "首尔", "釜山", AT,
        ),
        (
            pass_of(
                TICKET, [("Origen", "Madrid"), ("Destino", "Sevilla")], [("Salida", "2026-12-03 10:00")]
            ),
            "Madrid", "Sevilla", AT,
        ),
        (
            pass_of(
                "eventTicket", [("公演名", "コンサート")], [("会場", "東京ドーム")],
                relevantDates=[{"startDate": "2026-12-03T10:00+09:00"}],
            ),
            "東京ドーム", "", AT,
        ),
    ],
    ids=["hours over stations", "japanese", "french", "chinese", "spanish", "several dates"],
)  # fmt: skip
def test_passes_in_other_words(ticket: bytes, start: str, end: str, depart: datetime) -> None:
    (one,) = read(ticket)
    assert (one.start.name, one.end.name, one.depart) == (start, end, depart)


def test_a_boarding_pass_that_shows_nothing_but_its_barcode() -> None:
    code = f"M1{'HONG/GILDONG':20}EABC123 GMPCJUKE 1201 344Y012A0001 100"
    document = {
        "boardingPass": {"transitType": "PKTransitTypeAir"},
        "relevantDate": "2026-12-10T06:30+09:00",
        "barcodes": [{"message": code}],
    }
    (one,) = read(packed(json.dumps(document).encode()))
    assert (one.service, one.start.code, one.end.code, one.day) == (
        "KE1201",
        "GMP",
        "CJU",
        date(2026, 12, 10),
    )
    with pytest.raises(BookingUnreadable):
        read(packed(json.dumps({**document, "barcodes": []}).encode()))


@pytest.mark.parametrize(
    ("event", "kind", "start", "end"),
    [
        ("SUMMARY:대한항공 KE1201 김포 → 제주", Kind.FLIGHT, "김포", "제주"),
        ("SUMMARY:Flight to Jeju (KE 1201)\r\nLOCATION:Seoul GMP", Kind.FLIGHT, "GMP", "CJU"),
        ("SUMMARY:제주행 항공편 (KE 1201)\r\nLOCATION:서울 GMP", Kind.FLIGHT, "GMP", "제주"),
        ("SUMMARY:KTX 101 서울-부산", Kind.TRAIN, "서울", "부산"),
    ],
)
def test_routes_in_titles_of_calendars(event: str, kind: Kind, start: str, end: str) -> None:
    (one,) = read(calendar(f"UID:1\r\n{event}\r\nDTSTART:20261209T220000Z\r\nDTEND:20261209T231000Z"))
    assert (one.kind, one.start.code or one.start.name, one.end.code or one.end.name) == (kind, start, end)
    assert one.day == date(2026, 12, 10)  # in Korea


@pytest.mark.parametrize("title", ["팀-회의", "인사팀 - 총무팀 면담", "A동-B동 이동"])
def test_dashes_in_other_titles_are_no_routes(title: str) -> None:
    assert read(calendar(f"UID:1\r\nSUMMARY:{title}\r\nDTSTART:20261209T220000Z")) == ()
