"""MMM-Gilbeot in a real MagicMirror² (its server mode, looked at by headless Chromium)."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.clock import parse_moment
from tests.ports import free_port
from tools import magicmirror

USER = "magicmirror-test"
MEETING = parse_moment("2023-08-10T20:00").timestamp() * 1000

# A module that plays the parts of others: a calendar that broadcasts, lights that listen, a button that asks.
OTHERS = """
Module.register("others", {
  start() { window.others = this; window.heard = []; window.alerts = []; },
  getDom() { return document.createElement("div"); },
  notificationReceived(name, payload) {
    if (name === "GILBEOT_EVENT") window.heard.push(payload.type);
    if (name === "SHOW_ALERT") window.alerts.push(payload);
  },
});
"""


def test_the_parts_that_need_no_mirror() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    done = subprocess.run([node, "--test", "test/"], cwd=magicmirror.MODULE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MagicMirror² of its own for this test, with the module in it."""
    if reason := magicmirror.missing():
        pytest.skip(reason)
    home = magicmirror.copied(tmp_path_factory.mktemp("mm"))
    modules = home / "modules"
    (modules / "others").mkdir()
    (modules / "others" / "others.js").write_text(OTHERS)
    return home


@pytest.fixture
def mirror(home: Path, server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a running MagicMirror²; parametrized indirectly with more settings of the module."""
    port = free_port()
    settings = {"url": server, "userId": USER, "home": "부산", "updateSeconds": 2} | getattr(
        request, "param", {}
    )
    modules: list[dict[str, Any]] = [
        {"module": "alert"},
        {"module": "others", "position": "bottom_bar"},
        {"module": "MMM-Gilbeot", "position": "middle_center", "config": settings},
    ]
    with magicmirror.running(home, port, modules) as address:
        yield address
    httpx.delete(f"{server}/v1/trips", params={"user_id": USER})


@pytest.fixture
def page(browser: Browser, mirror: str) -> Iterator[Page]:
    context = browser.new_context(locale="ko-KR", viewport={"width": 1080, "height": 1920})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(mirror)
    page.wait_for_function("window.others !== undefined")
    yield page
    context.close()
    assert not wrong


def tell(page: Page, name: str, payload: object) -> None:
    """What another module would broadcast."""
    page.evaluate("([name, payload]) => window.others.sendNotification(name, payload)", [name, payload])


def test_home_warnings_and_trips_are_shown_unasked(page: Page, server: str) -> None:
    view = page.locator(".gilbeot")
    expect(view.locator(".gilbeot-home")).to_contain_text("부산", timeout=20_000)
    expect(view.locator(".gilbeot-home .gilbeot-badge")).to_have_text(re.compile("관심|주의|경계|심각"))
    expect(view.locator(".gilbeot-home svg.gilbeot-icon")).to_be_visible()
    expect(view.locator(".gilbeot-warnings li").first).to_contain_text("태풍")
    trip = {"user_id": USER, "title": "서울 출장", "origin": "부산", "destination": "서울", "mode": "car"}
    httpx.post(f"{server}/v1/trips", json={**trip, "depart": "2023-08-10T07:00"}).raise_for_status()
    expect(view.locator(".gilbeot-trips li")).to_contain_text("부산 → 서울", timeout=20_000)
    expect(view.locator(".gilbeot-trips .gilbeot-badge")).to_have_text(re.compile("주의|경계|심각"))
    expect(view.locator(".gilbeot-state")).to_have_text("물어보세요")


def test_a_question_of_another_module_is_answered_and_others_hear_what_happens(page: Page) -> None:
    view = page.locator(".gilbeot")
    expect(view.locator(".gilbeot-state")).to_have_text("물어보세요", timeout=20_000)
    tell(page, "GILBEOT_ASK", {"text": "내일 서울에서 부산 가는 길 안전해?"})
    expect(view.locator(".gilbeot-words")).to_contain_text("걸려요", timeout=30_000)
    expect(view.locator(".gilbeot-heard")).to_contain_text("내일 서울에서 부산")
    expect(view.locator(".gilbeot-answer > .gilbeot-badge")).to_have_text("경계")
    assert view.locator(".gilbeot-way li").count() >= 3
    heard = page.evaluate("window.heard")
    for event in ("stt_text", "thinking", "reply"):
        assert event in heard
    tell(page, "GILBEOT_STOP", None)
    expect(view.locator(".gilbeot-home")).to_be_visible()


def test_words_of_others_are_never_markup(page: Page) -> None:
    expect(page.locator(".gilbeot-state")).to_have_text("물어보세요", timeout=20_000)
    page.evaluate(
        "MM.getModules().withClass('MMM-Gilbeot')[0].event("
        "{type: 'announcement', priority: 'urgent', text: '<img src=x onerror=alert(1)> 호우경보'})"
    )
    expect(page.locator(".ns-alert")).to_contain_text("<img src=x onerror=alert(1)> 호우경보")
    assert page.locator(".ns-alert img").count() == 0
    assert page.evaluate("window.alerts[0].timer") >= 60_000


def events() -> list[dict[str, Any]]:
    """A meeting far enough ahead, one without a place, one on the phone, one that lasts all day."""
    base = {"title": "회의", "startDate": str(int(MEETING)), "fullDayEvent": False, "location": "대구역"}
    return [
        base,
        base | {"location": False},
        base | {"location": "https://meet.example"},
        base | {"fullDayEvent": True},
    ]


def trips(server: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{server}/v1/trips", params={"user_id": USER}).json()
    return found


@pytest.mark.parametrize("mirror", [{"calendar": {"consent": True}}], indirect=True)
def test_with_consent_events_become_trips_once_and_go_with_them(page: Page, server: str) -> None:
    expect(page.locator(".gilbeot-state")).to_have_text("물어보세요", timeout=20_000)
    for _ in range(2):
        tell(page, "CALENDAR_EVENTS", events()[:1])
    tell(page, "CALENDAR_EVENTS", found := events())
    deadline = time.monotonic() + 20
    while len(kept := trips(server)) != 1 and time.monotonic() < deadline:
        time.sleep(0.3)
    assert [trip["destination"]["name"] for trip in kept] == ["대구역"]
    assert kept[0]["title"] == "회의"
    assert kept[0]["provenance"] == "calendar"
    tell(page, "CALENDAR_EVENTS", [found[0] | {"location": "포항역"}])
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if [trip["destination"]["name"] for trip in trips(server)] == ["포항역"]:
            return
        time.sleep(0.3)
    pytest.fail(f"the old trip is still there: {trips(server)}")


def test_without_consent_nothing_of_the_calendar_leaves_the_screen(page: Page, server: str) -> None:
    expect(page.locator(".gilbeot-state")).to_have_text("물어보세요", timeout=20_000)
    tell(page, "CALENDAR_EVENTS", events())
    time.sleep(3)
    assert trips(server) == []


@pytest.mark.parametrize("mirror", [{"url": "http://127.0.0.1:9"}], indirect=True)
def test_without_a_server_it_says_so(page: Page) -> None:
    expect(page.locator(".gilbeot-state")).to_have_text("길벗 서버와 연결하고 있어요", timeout=20_000)
