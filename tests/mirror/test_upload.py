"""Trips out of files on the mirror: shown with times, places and level, errors too, kept when asked."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
from playwright.sync_api import FilePayload, Page, expect

from tests.mirror.conftest import PORTRAIT

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//test//KO
BEGIN:VEVENT
UID:1@test
DTSTAMP:20230801T000000Z
DTSTART;TZID=Asia/Seoul:20230811T140000
DTEND;TZID=Asia/Seoul:20230811T150000
SUMMARY:부산 회의
LOCATION:부산역
END:VEVENT
END:VCALENDAR
"""
GOOD: FilePayload = {"name": "달력.ics", "mimeType": "text/calendar", "buffer": CALENDAR.encode()}
BAD: FilePayload = {"name": "x.pkpass", "mimeType": "application/zip", "buffer": b"PK\x03\x04broken"}


def test_files_are_shown_first_and_kept_when_asked(
    open_mirror: Callable[..., Page], server: str, axe: str
) -> None:
    page = open_mirror(json.dumps({"home": "서울", "user": "upload"}), viewport=PORTRAIT)
    page.get_by_role("button", name="설정").click()
    part = page.locator(".upload")
    chosen = part.locator("input[type=file]")
    chosen.set_input_files([GOOD, BAD])
    expect(part.locator(".read li").first).to_contain_text("부산", timeout=20_000)
    expect(part.locator(".read li").first.locator(".badge")).to_be_visible(timeout=20_000)
    expect(part.locator("li.wrong")).to_have_text("x.pkpass: 패스 파일이 깨져 있어요.")
    expect(part.get_by_role("status")).to_contain_text("아직 저장하지 않았어요")
    asked = {"user_id": "upload"}
    assert httpx.get(f"{server}/v1/trips", params=asked).json() == []
    page.evaluate(axe)
    found = page.evaluate("axe.run('.upload', {runOnly: ['wcag2a', 'wcag2aa']})")
    assert not [v["id"] for v in found["violations"]]
    part.get_by_role("button", name="그만두기").click()
    expect(part.locator(".read li")).to_have_count(0)
    assert httpx.get(f"{server}/v1/trips", params=asked).json() == []
    chosen.set_input_files(GOOD)
    part.get_by_role("button", name="여정으로 저장").click(timeout=20_000)
    expect(part.get_by_role("status")).to_contain_text("새로 저장했어요", timeout=20_000)
    assert len(httpx.get(f"{server}/v1/trips", params=asked).json()) == 1


def test_a_file_that_is_too_large_is_told_at_once_and_a_large_one_with_progress(
    open_mirror: Callable[..., Page], server: str
) -> None:
    page = open_mirror(json.dumps({"home": "서울", "user": "large"}), viewport=PORTRAIT)
    page.get_by_role("button", name="설정").click()
    part = page.locator(".upload")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/import" in request.url else None)
    half: FilePayload = {**GOOD, "buffer": CALENDAR.encode() + b" " * (11 * 1024 * 1024)}
    part.locator("input[type=file]").set_input_files([half, half])
    expect(part.get_by_role("status")).to_contain_text("파일이 모두 23 MB예요. 한 번에 20 MB까지")
    assert asked == []
    page.evaluate(
        """() => {
          const bar = document.querySelector('.upload progress'), seen = (window.seen = []);
          new MutationObserver(() => seen.push(!bar.hidden)).observe(bar, {attributes: true});
        }"""
    )
    part.locator("input[type=file]").set_input_files(half)
    expect(part.locator(".read li").first).to_contain_text("부산", timeout=30_000)
    assert page.evaluate("window.seen.includes(true)")
    expect(part.locator("progress")).to_be_hidden()


def test_a_body_that_is_too_large_is_refused_by_the_server(server: str) -> None:
    body = b"x" * (21 * 1024 * 1024)
    refused = httpx.post(f"{server}/v1/trips/import", content=body, timeout=30)
    assert refused.status_code == 413
