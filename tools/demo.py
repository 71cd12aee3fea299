"""`make run`: serves 길벗, asks it a question over HTTP, shows the answer and where to go next."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

import httpx
from rich.console import Console

from assistant.commands.show import show_reply
from assistant.dialogue import REPLY

QUESTION = "내일 부산 가는 길 안전해?"
REPLAY = {"now": "2023-08-09T18:00:00+09:00", "scenario": "khanun-2023"}
PATIENCE_S = 180


def main() -> int:
    """Runs until interrupted, or only shows the answer with `--once`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--once", action="store_true", help="stop after the answer")
    options = parser.parse_args()
    url = f"http://127.0.0.1:{options.port}"
    console = Console()
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "assistant.cli", "serve", "--port", str(options.port)]
    )
    try:
        with httpx.Client(base_url=url, timeout=30) as http:
            if not wait_until_ready(http, server, console):
                return 1
            console.rule("지금 상황으로 물어보면 (연결된 실시간 정보가 없으면 없다고 말해요)")
            ask(http, console, {})
            console.rule("2023년 8월 9일 저녁, 태풍 카눈이 올라오던 때로 돌아가서 물어보면")
            ask(http, console, REPLAY)
        console.rule()
        console.print("다른 터미널에서:", style="bold")
        console.print("  .venv/bin/gilbeot talk                                   이야기하기")
        console.print(f'  .venv/bin/gilbeot ask "{QUESTION}" --speak out.wav   소리로 듣기')
        console.print(f"  {url}/docs                               HTTP API")
        if options.once:
            return 0
        console.print("서버를 끝내려면 Ctrl-C를 누르세요.", style="dim")
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_ready(http: httpx.Client, server: subprocess.Popen[bytes], console: Console) -> bool:
    """Waits for the warm-up turn, with a word about it."""
    began = time.monotonic()
    with console.status("길벗을 깨우고 있어요 (몇 초 걸려요)…"):
        while time.monotonic() - began < PATIENCE_S:
            if server.poll() is not None:
                console.print("서버가 시작하지 못했어요. 위의 메시지를 봐 주세요.", style="red")
                return False
            try:
                if http.get("/health/ready").status_code == httpx.codes.OK:
                    console.print(f"준비됐어요 ({time.monotonic() - began:.0f}초).", style="dim")
                    return True
            except httpx.TransportError:
                pass
            time.sleep(0.5)
    console.print(f"{PATIENCE_S}초 안에 준비되지 않았어요.", style="red")
    return False


def ask(http: httpx.Client, console: Console, replay: dict[str, str]) -> None:
    """One question over the API, shown as the terminal shows it."""
    console.print(f"나> {QUESTION}", style="bold")
    response = http.post("/v1/messages", json={"user_id": "demo", "text": QUESTION, **replay})
    response.raise_for_status()
    show_reply(console, REPLY.validate_json(response.content))


if __name__ == "__main__":
    sys.exit(main())
