"""One user at a desk with real partners; what an utterance means is told, not understood."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from assistant.partners.desk import Desk, Said
from assistant.partners.model import Answer, Partner, Request
from assistant.partners.registry import Entry, Registered
from assistant.reply import Reply

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Seoul"))


def registered(partner: Partner, use: str = "test", **entry: Any) -> Registered:
    return Registered(partner, Entry(use=use, **entry))


def request(text: str, intent: str = "out_of_scope", **more: Any) -> Request:
    return Request(text=text, intent=intent, session="s", now=NOW, **more)


class Talk:
    """Takes its intents from the test: `say("뉴스 틀어줘", "play_news")`."""

    def __init__(self, *partners: Registered, user: str = "user") -> None:
        self.desk = Desk(partners)
        self.user = user
        self.means: dict[str, str] = {}

    async def asay(self, text: str, intent: str = "out_of_scope") -> Reply | None:
        async def understand(rest: str) -> str:
            return self.means.get(rest, "out_of_scope")

        self.desk.interrupt(self.user)
        reply = await self.desk.take(Said(user_id=self.user, text=text, intent=intent, now=NOW), understand)
        if reply is None:
            self.desk.heard(self.user, Reply(text="길벗의 대답", speech="길벗의 대답"))
        return reply

    def say(self, text: str, intent: str = "out_of_scope") -> str | None:
        """What a partner answers; None where 길벗 does."""
        reply = asyncio.run(self.asay(text, intent))
        return reply.text if reply else None


class Echo:
    """A partner that says what it heard, and remembers whom it was told to forget."""

    def __init__(self, name: str = "메아리", takes: str = "") -> None:
        self.name = name
        self.takes = takes
        self.heard: list[Request] = []
        self.stopped: list[str] = []

    def can_take(self, request: Request) -> bool:
        return bool(self.takes) and self.takes in request.text

    async def answer(self, request: Request) -> Answer:
        self.heard.append(request)
        return Answer(text=f"{request.text} 들었어요.")

    async def stop(self, session: str) -> None:
        self.stopped.append(session)
