"""Pictures of the mirror page for the docs: `python -m tools.record_mirror http://127.0.0.1:8080`.

The server should replay a scenario (`gilbeot serve --scenario khanun-2023`): then there is something to see.
Two trips are stored in it for the pictures, and deleted again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from tools import system_packages

OUT = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZES = {"1080x1920": (1080, 1920), "480x800": (480, 800)}
USER = "mirror-pictures"
HOUSEHOLD = {
    "home": "부산",
    "user": USER,
    "trips": [
        {"origin": "", "destination": "대구", "time": "19:30", "days": [], "mode": "car"},
        {"origin": "", "destination": "제주", "time": "21:40", "days": [], "mode": "flight"},
    ],
}
STORED = (
    {
        "title": "서울 출장",
        "origin": "부산역",
        "destination": "서울역",
        "depart": "2023-08-10T09:00",
        "mode": "train",
    },
    {
        "title": "강릉 여행",
        "origin": "부산",
        "destination": "강릉",
        "depart": "2023-08-12T10:00",
        "mode": "car",
    },
)
QUESTION = "내일 서울에서 부산 가는 길 안전해?"


def picture(page: Page, name: str) -> None:
    """A JPEG, small enough for a repository."""
    page.screenshot(path=OUT / f"mirror-{name}.jpg", type="jpeg", quality=70)


@contextmanager
def stored_trips(address: str) -> Iterator[None]:
    """Trips of the household in the server, as long as the pictures are taken."""
    with httpx.Client(base_url=address, timeout=30) as server:
        for trip in STORED:
            server.post("/v1/trips", json={"user_id": USER, **trip}).raise_for_status()
        try:
            yield
        finally:
            server.delete("/v1/trips", params={"user_id": USER}).raise_for_status()


def main(address: str) -> int:
    """Ambient view and answer at both sizes."""
    OUT.mkdir(parents=True, exist_ok=True)
    with stored_trips(address), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=system_packages.program("chromium").path(), args=["--no-sandbox"]
        )
        for name, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, locale="ko-KR")
            page.add_init_script(f"localStorage['gilbeot.mirror'] ??= {json.dumps(HOUSEHOLD)!r}")
            page.goto(f"{address}/mirror")
            page.locator(".warnings li, .warnings .quiet").first.wait_for()
            page.locator(".home .weather").wait_for()
            picture(page, f"ambient-{name}")
            page.locator("#question").fill(QUESTION)
            page.keyboard.press("Enter")
            page.locator(".answer .words").wait_for(timeout=20_000)
            page.locator(".map > svg").wait_for()
            page.wait_for_timeout(300)
            picture(page, f"answer-{name}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"))
