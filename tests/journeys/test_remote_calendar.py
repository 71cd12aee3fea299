"""Calendars over real HTTP: a published file, a CalDAV server, and addresses that are not read."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.journeys import Provenance
from assistant.journeys.calendar_file import CalendarUnreadable
from assistant.journeys.keeping import Keeper, call_off
from assistant.journeys.remote_calendar import CalendarUnreachable, Source, read_remote
from assistant.places.model import Place, PlaceKind
from assistant.risk.model import Mode
from assistant.routing import load_planner
from assistant.settings import Settings, settings
from assistant.store import LOCAL
from assistant.store.personal_data import PersonalData
from assistant.subscriptions import Subscriptions
from tests.engine_fakes import NOW
from tests.ports import free_port

HERE = frozenset({"127.0.0.1"})
HOME = Place(name="공덕동", kind=PlaceKind.NEIGHBOURHOOD, lat=37.5443, lon=126.9512, region="11440")


def event(uid: str, days: int, where: str, title: str = "출장") -> str:
    start = NOW + timedelta(days=days)
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20250701T000000Z\r\nSUMMARY:{title}\r\nLOCATION:{where}\r\n"
        f"DTSTART;TZID=Asia/Seoul:{start:%Y%m%dT%H%M%S}\r\nDTEND;TZID=Asia/Seoul:{start:%Y%m%dT235900}\r\n"
        "END:VEVENT\r\n"
    )


def calendar(*events: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//\r\n"
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()


@dataclass
class Site:
    """What a made server answers, and what it was asked."""

    url: str = ""
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    known = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append({"path": self.path, **dict(self.headers)})
            moved = self.path == "/moved"
            self.send_response(302 if moved else known.status)
            for name, value in ({"Location": "/calendar.ics"} if moved else known.headers).items():
                self.send_header(name, value)
            self.end_headers()
            if not moved:
                self.wfile.write(known.body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield known
    server.shutdown()


def read(source: Source, trusted: frozenset[str] = HERE) -> list[str]:
    found = asyncio.run(read_remote(source, NOW, NOW + timedelta(days=30), trusted))
    return [one.where for one in found.appointments]


def test_a_published_calendar_is_read_also_where_it_moved(site: Site) -> None:
    site.body = calendar(event("a", 2, "부산역"), event("b", 90, "대구역"))
    assert read(Source(url=f"{site.url}/calendar.ics")) == ["부산역"]
    assert read(Source(url=f"{site.url}/moved", name="minsu", password="비밀")) == ["부산역"]
    assert site.asked[-1]["path"] == "/calendar.ics"
    assert site.asked[-1]["Authorization"].startswith("Basic ")


def test_our_own_network_is_not_read(site: Site) -> None:
    for url in (
        f"{site.url}/calendar.ics", "https://127.0.0.1/a.ics", "https://[::1]/a", "https://169.254.169.254/latest",
        "file:///etc/passwd", "webcal://10.0.0.1/a.ics", "https://user:pw@example.com/", "http://example.com/a.ics",
    ):  # fmt: skip
        with pytest.raises(CalendarUnreachable, match="읽지 않아요"):
            read(Source(url=url), frozenset())
    assert not site.asked
    with pytest.raises(CalendarUnreachable, match="찾지 못했어요"):
        read(Source(url="https://nobody.invalid/a.ics"), frozenset())


def test_a_redirect_into_our_network_is_not_followed(site: Site) -> None:
    site.status, site.headers = 302, {"Location": "http://localhost:1/secret.ics"}
    with pytest.raises(CalendarUnreachable, match="읽지 않아요"):
        read(Source(url=f"{site.url}/a.ics"))
    assert len(site.asked) == 1
    site.headers = {"Location": "/around"}
    with pytest.raises(CalendarUnreachable, match="자꾸"):
        read(Source(url=f"{site.url}/a.ics"))


@pytest.mark.parametrize(("status", "words"), [(401, "비밀번호"), (404, "404"), (500, "500")])
def test_what_the_server_refuses_is_told(site: Site, status: int, words: str) -> None:
    site.status = status
    with pytest.raises(CalendarUnreachable, match=words):
        read(Source(url=f"{site.url}/a.ics"))


def test_no_answer_no_calendar_and_too_much_of_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CalendarUnreachable, match="대답하지 않아요"):
        read(Source(url=f"http://127.0.0.1:{free_port()}/a.ics"))
    site.body = b"<html>hello</html>"
    with pytest.raises(CalendarUnreadable):
        read(Source(url=f"{site.url}/a.ics"))
    monkeypatch.setattr("assistant.journeys.remote_calendar.MAX_BYTES", 1000)
    site.body = b"x" * 2000
    with pytest.raises(CalendarUnreachable, match="너무 커요"):
        read(Source(url=f"{site.url}/a.ics"))


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[str]:
    """A CalDAV server in a process of its own, with one empty calendar."""
    pytest.importorskip("radicale", reason="radicale is not installed")
    port = free_port()
    options = {
        "--server-hosts": f"127.0.0.1:{port}",
        "--storage-filesystem-folder": str(tmp_path / "radicale"),
        "--auth-type": "none",
        "--logging-level": "error",
    }
    command = [sys.executable, "-m", "radicale", *(part for pair in options.items() for part in pair)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/minsu/work/"
    try:
        for _ in range(100):
            try:
                if httpx.request("MKCALENDAR", url, auth=("minsu", "pw")).status_code in (201, 409):
                    break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def put(url: str, uid: str, body: bytes) -> None:
    answer = httpx.put(
        f"{url}{uid}.ics", content=body, auth=("minsu", "pw"), headers={"Content-Type": "text/calendar"}
    )
    assert answer.status_code in (201, 204), answer.text


def test_caldav_is_asked_for_the_days_that_matter(radicale: str) -> None:
    put(radicale, "a", calendar(event("a", 2, "부산역")))
    put(radicale, "b", calendar(event("b", 3, "대전역")))
    put(radicale, "c", calendar(event("c", 200, "대구역")))
    source = Source(url=radicale, caldav=True, name="minsu", password="pw")
    assert read(source) == ["부산역", "대전역"]


def test_journeys_come_move_and_go_with_their_appointments(site: Site, tmp_path: Path) -> None:
    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    reader = Subscriptions(stores, load_planner(), HERE)
    one = stores.calendars.add(LOCAL, "minsu", Source(url=f"{site.url}/a.ics"), HOME)
    assert stores.calendars.add(LOCAL, "minsu", Source(url=f"{site.url}/a.ics"), HOME).id == one.id

    def after(*events: str) -> list[str]:
        site.body = calendar(*events)
        asyncio.run(reader.refresh(one, NOW))
        trips = stores.trips.of(LOCAL, "minsu")
        assert all(trip.plan.provenance is Provenance.CALENDAR for trip in trips)
        return [trip.plan.destination.name for trip in trips]

    assert after(event("a", 2, "부산역"), event("b", 3, "대전역")) == ["부산역", "대전역"]
    assert after(event("a", 2, "부산역"), event("b", 3, "대전역")) == ["부산역", "대전역"]
    assert after(event("a", 2, "동대구역"), event("b", 3, "대전역")) == ["동대구역", "대전역"]
    assert after(event("b", 3, "대전역")) == ["대전역"]
    off = event("b", 3, "대전역").replace("END:", "STATUS:CANCELLED\r\nEND:", 1)
    assert after(off) == []
    assert after(event("b", 3, "대전역")) == ["대전역"]
    site.status = 500
    with pytest.raises(CalendarUnreachable):
        asyncio.run(reader.refresh(one, NOW))
    assert len(stores.trips.of(LOCAL, "minsu")) == 1
    assert site.url.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("g.db*"))
    assert stores.delete("minsu")["calendars"] == 1
    assert not stores.calendars.all()


def test_what_the_traveller_called_off_is_not_read_back(site: Site, tmp_path: Path) -> None:
    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    reader = Subscriptions(stores, load_planner(), HERE)
    one = stores.calendars.add(LOCAL, "minsu", Source(url=f"{site.url}/a.ics"), HOME)

    def after(*events: str) -> list[str]:
        site.body = calendar(*events)
        asyncio.run(reader.refresh(one, NOW))
        return [trip.plan.destination.name for trip in stores.trips.of(LOCAL, "minsu")]

    here = (event("a", 2, "부산역"), event("b", 3, "대전역"))
    assert after(*here) == ["부산역", "대전역"]
    assert call_off(stores, LOCAL, stores.trips.of(LOCAL, "minsu")[0].id)
    assert after(*here) == ["대전역"]
    assert after(event("a", 2, "동대구역", "워크숍"), here[1]) == ["대전역"]
    assert after(here[1]) == ["대전역"]
    assert after(event("a", 5, "부산역"), here[1]) == ["대전역", "부산역"]  # put off: it is on again


def test_a_booked_trip_outlives_its_appointment_and_the_other_way_round(site: Site, tmp_path: Path) -> None:
    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    reader = Subscriptions(stores, load_planner(), HERE)
    one = stores.calendars.add(LOCAL, "minsu", Source(url=f"{site.url}/a.ics"), HOME)

    def after(*events: str) -> list[tuple[Provenance, ...]]:
        site.body = calendar(*events)
        asyncio.run(reader.refresh(one, NOW))
        return [trip.sources for trip in stores.trips.of(LOCAL, "minsu")]

    assert after(event("a", 2, "부산역")) == [(Provenance.CALENDAR,)]
    (trip,) = stores.trips.of(LOCAL, "minsu")
    ticket = replace(trip.plan, provenance=Provenance.BOOKING, mode=Mode.TRAIN)
    keeper = Keeper(stores, LOCAL, "minsu", NOW)
    assert keeper.keep(ticket, "booking-1")
    both = [(Provenance.BOOKING, Provenance.CALENDAR)]
    assert after(event("a", 2, "부산역")) == both
    assert after(event("a", 2, "부산역", "회의")) == both
    assert after() == [(Provenance.BOOKING,)]
    assert after(event("a", 2, "부산역")) == both
    Keeper(stores, LOCAL, "minsu", NOW).gone("booking-1")
    assert after(event("a", 2, "부산역")) == [(Provenance.CALENDAR,)]
    assert Keeper(stores, LOCAL, "minsu", NOW).keep(ticket, "booking-1")
    assert reader.leave(one, NOW) == 0
    assert [trip.sources for trip in stores.trips.of(LOCAL, "minsu")] == [(Provenance.BOOKING,)]


def test_who_leaves_a_calendar_loses_its_journeys_only(site: Site, tmp_path: Path) -> None:
    stores = PersonalData.of(Settings(database_url=f"sqlite:///{tmp_path / 'g.db'}", state_dir=tmp_path))
    reader = Subscriptions(stores, load_planner(), HERE)
    one, other = (
        stores.calendars.add(LOCAL, "minsu", Source(url=f"{site.url}/{n}.ics"), HOME) for n in range(2)
    )
    site.body = calendar(event("a", 2, "부산역"))
    assert [asyncio.run(reader.refresh(each, NOW)).new for each in (one, other, one, other)] == [1, 0, 0, 0]
    assert reader.leave(one, NOW) == 0
    assert stores.calendars.of(LOCAL, "minsu") == (other,)
    (trip,) = stores.trips.of(LOCAL, "minsu")  # the other calendar tells it, too
    assert (trip.client_id or "").startswith(f"calendar:{other.id}:")
    assert trip.also == ()
    assert reader.leave(other, NOW) == 1
    assert stores.trips.of(LOCAL, "minsu") == ()


def test_one_reading_of_an_address_by_the_command(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.body = calendar(event("a", 2, "부산역", title="비밀출장"))
    command = ["trips", "import", f"{site.url}/a.ics?key=1", "--now", NOW.isoformat(), "--home", "공덕동"]
    refused = CliRunner().invoke(app, command)
    assert "읽지 않아요" in str(refused.exception)
    monkeypatch.setenv("GILBEOT_CALENDAR_HOSTS", '["127.0.0.1"]')
    settings.cache_clear()
    shown = CliRunner().invoke(app, command)
    settings.cache_clear()
    assert "비밀출장" in shown.stdout
    assert site.asked[-1]["path"] == "/a.ics?key=1"
