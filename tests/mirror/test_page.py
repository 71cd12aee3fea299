"""The mirror in a real browser: what it shows unasked, and that typing leads to a shown answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.mirror.conftest import PORTRAIT, SMALL

Open = Callable[..., Page]

BUSAN = json.dumps(
    {
        "home": "부산",
        "trips": [
            {"origin": "", "destination": "대구", "time": "20:30", "days": [], "mode": "car"},
            {"origin": "", "destination": "없는곳동", "time": "21:00", "days": [], "mode": ""},
        ],
    }
)
QUESTION = "내일 부산 가는 길 안전해?"


def ask(page: Page, text: str = QUESTION) -> None:
    page.get_by_role("textbox", name="길벗에게 물어보기").fill(text)
    page.keyboard.press("Enter")


def wrongs(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']})")
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]


def test_the_ambient_view_tells_what_is_known_and_what_is_not(open_mirror: Open) -> None:
    page = open_mirror(BUSAN, viewport=PORTRAIT)
    expect(page.locator(".clock")).to_have_text(re.compile(r"18:0\d"))
    expect(page.locator(".day")).to_contain_text("8월 9일")
    expect(page.locator(".home")).to_contain_text("집 · 부산")
    expect(page.locator(".home .weather")).to_contain_text("태풍주의보")
    expect(page.locator(".home")).to_contain_text("확인할 수 없는 것")
    expect(page.locator(".warnings li").first).to_contain_text("태풍주의보")
    known, unheard = page.locator(".trips li").all()
    expect(known.locator(".badge")).to_have_text(re.compile("관심|주의|경계|심각"))
    expect(unheard).to_contain_text("확인 부족")


@pytest.mark.parametrize("size", [PORTRAIT, SMALL], ids=["1080x1920", "480x800"])
def test_typing_leads_to_a_shown_answer(open_mirror: Open, axe: str, size: dict[str, int]) -> None:
    page = open_mirror(BUSAN, viewport=size)
    expect(page.locator(".warnings li").first).to_be_visible()
    assert not wrongs(page, axe)
    ask(page)
    answer = page.locator(".answer")
    expect(answer.locator(".words")).to_contain_text("서울에서 출발하시면 부산까지", timeout=20_000)
    expect(answer.locator(".verdict .badge")).to_have_text("경계")
    expect(answer.locator(".verdict svg.level-alert")).to_be_visible()
    assert answer.locator(".stretch").count() >= 3
    assert not wrongs(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out at the side"
    page.get_by_role("button", name="왜?").click()
    expect(page.locator(".words")).to_contain_text("때문이에요", timeout=20_000)
    page.keyboard.press("Escape")
    expect(page.locator(".ambient")).to_be_visible()


def test_everything_is_reached_by_keyboard_and_kept_on_the_device(open_mirror: Open, axe: str) -> None:
    page = open_mirror(viewport=SMALL)
    page.get_by_role("button", name="설정").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="거울 설정")).to_be_visible()
    assert not wrongs(page, axe)
    page.get_by_label("집 (동네나 역 이름)").fill("대구")
    page.get_by_label("따로 부르는 말 (한글 2~14자)").fill("거울아")
    page.get_by_label("어디로").fill("포항")
    page.get_by_label("몇 시에").fill("22:00")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".trips li")).to_contain_text("대구 → 포항")
    page.reload()
    expect(page.locator(".trips li")).to_contain_text("대구 → 포항")
    page.get_by_role("button", name="설정").click()
    expect(page.get_by_label("따로 부르는 말 (한글 2~14자)")).to_have_value("거울아")


def test_words_of_others_are_never_markup(open_mirror: Open) -> None:
    page = open_mirror(viewport=SMALL)
    ask(page, "<img src=x onerror=alert(1)>")
    expect(page.locator(".heard")).to_have_text("<img src=x onerror=alert(1)>")
    assert page.locator("#mirror img").count() == 0


def test_a_lost_server_is_said_and_found_again(open_mirror: Open) -> None:
    page = open_mirror(viewport=SMALL)
    page.route("**/v1/**", lambda route: route.abort())
    page.get_by_role("button", name="설정").click()
    page.keyboard.press("Escape")  # looks again after a change
    expect(page.locator(".offline")).to_contain_text("연결이 끊겼어요")
    expect(page.locator(".home")).to_contain_text("확인 부족")
    page.unroute("**/v1/**")
    page.get_by_role("button", name="설정").click()
    page.keyboard.press("Escape")
    expect(page.locator(".offline")).to_be_empty()


def test_the_page_keeps_to_itself(server: str) -> None:
    page = httpx.get(f"{server}/mirror", follow_redirects=True)
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert httpx.get(f"{server}/mirror/assets/../../app.py").status_code == 404
    assert httpx.get(f"{server}/mirror/nothing").headers["content-type"] == "application/problem+json"
    start = httpx.get(f"{server}/v1/mirror").json()
    assert start["now"].startswith("2023-08-09T18:0")
    assert start["words"]["level"]["alert"] == "경계"


def test_the_way_is_on_a_map_with_what_touches_it_marked(open_mirror: Open, axe: str) -> None:
    page = open_mirror(BUSAN, viewport=PORTRAIT)
    ask(page, "내일 서울에서 부산 가는 길 안전해?")
    drawn = page.locator(".map > svg")
    expect(drawn).to_be_visible(timeout=20_000)
    expect(drawn).to_have_attribute("aria-label", re.compile("서울 → 부산 지도.*경계"))
    expect(drawn.locator(".way.level-alert")).to_have_count(1)
    expect(drawn.locator("svg.level-alert")).to_be_visible()
    expect(drawn.locator("text.level-alert")).to_have_text("경계")
    assert drawn.locator(".warned path").count() > 10
    assert {"서울", "부산"} <= {word.split()[0] for word in drawn.locator("text.end").all_text_contents()}
    assert not wrongs(page, axe)


def test_where_no_map_is_had_the_stretches_stand_alone(open_mirror: Open) -> None:
    page = open_mirror(BUSAN, viewport=SMALL)
    page.route("**/v1/maps/**", lambda route: route.abort())
    ask(page)
    expect(page.locator(".stretch").first).to_be_visible(timeout=20_000)
    expect(page.locator(".map")).to_have_count(0)


def test_trips_of_the_server_are_shown_with_their_level_and_warnings_on_the_way(
    open_mirror: Open, server: str
) -> None:
    user = {"user_id": "mirror-trips"}
    trip = {"title": "서울 출장", "origin": "부산", "destination": "서울", "depart": "2023-08-10T07:00"}
    httpx.post(f"{server}/v1/trips", json={**user, **trip, "mode": "car"}).raise_for_status()
    whole_day = {
        "origin": "부산",
        "destination": "대구",
        "window": ["2023-08-11T06:00", "2023-08-11T20:00"],
        "mode": "car",
    }
    httpx.post(f"{server}/v1/trips", json={**user, **whole_day}).raise_for_status()
    page = open_mirror(json.dumps({"home": "서울", "user": "mirror-trips", "trips": []}), viewport=SMALL)
    first, second = page.locator(".trips li"), page.locator(".trips li").nth(1)
    expect(first.first).to_contain_text("내일오전 7:00")
    expect(first.first).to_contain_text("부산 → 서울")
    expect(first.first).to_contain_text("서울 출장")
    expect(first.first.locator(".badge")).to_have_text(re.compile("주의|경계|심각"))
    expect(second.locator(".when")).to_contain_text("하루 중")
    warning = page.locator(".warnings li").first
    expect(warning.locator(".place")).to_have_text("가는 길")
    expect(warning.locator("svg.icon")).to_be_visible()
    httpx.delete(f"{server}/v1/trips", params=user).raise_for_status()


def test_motion_stops_for_those_who_want_none(open_mirror: Open) -> None:
    page = open_mirror(viewport=SMALL, reduced_motion="reduce")
    page.evaluate("document.body.dataset.state = 'listening'")
    name = "getComputedStyle(document.querySelector('.state'), '::before').animationName"
    assert page.evaluate(name) == "none"
