"""The device at the other end: whose it is, what it wants, and what it is told."""

from __future__ import annotations

import secrets
from typing import Any

from assistant import metrics
from assistant.channels.voice.messages import Configure, Hello
from assistant.channels.voice.services import Link
from assistant.channels.voice.timeline import Timeline


class Client:
    """Of one connection. All that tells it something raises `ConnectionError` when it is gone."""

    def __init__(self, link: Link, hello: Hello, owner: str) -> None:
        self._link = link
        self.owner = owner
        self.user_id = hello.user_id or f"voice-{secrets.token_hex(8)}"
        self.wants = hello
        """What it said in `hello`, as changed since."""
        self.timeline = Timeline()

    def configure(self, message: Configure) -> None:
        """What it wants from now on."""
        given = {
            name: getattr(message, name)
            for name in message.model_fields_set - {"type"}
            if getattr(message, name) is not None or name == "location"
        }
        self.wants = self.wants.model_copy(update=given)

    async def tell(self, kind: str, **fields: Any) -> None:
        """An event."""
        at = round(self.timeline.now_ms())
        await self._link.event({"type": kind, "at_ms": at, **fields})

    async def trouble(self, code: str, message: str, detail: str) -> None:
        """Something failed: in Korean for people, in English for those who build devices."""
        metrics.VOICE_ERRORS.labels(code).inc()
        await self.tell("pipeline_error", code=code, message=message, detail=detail)

    async def sound(self, pcm16: bytes) -> None:
        """A piece of what is said to it."""
        await self._link.sound(pcm16)

    async def turn_over(self) -> None:
        """What is over is told and counted, if there was a question at all."""
        since = self.timeline.over()
        if since is not None:
            await self.tell("timeline", turn=self.timeline.turns, marks_ms=since)
