"""Calendar files: what is in them, in whose time, how often; and what is wrong with them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.clock import SEOUL
from assistant.journeys.appointments import trip_to
from assistant.journeys.calendar import MAX_BYTES, Read, read_calendar
from assistant.journeys.calendar_file import CalendarUnreadable
from assistant.places.gazetteer import load_gazetteer
from assistant.routing import load_planner

NOW = datetime(2026, 11, 27, 9, tzinfo=SEOUL)
UNTIL = NOW + timedelta(days=60)
HOME = load_gazetteer().lookup("공덕동")[0]


def calendar(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//\r\n{head}{body}END:VCALENDAR\r\n".encode()


def read(*events: str, head: str = "") -> Read:
    return read_calendar(calendar(*events, head=head), NOW, UNTIL)


def starts(*events: str, head: str = "") -> list[str]:
    found = read(*events, head=head)
    assert found.errors == ()
    return [f"{one.start.astimezone(SEOUL):%m-%d %H:%M}" for one in found.appointments if not one.cancelled]


def test_one_event_with_its_place() -> None:
    found = read(
        "UID:1\r\nSUMMARY:부산 출장\r\nDTSTART;TZID=Asia/Seoul:20261203T140000\r\n"
        "LOCATION:부산역 회의실\r\nGEO:35.1;129.0"
    )
    (one,) = found.appointments
    assert (one.title, one.where, one.point) == ("부산 출장", "부산역 회의실", (35.1, 129.0))
    assert one.start == datetime(2026, 12, 3, 14, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20261203T050000Z", "12-03 14:00"),
        ("DTSTART:20261203T140000", "12-03 14:00"),
        ("DTSTART;TZID=America/New_York:20261203T000000", "12-03 14:00"),
        ("DTSTART;VALUE=DATE:20261203", "12-03 00:00"),
        ("DTSTART;TZID=Korea Standard Time:20261203T140000", "12-03 14:00"),
        ("DTSTART;TZID=GMT+09:00:20261203T140000", "12-03 14:00"),
        ("DTSTART;TZID=(UTC+09:00) Seoul:20261203T140000", "12-03 14:00"),
        ("DTSTART;TZID=/example.org/Asia/Seoul:20261203T140000", "12-03 14:00"),
        ("DTSTART;TZID=무슨 시간:20261203T140000", "12-03 14:00"),
        ("DTSTART;TZID=UTC-5:20261203T000000", "12-03 14:00"),
    ],
)
def test_in_whose_time(start: str, expected: str) -> None:
    assert starts(f"UID:1\r\n{start}") == [expected]


def test_a_zone_that_the_file_defines_itself() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:우리시간\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    assert starts("UID:1\r\nDTSTART;TZID=우리시간:20261203T140000", head=zone) == ["12-03 14:00"]


def test_recurring_with_exceptions_and_one_that_was_moved() -> None:
    weekly = "UID:1\r\nDTSTART;TZID=Asia/Seoul:20261102T090000\r\nRRULE:FREQ=WEEKLY;UNTIL=20261220T000000Z"
    assert starts(weekly) == ["11-30 09:00", "12-07 09:00", "12-14 09:00"]
    without = f"{weekly}\r\nEXDATE;TZID=Asia/Seoul:20261207T090000"
    assert starts(without) == ["11-30 09:00", "12-14 09:00"]
    moved = (
        "UID:1\r\nRECURRENCE-ID;TZID=Asia/Seoul:20261207T090000\r\nDTSTART;TZID=Asia/Seoul:20261208T110000"
    )
    assert starts(weekly, moved) == ["11-30 09:00", "12-08 11:00", "12-14 09:00"]
    called_off = f"{weekly}\r\nSTATUS:CANCELLED"
    assert starts(called_off) == []
    once = (
        "UID:1\r\nRECURRENCE-ID;TZID=Asia/Seoul:20261207T090000\r\nDTSTART;TZID=Asia/Seoul:20261207T090000"
        "\r\nSTATUS:CANCELLED"
    )
    assert starts(weekly, once) == ["11-30 09:00", "12-14 09:00"]
    assert starts(weekly, head="METHOD:CANCEL\r\n") == []


def test_further_days_and_changes_from_one_time_on() -> None:
    start = "UID:1\r\nDTSTART;TZID=Asia/Seoul:20261130T090000"
    assert starts(f"{start}\r\nRDATE;TZID=Asia/Seoul:20261202T090000") == ["11-30 09:00", "12-02 09:00"]
    period = f"{start}\r\nRDATE;TZID=Asia/Seoul;VALUE=PERIOD:20261202T100000/PT1H"
    assert starts(period) == ["11-30 09:00", "12-02 10:00"]
    weekly = f"{start}\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nLOCATION:부산역"
    onward = (
        "UID:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Seoul:20261214T090000\r\n"
        "DTSTART;TZID=Asia/Seoul:20261214T110000\r\nLOCATION:동대구역"
    )
    assert starts(weekly, onward) == ["11-30 09:00", "12-07 09:00", "12-14 11:00", "12-21 11:00"]
    assert [one.where for one in read(weekly, onward).appointments] == ["부산역"] * 2 + ["동대구역"] * 2


def test_a_place_that_only_apple_tells() -> None:
    (one,) = read(
        "UID:1\r\nDTSTART:20261203T050000Z\r\nX-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=부산역:geo:35.115,129.041"
    ).appointments
    assert (one.where, one.point) == ("부산역", (35.115, 129.041))


def test_one_moment_in_two_zones_is_one_appointment() -> None:
    here, there = (
        read(f"UID:1\r\nDTSTART{start}").appointments[0].key
        for start in (";TZID=Asia/Seoul:20261203T140000", ":20261203T050000Z")
    )
    assert here == there


def test_it_stays_at_nine_when_the_clocks_of_its_zone_change() -> None:
    weekly = "UID:1\r\nDTSTART;TZID=America/New_York:20261028T090000\r\nRRULE:FREQ=WEEKLY"
    found = read_calendar(calendar(weekly), NOW - timedelta(days=40), NOW)
    assert {one.start.hour for one in found.appointments} == {9}
    assert {f"{one.start.astimezone(SEOUL):%H}" for one in found.appointments} == {"22", "23"}


@pytest.mark.parametrize(
    "bad",
    [
        "UID:2\r\nSUMMARY:나쁜\r\nDTSTART:gestern",
        "UID:2\r\nSUMMARY:나쁜",
        "UID:2\r\nSUMMARY:나쁜\r\nDTSTART:20261203T090000Z\r\nRRULE:FREQ=SECONDLY",
        "UID:2\r\nSUMMARY:나쁜\r\nDTSTART:20261203T090000Z\r\nRRULE:FREQ=FORTNIGHTLY",
        "UID:2\r\nSUMMARY:나쁜\r\nDTSTART:99991231T235959Z\r\nDURATION:P99999999999D",
        "UID:2\r\nSUMMARY",
        "UID:2\r\nSUMMARY:나쁜\r\nDTSTART;TZID=Europe:20261203T090000",
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_read(bad: str) -> None:
    found = read("UID:1\r\nSUMMARY:좋은\r\nDTSTART:20261203T090000Z", bad)
    assert [one.title for one in found.appointments if one.title == "좋은"] == ["좋은"]
    assert all("나쁜" not in one.title or one.start.year == 2026 for one in found.appointments)


def test_endless_and_impossible_recurrences_end() -> None:
    assert len(read("UID:1\r\nDTSTART:19000101T090000Z\r\nRRULE:FREQ=DAILY").appointments) == 60
    assert (
        read("UID:1\r\nDTSTART:20200101T090000Z\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30").appointments
        == ()
    )


def test_files_that_are_none_or_too_large() -> None:
    for data in (b"", b"\x89PNG\r\n", b"<html></html>", b"\0" * 1000):
        with pytest.raises(CalendarUnreadable, match=r"\.ics"):
            read_calendar(data, NOW, UNTIL)
    with pytest.raises(CalendarUnreadable, match="20 MB"):
        read_calendar(b"x" * (MAX_BYTES + 1), NOW, UNTIL)
    long = calendar("UID:1\r\nDTSTART:20261203T090000Z\r\nSUMMARY:" + "가" * 3_000_000)
    assert len(read_calendar(long, NOW, UNTIL).appointments[0].title) == 200


def test_old_korean_encoding() -> None:
    data = calendar("UID:1\r\nSUMMARY:부산 출장\r\nDTSTART:20261203T090000Z").decode().encode("cp949")
    assert read_calendar(data, NOW, UNTIL).appointments[0].title == "부산 출장"


def test_real_files_are_all_read(shared: Path) -> None:
    files = sorted((shared / "data" / "bookings").rglob("*.ics"))
    assert files
    for path in files:
        found = read_calendar(
            path.read_bytes(), datetime(1990, 1, 1, tzinfo=SEOUL), datetime(2100, 1, 1, tzinfo=SEOUL)
        )
        assert found.appointments or found.errors == (), path.name


# --- the way there


def trip(text: str) -> tuple[str, str, str]:
    (one,) = read(text).appointments
    found = trip_to(one, HOME, load_planner(), NOW)
    if found.plan is None:
        return "", "", found.why_not
    leave = f"{found.plan.depart:%H:%M}" if found.plan.depart else "day"
    return found.plan.destination.short, leave, ""


def test_one_leaves_in_time_to_be_there() -> None:
    place, leave, _ = trip(
        "UID:1\r\nSUMMARY:회의\r\nDTSTART;TZID=Asia/Seoul:20261203T140000\r\nLOCATION:부산역 2층"
    )
    assert place == "부산역"
    assert "08:00" <= leave <= "10:00"
    place, leave, _ = trip("UID:1\r\nSUMMARY:강릉 여행\r\nDTSTART;VALUE=DATE:20261205")
    assert (place, leave) == ("강릉", "day")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SUMMARY:주간 회의\r\nLOCATION:https://zoom.us/j/1", "온라인"),
        ("SUMMARY:주간 회의", "어디인지"),
        ("SUMMARY:점심\r\nLOCATION:공덕동", "집 가까이"),
        ("SUMMARY:학회\r\nGEO:48.85;2.35", "우리나라 밖"),
    ],
)
def test_why_there_is_no_way(text: str, why: str) -> None:
    assert why in trip(f"UID:1\r\nDTSTART:20261203T050000Z\r\n{text}")[2]


def test_the_command_shows_first_and_keeps_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.settings import Settings
    from assistant.store.personal_data import PersonalData

    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    monkeypatch.setattr("assistant.store.personal_data.personal_data", lambda: stores)
    file = tmp_path / "c.ics"
    file.write_bytes(
        calendar(
            "UID:1\r\nSUMMARY:부산 출장\r\nDTSTART;TZID=Asia/Seoul:20261203T140000\r\nLOCATION:부산역",
            "UID:2\r\nSUMMARY:주간 회의\r\nDTSTART;TZID=Asia/Seoul:20261203T100000",
        )
    )
    run = CliRunner()
    base = ["trips", "import", str(file), "--now", NOW.isoformat(), "--home", "공덕동"]
    shown = run.invoke(app, base)
    assert shown.exit_code == 0, shown.output
    assert "가실 길 1개를 찾았어요" in shown.output
    assert "주간 회의: 어디인지" in shown.output
    assert stores.trips.of("local", "me") == ()
    assert "여정 1개를 저장했어요" in run.invoke(app, [*base, "--save"]).output
    assert "여정 0개를 저장했어요 (나머지 1개는 이미 있어요)" in run.invoke(app, [*base, "--save"]).output
    (kept,) = stores.trips.of("local", "me")
    assert json.loads(run.invoke(app, ["trips", "list", "--json"]).output)[0]["title"] == "부산 출장"
    assert "지웠어요" in run.invoke(app, ["trips", "delete", kept.id]).output
    assert "저장해 둔 여정이 없어요" in run.invoke(app, ["trips", "list"]).output
    gone = run.invoke(app, ["trips", "import", str(tmp_path / "none.ics")])
    assert gone.exit_code != 0
