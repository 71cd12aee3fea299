"""One server with the trained model, replaying a typhoon, and one browser for all tests of the mirror."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.ports import free_port

PATIENCE_S = 240
PORTRAIT = {"width": 1080, "height": 1920}
SMALL = {"width": 480, "height": 800}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("mirror") / "server.log") as address:
        yield address


@contextmanager
def serving(log: Path) -> Iterator[str]:
    """A server that replays the eve of a typhoon; gives its address once it is ready."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "assistant.cli", "serve"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--scenario", "khanun-2023"],
            stdout=out,
            stderr=out,
        )
    try:
        began = time.monotonic()
        while not _ready(f"http://127.0.0.1:{port}/health/ready"):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() - began < PATIENCE_S, log.read_text()
            time.sleep(0.3)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _ready(address: str) -> bool:
    try:
        return httpx.get(address).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


# Not for the whole session: while Playwright is on, its event loop runs in this thread and no other may.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_mirror(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Opens the page; any error in its console and any request elsewhere fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(preferences: str = "{}", **options: object) -> Page:
        context = browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _is_wrong(said.type, said.text) else None)
        page.on("request", lambda r: wrong.append(r.url) if not r.url.startswith(server) else None)
        page.add_init_script(f"localStorage['gilbeot.mirror'] ??= {preferences!r}")
        page.goto(f"{server}/mirror")
        page.locator(".clock").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


def _is_wrong(kind: str, text: str) -> bool:
    """Lost connections are the page's daily bread, and tests cause them."""
    return kind == "error" and "/v1/voice" not in text and "net::ERR_FAILED" not in text


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's script."""
    import axe_playwright_python

    return next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
