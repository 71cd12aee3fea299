"""The sound that a client sends, and the ears that hear it."""

from __future__ import annotations

import numpy as np

from assistant.channels.voice.client import Client
from assistant.channels.voice.services import Services
from assistant.channels.voice.threads import listening
from assistant.speech.audio import Audio
from assistant.speech.ears import Ears, Heard
from assistant.speech.stt import SAMPLE_RATE, Transcript


class Microphone:
    """Of one connection."""

    def __init__(self, services: Services, client: Client) -> None:
        self._services, self._client = services, client
        self.ears: Ears | None = None
        """None: nothing is recognised, since there is no recogniser or no sound will be sent."""
        self.muted = False
        self.configure()

    def configure(self) -> None:
        """As the client wants it now."""
        wants, recognizer = self._client.wants, self._services.recognizer
        patience = wants.patience or self._services.patience
        if self.ears is None and wants.mode != "text" and recognizer is not None:
            self.ears = Ears(recognizer)
        if self.ears is not None:
            self.ears.patience = patience

    @property
    def is_open(self) -> bool:
        """Whether who speaks is heard."""
        return self.ears is not None and not self.muted

    async def hear(self, ears: Ears, data: bytes) -> Heard:
        """PCM16 at the rate of `hello`. Raises SpeechError."""
        return await listening(ears.accept, self._at_16k(data))

    async def finish(self, ears: Ears) -> Transcript:
        """What was said is complete."""
        return await listening(ears.finish)

    async def forget(self) -> None:
        """Nothing of what was heard counts."""
        if self.ears is not None:
            await listening(self.ears.forget)

    def _at_16k(self, data: bytes) -> bytes:
        rate = self._client.wants.sample_rate
        if rate == SAMPLE_RATE:
            return data
        given = Audio.from_int16(np.frombuffer(data, "<i2").astype(np.int16), rate)
        return given.at(SAMPLE_RATE).to_int16().tobytes()
