"""The application with a bot that does as it is told, and what KakaoTalk posts to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.dialogue import BotError, Turn, Understanding
from assistant.reply import Reply
from assistant.settings import Settings

PATH = "/channels/kakao"


class EchoBot:
    """Says back what it hears. "느리게 1.5 …" takes that many seconds; "고장" and "망가짐" fail."""

    def __init__(self) -> None:
        self.heard: list[Turn] = []
        self.at_once = 0
        self.most_at_once: dict[str, int] = {}
        self._talking: dict[str, int] = {}

    async def handle(self, turn: Turn) -> Reply:
        user = turn.user_id
        self._talking[user] = self._talking.get(user, 0) + 1
        self.most_at_once[user] = max(self.most_at_once.get(user, 0), self._talking[user])
        try:
            return await self._answer(turn)
        finally:
            self._talking[user] -= 1

    async def _answer(self, turn: Turn) -> Reply:
        self.heard.append(turn)
        words = turn.text.split()
        if words[:1] == ["느리게"]:
            await asyncio.sleep(float(words[1]))
        if "고장" in words:
            raise BotError("secret words: 고장")
        if "망가짐" in words:
            raise RuntimeError("secret words: 망가짐")
        return Reply(text=f"들었어요: {turn.text}", speech="", quick_replies=("왜?",))

    async def understand(self, text: str, now: datetime | None = None) -> Understanding:
        if "고장" in text:
            raise BotError
        intent = "emergency" if "살려줘" in text else "out_of_scope"
        return Understanding(text=text, intent=intent, confidence=1.0, slots={})

    async def forget(self, user_id: str) -> None:
        """Nothing is kept."""


def request(
    text: str, user: str = "user-1", bot: str = "bot-1", callback: str | None = None
) -> dict[str, Any]:
    """What KakaoTalk sends, with all that is not needed."""
    asked: dict[str, Any] = {
        "timezone": "Asia/Seoul",
        "params": {"ignoreMe": "true"},
        "block": {"id": "b", "name": "폴백 블록"},
        "utterance": text,
        "lang": "kr",
        "user": {
            "id": user,
            "type": "botUserKey",
            "properties": {"plusfriendUserKey": "p", "botUserKey": user},
        },
    }
    if callback is not None:
        asked["callbackUrl"] = callback
    return {
        "intent": {"id": "b", "name": "폴백 블록", "extra": {"reason": {"code": 1, "message": "OK"}}},
        "userRequest": asked,
        "bot": {"id": bot, "name": "길벗"},
        "contexts": [],
        "action": {"name": "길벗", "clientExtra": "null", "params": {}, "id": "a", "detailParams": {}},
        "flow": {"lastBlock": {"id": "x", "name": "y"}, "trigger": {"type": "TEXT_INPUT"}},
    }


@contextmanager
def open_door(state: Path, bot: Any | None = None, **settings: Any) -> Iterator[TestClient]:
    """The whole application; ready when it is given."""
    config = Settings(_env_file=None, state_dir=state, **settings)  # type: ignore[call-arg]
    app = create_app(config, bot or EchoBot())
    with TestClient(app, raise_server_exceptions=False) as http:
        until = time.monotonic() + 60
        while http.get("/health/ready").status_code != 200:
            assert time.monotonic() < until, app.state.failure
            time.sleep(0.01)
        yield http


def texts(answer: dict[str, Any]) -> list[str]:
    """The bubbles of text."""
    return [out["simpleText"]["text"] for out in answer["template"]["outputs"] if "simpleText" in out]


def chips(answer: dict[str, Any]) -> list[str]:
    """What the quick replies say."""
    return [chip["messageText"] for chip in answer["template"].get("quickReplies", [])]
