"""Records the conversation of docs/channels.md.

    python -m tools.record_kakao > docs/conversations/kakao.json

The whole application with the trained model, asked as KakaoTalk asks, on the evening before typhoon Khanun.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.settings import Settings

SCENARIO = "khanun-2023"
TURNS = ("내일 부산 가는 길 안전해?", "왜?", "기차로 가면?", "태풍 올 때 어떻게 해야 돼?", "차가 물에 잠겼어")
PATIENCE_S = 120


def request(utterance: str, user: str = "demo-user") -> dict[str, Any]:
    """What KakaoTalk posts for an utterance."""
    return {
        "intent": {"id": "5a56ec0008cc1461d75291f6", "name": "폴백 블록"},
        "userRequest": {
            "timezone": "Asia/Seoul",
            "block": {"id": "5a56ec0008cc1461d75291f6", "name": "폴백 블록"},
            "utterance": utterance,
            "lang": "kr",
            "user": {"id": user, "type": "botUserKey", "properties": {"botUserKey": user}},
        },
        "bot": {"id": "5a548e36aea1a43fa851ecd9", "name": "길벗"},
        "contexts": [],
        "action": {"name": "길벗", "clientExtra": None, "params": {}, "id": "a", "detailParams": {}},
    }


def conversation(http: TestClient, turns: tuple[str, ...] = TURNS) -> list[dict[str, Any]]:
    """The turns with their answers."""
    began = time.monotonic()
    while http.get("/health/ready").status_code != 200:
        if time.monotonic() - began > PATIENCE_S:
            raise SystemExit("the bot did not start; is there a model? make train")
        time.sleep(0.1)
    return [
        {"request": asked, "response": http.post("/channels/kakao", json=asked).json()}
        for asked in map(request, turns)
    ]


def main() -> None:
    """Prints the recording."""
    with tempfile.TemporaryDirectory() as folder:
        config = Settings(scenario=SCENARIO, state_dir=Path(folder))
        with TestClient(create_app(config)) as http:
            turns = conversation(http)
    json.dump({"scenario": SCENARIO, "turns": turns}, sys.stdout, ensure_ascii=False, indent=1)
    print()


if __name__ == "__main__":
    main()
