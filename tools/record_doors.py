"""Records conversations of five turns through REST, the voice socket, the mirror page and the terminal.

    GILBEOT_STT_MODEL=… gilbeot serve --scenario khanun-2023      # in another terminal
    python -m tools.record_doors docs/conversations [--port 8080] [--only voice]

Each is asked as its clients ask, on the evening before typhoon Khanun. Where the server can hear, the first
turn of the voice socket is spoken by our own voice. Of sound only its length is kept.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import sync_playwright
from websockets.client import WebSocketClientProtocol, connect

from assistant.speech import default_synthesizer
from tools import system_packages

SCENARIO = "khanun-2023"
TURNS = ("내일 부산 가는 길 안전해?", "왜?", "기차로 가면?", "태풍 올 때 어떻게 해야 돼?", "차가 물에 잠겼어")
RATE, OUT_RATE = 16_000, 22_050
FRAME_S = 0.1
SPOKEN = 1
"""Turns that are spoken where the server can hear; small models know questions about ways best."""
PATIENCE_S = 120

Json = dict[str, Any]


def rest(port: int) -> list[Json]:
    """`POST /v1/messages`."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
        turns = []
        for text in TURNS:
            body = {"user_id": "demo-rest", "text": text}
            response = http.post("/v1/messages", json=body).raise_for_status()
            turns.append({"said": text, "path": "/v1/messages", "request": body, "response": response.json()})
    return turns


def voice(port: int) -> list[Json]:
    """`WS /v1/voice`: what went over it in each direction."""
    return asyncio.run(_voice(f"ws://127.0.0.1:{port}/v1/voice"))


async def _voice(address: str) -> list[Json]:
    async with connect(address, max_size=None) as socket:
        hello = {"type": "hello", "user_id": "demo-voice", "mode": "push", "sample_rate": RATE}
        await socket.send(json.dumps(hello))
        snapshot = json.loads(await socket.recv())
        spoken = snapshot["stt"] is not None
        turns = []
        for text in TURNS:
            asked: list[Json] = [] if turns else [hello]
            if spoken and len(turns) < SPOKEN:
                asked += await _speak(socket, text)
            else:
                asked.append(await _send(socket, type="text", text=text))
            events = [] if turns else [snapshot]
            events += await _until_answered(socket)
            turn: Json = {"said": text, "sent": asked, "received": events}
            if not any(event.get("type") == "reply" for event in events):  # not heard: a person types it then
                turn["then_sent"] = [await _send(socket, type="text", text=text)]
                turn["then_received"] = await _until_answered(socket)
            turns.append(turn)
        await socket.send(json.dumps({"type": "bye"}))
    return turns


async def _speak(socket: WebSocketClientProtocol, text: str) -> list[Json]:
    """Says it into the microphone at the pace of speech, with silence behind it."""
    with default_synthesizer(sample_rate=RATE) as synthesizer:
        said = synthesizer.synthesize(text).samples
    pcm16 = (said.clip(-1, 1) * 32_767).astype("<i2").tobytes() + bytes(2 * RATE)
    start = await _send(socket, type="start_listening")
    step = int(RATE * FRAME_S) * 2
    for at in range(0, len(pcm16), step):
        await socket.send(pcm16[at : at + step])
        await asyncio.sleep(FRAME_S)
    stop = await _send(socket, type="stop_listening")
    return [start, {"sound_s": round(len(pcm16) / 2 / RATE, 2)}, stop]


async def _send(socket: WebSocketClientProtocol, **message: str) -> Json:
    await socket.send(json.dumps(message))
    return dict(message)


async def _until_answered(socket: WebSocketClientProtocol) -> list[Json]:
    events: list[Json] = []
    sound = 0
    async with asyncio.timeout(PATIENCE_S):
        while True:
            message = await socket.recv()
            if isinstance(message, bytes):
                sound += len(message)
                continue
            event = json.loads(message)
            if event["type"] == "tts_finished":
                events.append({"sound_s": round(sound / 2 / OUT_RATE, 2)})
                sound = 0
            events.append(event)
            over = any(event["type"] == "timeline" for event in events if "type" in event)
            if event["type"] == "idle" or (over and event["type"] == "listening"):
                return events


def mirror(port: int) -> list[Json]:
    """The page in a browser: what a person reads after each typed question."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=system_packages.program("chromium").path(), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1080, "height": 1920}, locale="ko-KR")
        page.add_init_script('localStorage["gilbeot.mirror"] ??= \'{"user": "demo-mirror", "sound": false}\'')
        page.goto(f"http://127.0.0.1:{port}/mirror")
        page.locator(".clock").wait_for()
        turns = []
        for text in TURNS:
            page.get_by_role("textbox", name="길벗에게 물어보기").fill(text)
            page.keyboard.press("Enter")
            page.locator(".answer .words").wait_for(timeout=30_000)
            if page.locator(".map").count():
                page.locator(".map > svg").wait_for()
            turns.append({"said": text, "shown": {name: read(page) for name, read in READ.items()}})
        browser.close()
    return turns


def _texts(selector: str) -> Callable[[Any], list[str]]:
    return lambda page: [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


READ: dict[str, Callable[[Any], Any]] = {
    "heard": lambda page: page.locator(".heard").inner_text(),
    "level": _texts(".verdict .badge"),
    "words": lambda page: page.locator(".words").inner_text(),
    "map": lambda page: [svg.get_attribute("aria-label") for svg in page.locator(".map > svg").all()],
    "stretches": _texts(".stretch"),
    "card": _texts(".card dt, .card dd"),
    "may_ask": _texts(".quick button"),
}


def terminal(port: int) -> list[Json]:
    """`gilbeot talk`, which asks the running server; what it prints for each line."""
    command = [sys.executable, "-W", "ignore", "-m", "assistant.cli", "talk"]
    environment = os.environ | {"GILBEOT_PORT": str(port), "COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run(
        command,
        input="\n".join(TURNS) + "\n",
        capture_output=True,
        text=True,
        env=environment,
        check=True,
        timeout=PATIENCE_S,
    )
    _, *answers = done.stdout.split("길벗> ")
    return [
        {"said": text, "printed": f"길벗> {answer}".splitlines()}
        for text, answer in zip(TURNS, answers, strict=True)
    ]


DOORS: dict[str, Callable[[int], list[Json]]] = {
    "rest": rest,
    "voice": voice,
    "mirror": mirror,
    "terminal": terminal,
}


def main() -> None:
    """Writes one file for each door into the folder."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--port", type=int, default=8080)
    options.add_argument("--only", choices=DOORS, nargs="+", default=list(DOORS))
    given = options.parse_args()
    for name in given.only:
        recorded = {"scenario": SCENARIO, "turns": DOORS[name](given.port)}
        text = json.dumps(recorded, ensure_ascii=False, indent=1)
        (given.folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{name}: {len(recorded['turns'])} turns")


if __name__ == "__main__":
    main()
