"""Debug recording in a connection: whether it is on, and what is kept of what was said."""

from __future__ import annotations

import asyncio
from datetime import datetime

from assistant.channels.voice.client import Client
from assistant.channels.voice.services import Services
from assistant.speech.ears import Ears


class Recording:
    """Of one connection."""

    def __init__(self, services: Services, client: Client) -> None:
        self._recorder, self._client = services.recorder, client
        self.until: datetime | None = None
        """Until when it is on, as those who speak were told."""

    async def switch(self, ears: Ears | None) -> datetime | None:
        """Until when it is on; never without ears."""
        if self._recorder is None or ears is None:
            return None
        return await asyncio.to_thread(self._recorder.until)

    async def keep(self, ears: Ears, text: str, confidence: float, others: list[str]) -> None:
        """The utterance that was just heard. Before it is answered: it may ask that everything be deleted."""
        if self._recorder is None or self.until is None or not ears.sound:
            return
        sound, ears.sound = ears.sound, b""
        await asyncio.to_thread(
            self._recorder.keep,
            self._client.owner,
            self._client.user_id,
            sound,
            text,
            confidence,
            tuple(others),
        )
