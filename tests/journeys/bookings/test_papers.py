"""schema.org data, passes, mails and calendars; what is broken in them, and one trip from many."""

from __future__ import annotations

import io
import json
import random
import zipfile
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.clock import SEOUL
from assistant.journeys.bookings import BookingUnreadable, Kind, Paper, merged, read_booking
from assistant.journeys.bookings.pkpass import MAX_PASS_BYTES
from assistant.journeys.home import Home
from assistant.journeys.importing import import_documents
from assistant.places.gazetteer import load_gazetteer
from assistant.risk.model import Mode
from assistant.routing import load_planner

NOW = datetime(2026, 11, 28, 9, tzinfo=SEOUL)
HOME = load_gazetteer().lookup("공덕동")[0]
FLIGHT: dict[str, Any] = {
    "@context": "http://schema.org",
    "@type": "FlightReservation",
    "reservationNumber": "SECRET1",
    "reservationFor": {
        "@type": "Flight",
        "flightNumber": "1201",
        "airline": {"@type": "Airline", "iataCode": "KE"},
        "departureAirport": {"@type": "Airport", "iataCode": "GMP"},
        "departureTime": "2026-12-10T07:00:00",
        "arrivalAirport": {"@type": "Airport", "iataCode": "CJU"},
        "arrivalTime": "2026-12-10T08:10:00",
    },
}
PASS: dict[str, Any] = {
    "formatVersion": 1,
    "relevantDate": "2026-12-10T06:30+09:00",
    "boardingPass": {
        "transitType": "PKTransitTypeAir",
        "primaryFields": [
            {"key": "origin", "label": "김포", "value": "GMP"},
            {"key": "destination", "label": "제주", "value": "CJU"},
        ],
        "auxiliaryFields": [
            {"key": "flight", "label": "편명", "value": "KE1201"},
            {"key": "boardingTime", "label": "탑승시각", "value": "06:30"},
        ],
    },
}
ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:KE1201 GMP-CJU\r\n"
    b"DTSTART;TZID=Asia/Seoul:20261210T070000\r\nDTEND;TZID=Asia/Seoul:20261210T081000\r\nLOCATION:GMP\r\n"
    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def packed(content: bytes, name: str = "pass.json") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def script(document: str) -> str:
    return f'<script type="application/ld+json">{document}</script>'


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "예약"
    message.set_content("안내")
    message.add_alternative(script(json.dumps(FLIGHT)), subtype="html")
    message.add_attachment(ICS, maintype="text", subtype="calendar", filename="trip.ics")
    message.add_attachment(
        packed(json.dumps(PASS).encode()), maintype="application", subtype="octet-stream", filename="a.pkpass"
    )
    return message.as_bytes()


FORMS = {
    "json": json.dumps(FLIGHT).encode(),
    "graph": json.dumps({"@graph": [{"@type": "WebSite"}, FLIGHT]}).encode(),
    "html": script(json.dumps(FLIGHT)).encode(),
    "trailing comma": script(json.dumps(FLIGHT)[:-1] + ",}").encode(),
    "cp949": script(json.dumps(FLIGHT | {"note": "한글"}, ensure_ascii=False)).encode("cp949"),
    "utf-16": ("\ufeff" + json.dumps(FLIGHT)).encode("utf-16-le"),
    "ics": ICS,
    "mail": mail(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_flight_in_any_form(form: str) -> None:
    (one,) = read_booking(FORMS[form], NOW).reservations
    assert (one.kind, one.start.code, one.end.code) == (Kind.FLIGHT, "GMP", "CJU")
    assert one.depart == datetime(2026, 12, 10, 7, tzinfo=SEOUL)
    assert one.arrive == datetime(2026, 12, 10, 8, 10, tzinfo=SEOUL)
    assert "SECRET1" not in repr(one)


@pytest.mark.parametrize(
    ("primary", "more"),
    [
        ([("서울", "10:00"), ("부산", "12:41")], [("승차일", "2026.12.03")]),
        (
            [("출발역", "서울"), ("도착역", "부산")],
            [("날짜", "2026년 12월 3일"), ("출발시각", "10:00"), ("도착시각", "12:41")],
        ),
        (
            [("FROM", "서울"), ("TO", "부산")],
            [("DEPARTS", "2026-12-03 10:00"), ("ARRIVES", "2026-12-03 12:41")],
        ),
    ],
    ids=["hours under stations", "labels", "english"],
)
def test_passes_of_trains(primary: list[tuple[str, str]], more: list[tuple[str, str]]) -> None:
    def fields(rows: list[tuple[str, str]]) -> list[dict[str, str]]:
        return [{"key": f"f{i}", "label": label, "value": value} for i, (label, value) in enumerate(rows)]

    ticket = {
        "transitType": "PKTransitTypeTrain",
        "primaryFields": fields(primary),
        "auxiliaryFields": fields([*more, ("열차", "KTX 101")]),
    }
    (one,) = read_booking(packed(json.dumps({"boardingPass": ticket}).encode()), NOW).reservations
    assert (one.start.name, one.end.name, one.service) == ("서울", "부산", "KTX 101")
    assert one.depart == datetime(2026, 12, 3, 10, tzinfo=SEOUL)
    assert one.arrive == datetime(2026, 12, 3, 12, 41, tzinfo=SEOUL)


def test_papers_of_a_mail_are_one_journey_and_remembered() -> None:
    (one,) = read_booking(mail(), NOW).reservations
    assert set(one.papers) == {Paper.JSON_LD, Paper.CALENDAR, Paper.PKPASS}
    assert one.boarding == datetime(2026, 12, 10, 6, 30, tzinfo=SEOUL)
    assert one.confidence > 0.9


def test_other_days_and_other_flights_stay_apart() -> None:
    text = json.dumps(FLIGHT)
    found = [
        one
        for each in (text, text.replace("-10T", "-11T"), text.replace("1201", "1203").replace("T07", "T09"))
        for one in read_booking(each.encode(), NOW).reservations
    ]
    assert len(merged(found)) == 3


def test_a_time_without_a_zone_is_of_the_airport() -> None:
    text = json.dumps(FLIGHT).replace("GMP", "JFK")
    (one,) = read_booking(text.encode(), NOW).reservations
    assert one.depart is not None
    assert one.depart.utcoffset() == timedelta(hours=-5)


def test_microdata() -> None:
    page = """<div itemscope itemtype="http://schema.org/TrainReservation">
    <div itemprop="reservationFor" itemscope itemtype="http://schema.org/TrainTrip">
    <meta itemprop="trainNumber" content="101">
    <div itemprop="departureStation" itemscope itemtype="http://schema.org/TrainStation">
    <span itemprop="name">서울</span></div>
    <time itemprop="departureTime" datetime="2026-12-03T10:00">10시</time>
    <div itemprop="arrivalStation" itemscope itemtype="http://schema.org/TrainStation">
    <span itemprop="name">부산</span></div></div></div>"""
    (one,) = read_booking(page.encode(), NOW).reservations
    assert (one.kind, one.start.name, one.end.name) == (Kind.TRAIN, "서울", "부산")
    assert one.depart == datetime(2026, 12, 3, 10, tzinfo=SEOUL)


def test_what_is_broken_is_an_error_and_the_rest_is_read() -> None:
    bad = {**FLIGHT, "reservationFor": {**FLIGHT["reservationFor"], "departureTime": "곧 떠나요"}}
    page = f"<html><body>{script('{not json')}{script(json.dumps([bad, FLIGHT]))}</body></html>"
    read = read_booking(page.encode(), NOW)
    assert len(read.reservations) == 1
    assert len(read.errors) == 2
    assert not any("SECRET1" in error for error in read.errors)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{not json at all",
        b"[" * 100_000 + b'"',
        b"PK\x03\x04" + b"junk" * 100,
        packed(b"{}", "../../etc/pass.json"),
        packed(b" " * (MAX_PASS_BYTES + 1)),
        packed(b"[1, 2]"),
        b"x" * (20 * 1024 * 1024 + 1),
    ],
    ids=["empty", "no json", "deep", "no zip", "path", "bomb", "no pass", "too large"],
)
def test_hostile_documents_are_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(BookingUnreadable, match=r"요\."):
        read_booking(data, NOW)


def test_damaged_documents_are_read_or_refused() -> None:
    """Bytes changed, dropped, doubled and mixed."""
    rng = random.Random(7)
    documents = [*FORMS.values(), packed(json.dumps(PASS).encode())]
    for _ in range(600):
        data = bytearray(rng.choice(documents))
        for _ in range(rng.randint(1, 6)):
            at, other = rng.randrange(len(data) + 1), rng.choice(documents)
            start = rng.randrange(len(other))
            match rng.randrange(4):
                case 0:
                    data[at : at + rng.randint(1, 30)] = b""
                case 1:
                    data[at:at] = other[start : start + rng.randint(1, 200)]
                case 2:
                    data[at : at + 1] = bytes([rng.randrange(256)])
                case _:
                    data[at:at] = rng.choice(
                        (b'"', b"{", b"]", b"\0", b"1e999", b"TZID=Europe", b"NaN", b"\xff\xfe")
                    )
        imported = import_documents([("1", bytes(data))], Home(place=HOME), load_planner(), NOW, 60)
        assert imported.unreadable in (0, 1)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "head", [b"", b"<html>", b"[\xec\xbd\x94\xeb\xa0\x88\xec\x9d\xbc] KTX ", b"From: a\nTo: b\n\n"]
)
def test_ten_megabytes_in_one_line_end_soon(head: bytes) -> None:
    assert read_booking(head + b"ab 10:26 (" * 1_000_000, NOW).reservations == ()


def test_xml_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(json.dumps(FLIGHT))
    page = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>' + script("&e;")
    assert read_booking(page.encode(), NOW).reservations == ()


def test_the_way_to_the_airport_is_inferred() -> None:
    read = import_documents([("a.eml", mail()), ("b.ics", ICS)], Home(place=HOME), load_planner(), NOW, 60)
    access, flight = (each.plan for each in read.found)
    assert access is not None
    assert flight is not None
    assert (access.destination.name, flight.mode) == ("김포국제공항", Mode.FLIGHT)
    assert flight.depart == datetime(2026, 12, 10, 7, tzinfo=SEOUL)
    assert access.depart is not None
    assert access.depart < datetime(2026, 12, 10, 6, tzinfo=SEOUL)
    assert flight.destination.name == "제주국제공항"


def test_saved_once_from_whatever_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.settings import Settings
    from assistant.store.personal_data import PersonalData

    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    monkeypatch.setattr("assistant.store.personal_data.personal_data", lambda: stores)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.json").write_bytes(FORMS["json"])
    (tmp_path / "papers" / "bad.json").write_bytes(b"{")
    (tmp_path / "b.ics").write_bytes(ICS)
    run = CliRunner()
    more = ["--home", "공덕동", "--now", NOW.isoformat(), "--json"]
    preview = run.invoke(app, ["trips", "import", str(tmp_path / "papers"), *more])
    assert json.loads(preview.stdout)["saved"] == 0
    assert len(json.loads(preview.stdout)["errors"]) == 1
    first = run.invoke(app, ["trips", "import", str(tmp_path / "papers"), "--save", *more])
    again = run.invoke(app, ["trips", "import", str(tmp_path / "b.ics"), "--save", *more])
    assert (json.loads(first.stdout)["saved"], json.loads(again.stdout)["saved"]) == (2, 0)
