"""A device in this process: speaks made questions in real time, and keeps the timelines of the answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.channels.voice.hub import VoiceHub
from assistant.channels.voice.messages import Hello, Order
from assistant.speech.stt import SAMPLE_RATE

BLOCK_S = 0.1
_BLOCK = round(BLOCK_S * SAMPLE_RATE) * 2
_SILENCE = bytes(_BLOCK)
PATIENCE_S = 60.0
"""An answer that takes longer than this is none."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is said, and its sound."""

    text: str
    """Without the wake phrase."""
    pcm16: bytes
    """16 kHz, the wake phrase included."""


@dataclass(slots=True)
class Asked:
    """What became of one question."""

    text: str
    heard: str = ""
    intent: str | None = None
    marks_ms: Mapping[str, float] = field(default_factory=dict)
    """The turn's timeline (docs/voice-protocol.md); empty if there was no answer."""
    late_s: float = 0.0
    """How far the ears were behind the sound when the question was over."""


class Device:
    """One connection. Use from one event loop."""

    def __init__(self, hub: VoiceHub, name: str, *, whole: bool) -> None:
        self._hub, self._name, self._whole = hub, name, whole
        self._asked = Asked("")
        self._sounded, self._over = asyncio.Event(), asyncio.Event()

    async def event(self, document: Mapping[str, Any]) -> None:
        """See `Link`."""
        match document["type"]:
            case "stt_text":
                self._asked.heard = str(document["text"])
            case "reply":
                self._asked.intent = document["reply"]["intent"]
            case "timeline":
                self._asked.marks_ms = document["marks_ms"]
                self._over.set()

    async def sound(self, pcm16: bytes) -> None:  # noqa: ARG002
        """See `Link`."""
        self._sounded.set()

    async def ask(self, questions: list[Question]) -> list[Asked]:
        """One after the other, each as a conversation of its own."""
        answered = []
        for number, question in enumerate(questions):
            self._asked = Asked(question.text)
            self._sounded.clear()
            self._over.clear()
            session = await self._hub.open(
                self, Hello(type="hello", user_id=f"voice-bench-{self._name}-{number}"), "local"
            )
            try:
                await asyncio.wait_for(self._turn(session, question), PATIENCE_S)
            except TimeoutError:
                self._asked.marks_ms = {}
            finally:
                await self._hub.close(session)
            answered.append(self._asked)
        return answered

    async def _turn(self, session: Any, question: Question) -> None:
        """Sound as a microphone gives it, with silence around, until the answer is over."""
        began, sent = time.monotonic(), 0
        sound = _SILENCE * 5 + question.pcm16
        last = -(-len(sound) // _BLOCK)
        while not self._over.is_set():
            block = sound[sent * _BLOCK : (sent + 1) * _BLOCK].ljust(_BLOCK, b"\0")
            sent += 1
            early = began + sent * BLOCK_S - time.monotonic()
            await asyncio.sleep(max(0.0, early))
            await session.sound(block)
            if sent == last:
                self._asked.late_s = max(0.0, time.monotonic() - began - sent * BLOCK_S)
            if self._sounded.is_set() and not self._whole:
                await session.message(Order(type="stop_pipeline"))
