"""Where the device is, told by the page: asked for word for word, used for "여기", taken back at once."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

from assistant.store.consents import QUESTIONS, DataKind
from tests.mirror.conftest import PORTRAIT

HAEUNDAE = {"latitude": 35.163, "longitude": 129.164}


def here(server: str) -> str:
    asked = {"user_id": "walker", "text": "지금 여기 위험해?"}
    return str(httpx.post(f"{server}/v1/messages", json=asked, timeout=60).json()["text"])


def test_the_place_of_the_device_is_used_while_it_is_allowed(
    open_mirror: Callable[..., Page], server: str, axe: str
) -> None:
    page = open_mirror(
        json.dumps({"user": "walker"}), viewport=PORTRAIT, geolocation=HAEUNDAE, permissions=["geolocation"]
    )
    page.get_by_role("button", name="설정").click()
    part = page.locator(".location")
    box = part.get_by_role("checkbox")
    box.check()
    expect(part.get_by_role("status")).to_have_text(QUESTIONS[DataKind.LIVE_LOCATION])
    assert "제가 알 수 없어요" in here(server)
    page.evaluate(axe)
    found = page.evaluate("axe.run('.location', {runOnly: ['wcag2a', 'wcag2aa']})")
    assert not [v["id"] for v in found["violations"]]
    part.get_by_role("button", name="아니요").click()
    expect(box).not_to_be_checked()
    box.check()
    with page.expect_response("**/v1/me/location**") as told:
        part.get_by_role("button", name="동의해요").click()
    assert told.value.status == 200
    assert "지금 계신 곳" in here(server)
    assert "제가 알 수 없어요" not in here(server)
    with page.expect_response("**/v1/me/consents/**"):
        box.uncheck()
    expect(part.get_by_role("status")).to_contain_text("이제 위치를 쓰지 않아요")
    assert "제가 알 수 없어요" in here(server)


def test_a_browser_that_keeps_it_back_is_told_so(open_mirror: Callable[..., Page]) -> None:
    page = open_mirror(json.dumps({"user": "nobody"}), viewport=PORTRAIT, permissions=[])
    page.get_by_role("button", name="설정").click()
    part = page.locator(".location")
    part.get_by_role("checkbox").check()
    part.get_by_role("button", name="동의해요").click()
    expect(part.get_by_role("status")).to_contain_text("위치를 막아 두셨어요")
    expect(part.get_by_role("checkbox")).not_to_be_checked()
