"""Records the conversations of smart speakers for docs/channels.md.

    python -m tools.record_speakers docs/conversations

The whole application with the trained model, asked as each platform asks, on the evening before typhoon
Khanun. Session attributes are sent back as the platform sends them back.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.settings import Settings

SCENARIO = "khanun-2023"
PATIENCE_S = 120

Slots = Mapping[str, str]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance as a platform understands it."""

    words: str
    intent: str
    slots: Slots


@dataclass(frozen=True, slots=True)
class Platform:
    """How one platform asks."""

    name: str
    turns: tuple[Said, ...]
    request: Callable[[Said, Json], tuple[str, Json]]
    """Path and body of a request, after the response before it (empty for the first)."""


_IN_ENGLISH = (
    Said("open gil beot", "LaunchRequest", {}),
    Said(
        "is it safe to go to Busan tomorrow",
        "ask_route_safety",
        {"destination": "Busan", "time": "2023-08-10"},
    ),
    Said("why", "ask_reason", {}),
    Said("and by train", "inform", {"mode": "train"}),
    Said("my car is under water", "emergency", {"utterance": "my car is under water"}),
)


def _turns(launch: str, tomorrow: str) -> tuple[Said, ...]:
    return (
        Said("길벗 시작해줘", launch, {}),
        Said("내일 부산 가는 길 안전해?", "ask_route_safety", {"time": tomorrow, "destination": "부산"}),
        Said("왜?", "ask_reason", {}),
        Said("기차로 가면?", "inform", {"mode": "기차"}),
        Said("차가 물에 잠겼어", "emergency", {"utterance": "차가 물에 잠겼어"}),
    )


def nugu(said: Said, before: Json) -> tuple[str, Json]:
    """What NUGU posts: the parameters of an action, with those that the play keeps."""
    kept = {key: before["output"][key] for key in ("misses",)} if before else {}
    outputs = dict.fromkeys(("answer", "ask", "more", "level", "misses"), "") | kept
    values = {**said.slots, **outputs}
    body = {
        "version": "2.0",
        "action": {
            "actionName": said.intent,
            "parameters": {key: {"type": key.upper(), "value": value} for key, value in values.items()},
        },
        "event": {"type": ""},
        "context": {
            "session": {"id": "demo-session", "isNew": not before, "accessToken": None},
            "device": {"type": "speaker.nugu.nu200", "state": {}},
            "supportedInterfaces": {},
        },
    }
    return f"/channels/nugu/{said.intent}", body


def clova(said: Said, before: Json) -> tuple[str, Json]:
    """What CLOVA posts, from a device with a screen."""
    user = {"userId": "demo-user"}
    request: Json = {"type": "LaunchRequest"}
    if said.intent != "LaunchRequest":
        slots = {key: {"name": key, "value": value} for key, value in said.slots.items()}
        request = {"type": "IntentRequest", "intent": {"name": said.intent, "slots": slots}}
    display = {
        "size": "l100",
        "orientation": "landscape",
        "dpi": 96,
        "contentLayer": {"width": 640, "height": 360},
    }
    body = {
        "version": "0.1.0",
        "session": {
            "new": not before,
            "sessionAttributes": before.get("sessionAttributes", {}),
            "sessionId": "demo-session",
            "user": user,
        },
        "context": {
            "System": {
                "application": {"applicationId": "com.example.gilbeot"},
                "user": user,
                "device": {"deviceId": "demo-device", "display": display},
            }
        },
        "request": request,
    }
    return "/channels/clova", body


def alexa(said: Said, before: Json) -> tuple[str, Json]:
    """What Alexa posts, from a device with a screen. Alexa has no Korean: it is spoken to in English."""
    user, application = {"userId": "demo-user"}, {"applicationId": "amzn1.ask.skill.demo"}
    request: Json = {
        "type": "LaunchRequest",
        "requestId": f"amzn1.echo-api.request.{said.intent}",
        "timestamp": "2023-08-09T09:00:00Z",
        "locale": "en-US",
    }
    if said.intent != "LaunchRequest":
        slots = {key: {"name": key, "value": value} for key, value in said.slots.items()}
        request |= {"type": "IntentRequest", "intent": {"name": said.intent, "slots": slots}}
    device = {"deviceId": "demo-device", "supportedInterfaces": {"Alexa.Presentation.APL": {}}}
    body = {
        "version": "1.0",
        "session": {
            "new": not before,
            "sessionId": "demo-session",
            "application": application,
            "attributes": before.get("sessionAttributes", {}),
            "user": user,
        },
        "context": {
            "System": {"application": application, "user": user, "device": device},
            "Viewport": {"shape": "RECTANGLE", "pixelWidth": 1024, "pixelHeight": 600, "dpi": 160},
        },
        "request": request,
    }
    return "/channels/alexa", body


PLATFORMS = (
    Platform("nugu", _turns("welcome", "내일"), nugu),
    Platform("clova", _turns("LaunchRequest", "2023-08-10"), clova),
    Platform("alexa", _IN_ENGLISH, alexa),
)


def ready(http: TestClient) -> None:
    """Waits for the bot."""
    began = time.monotonic()
    while http.get("/health/ready").status_code != 200:
        if time.monotonic() - began > PATIENCE_S:
            raise SystemExit("the bot did not start; is there a model? make train")
        time.sleep(0.1)


def conversation(http: TestClient, platform: Platform) -> list[Json]:
    """The turns with their answers."""
    turns: list[Json] = []
    answer: Json = {}
    for said in platform.turns:
        path, body = platform.request(said, answer)
        answer = http.post(path, json=body).json()
        turns.append({"said": said.words, "path": path, "request": body, "response": answer})
    return turns


def main() -> None:
    """Writes one file for each platform into the folder."""
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        config = Settings(scenario=SCENARIO, state_dir=Path(folder))
        with TestClient(create_app(config)) as http:
            ready(http)
            for platform in PLATFORMS:
                recorded = {"scenario": SCENARIO, "turns": conversation(http, platform)}
                text = json.dumps(recorded, ensure_ascii=False, indent=1)
                (target / f"{platform.name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
