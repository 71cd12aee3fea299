"""The sound that a client sends, and who hears it: a listener for wake phrases, or ears for all of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from assistant.channels.voice.calls import Names
from assistant.channels.voice.client import Client
from assistant.channels.voice.services import Services
from assistant.channels.voice.threads import listening
from assistant.speech.audio import Audio
from assistant.speech.ears import Ears, Heard
from assistant.speech.stt import SAMPLE_RATE, Begun, Transcript
from assistant.speech.wake import Called, WakeListener, open_wake

T = TypeVar("T")


class Microphone:
    """Of one connection."""

    def __init__(self, services: Services, client: Client) -> None:
        self._services, self._client = services, client
        self._wake: WakeListener | None = None
        self._is_waiting = False
        self._in_use = threading.Lock()
        """An answer that ends asks for ears that may just be hearing, in another thread."""
        self.names = Names({})
        """What we and others are called by."""
        self.ears: Ears | None = None
        """None: nothing is recognised, since there is no recogniser or no sound will be sent."""
        self.muted = False
        self.configure()

    def configure(self) -> None:
        """As the client wants it now."""
        wants, recognizer = self._client.wants, self._services.recognizer
        names = Names.of(self._services.phrases, wants.wake_phrases)
        if recognizer is not None and wants.mode != "text":
            self.ears = self.ears or Ears(recognizer)
            if self._wake is None or names != self.names:
                self._wake = open_wake(recognizer, names.all)
        if self.ears is not None:
            self.ears.patience = wants.patience or self._services.patience
        self.names = names

    @property
    def is_open(self) -> bool:
        """Whether who speaks is heard."""
        return self.ears is not None and not self.muted

    async def wait(self, pcm16: bytes) -> Called | None:
        """16 kHz. The wake phrase that was said with it, if one was. Raises SpeechError."""
        return await self._alone(self._wait, pcm16)

    def _wait(self, pcm16: bytes) -> Called | None:
        assert self.ears is not None
        assert self._wake is not None
        if not self._is_waiting:
            self._wake.reset()
            self._is_waiting = True
        # Who began to speak while the answer ended may be calling.
        return self._wake.hear(self.ears.surrender().sound + pcm16)

    async def listen(self, ears: Ears, wait_s: float, begun: Begun | None = None) -> None:
        """The user is asked to speak; `begun`: what was heard of it already."""
        self.pause()
        await self._alone(ears.listen, wait_s, begun)

    async def hear(self, ears: Ears, pcm16: bytes) -> Heard:
        """16 kHz. Raises SpeechError."""
        self.pause()
        return await self._alone(ears.accept, pcm16)

    def pause(self) -> None:
        """Nobody waits for a wake phrase just now: what was said until then is no beginning of one."""
        self._is_waiting = False

    async def finish(self, ears: Ears) -> Transcript:
        """What was said is complete."""
        return await self._alone(ears.finish)

    async def forget(self) -> None:
        """Nothing of what was heard counts."""
        self.pause()
        if self.ears is not None:
            await self._alone(self.ears.forget)

    def close(self) -> None:
        """Nobody listens any more."""
        if self.ears is not None:
            with self._in_use:
                self.ears.forget()

    async def _alone(self, work: Callable[..., T], *given: object) -> T:
        def alone() -> T:
            with self._in_use:
                return work(*given)

        return await listening(alone)

    def at_16k(self, data: bytes) -> bytes:
        """Sound at the rate of `hello` as it is heard here."""
        rate = self._client.wants.sample_rate
        if rate == SAMPLE_RATE:
            return data
        given = Audio.from_int16(np.frombuffer(data, "<i2").astype(np.int16), rate)
        return given.at(SAMPLE_RATE).to_int16().tobytes()
