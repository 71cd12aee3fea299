"""Pictures of MMM-Gilbeot in MagicMirror² for the docs: `python -m tools.record_magicmirror ADDRESS`.

ADDRESS is a server that replays a scenario, as for `tools.record_mirror`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools import magicmirror, system_packages
from tools.record_mirror import OUT, QUESTION, USER, stored_trips

PORT = 8931


def main(address: str) -> int:
    """Ambient view and answer, between a clock and a greeting of MagicMirror's own."""
    modules = [
        {"module": "alert"},
        {"module": "clock", "position": "top_left", "config": {"displaySeconds": False}},
        {
            "module": "MMM-Gilbeot",
            "position": "bottom_left",
            "config": {"url": address, "userId": USER, "home": "부산"},
        },
    ]
    with tempfile.TemporaryDirectory() as folder, stored_trips(address), sync_playwright() as playwright:
        home = magicmirror.copied(Path(folder))
        with magicmirror.running(home, PORT, modules) as mirror:
            browser = playwright.chromium.launch(
                executable_path=system_packages.program("chromium").path(), args=["--no-sandbox"]
            )
            page = browser.new_page(viewport={"width": 720, "height": 1000}, locale="ko-KR")
            page.goto(mirror)
            page.locator(".gilbeot-trips li").first.wait_for()
            page.wait_for_timeout(2500)
            page.screenshot(path=OUT / "magicmirror-ambient.jpg", type="jpeg", quality=70)
            page.evaluate(
                "text => MM.getModules().withClass('MMM-Gilbeot')[0]"
                ".notificationReceived('GILBEOT_ASK', {text})",
                QUESTION,
            )
            page.locator(".gilbeot-way li").first.wait_for(timeout=20_000)
            page.wait_for_timeout(2500)
            page.screenshot(path=OUT / "magicmirror-answer.jpg", type="jpeg", quality=70)
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"))
