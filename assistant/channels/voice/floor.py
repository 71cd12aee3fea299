"""Whose turn it is; other sound of the house is lower as long as it is anybody's."""

from __future__ import annotations

from enum import StrEnum

from assistant.channels.voice.client import Client
from assistant.partners.ducking import Ducking


class Phase(StrEnum):
    """Whose turn it is."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"


class Floor:
    """Of one connection."""

    def __init__(self, client: Client, ducking: Ducking, name: str) -> None:
        self._client, self._ducking, self._name = client, ducking, name
        self._lowered = False
        self.phase = Phase.IDLE

    async def enter(self, phase: Phase) -> None:
        """It is that one's turn."""
        self.phase = phase
        lower = phase is not Phase.IDLE
        (self._ducking.hold if lower else self._ducking.release)(self._name)
        if lower is not self._lowered:
            self._lowered = lower
            await self._client.tell("ducking", on=lower)

    def leave(self) -> None:
        """The connection is over."""
        self._ducking.release(self._name)
