"""What is said in a connection: one thing at a time."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress

from assistant.channels.voice.client import Client
from assistant.channels.voice.floor import Floor, Phase
from assistant.channels.voice.services import Services
from assistant.channels.voice.speaking import Speaking
from assistant.speech.errors import SpeechError


class Mouth:
    """Of one connection."""

    def __init__(self, services: Services, client: Client, floor: Floor) -> None:
        self._services, self._client, self._floor = services, client, floor
        self.speaking: Speaking | None = None
        """What is being said."""

    async def say(self, text: str, speech: str, *, announcement: bool) -> None:
        """Says it, as far as the client wants sound; the text always comes."""
        client, voices, out = self._client, self._services.voices, self._client.wants.audio_out
        number = secrets.token_hex(6)
        await client.tell("tts_text", id=number, text=text)
        if out.format == "none" or voices is None:
            return
        speaking = self.speaking = Speaking(number)
        await self._floor.enter(Phase.SPEAKING)
        await client.tell(
            "tts_speaking", id=number, sample_rate=out.sample_rate, format="pcm16", announcement=announcement
        )
        reason = "stopped"
        try:
            voice = await asyncio.to_thread(
                voices.synthesizer, user=client.user_id, owner=client.owner, sample_rate=out.sample_rate
            )
            await speaking.say(
                voice, speech or text, client.sound, lambda: client.timeline.mark("first_audio")
            )
            reason = "done"
        except SpeechError as error:
            reason = "failed"
            await client.trouble("tts-failed", error.user_message, type(error).__name__)
        finally:
            if self.speaking is speaking:  # else whoever interrupted it tells so
                with suppress(ConnectionError):
                    await self.finished(speaking, reason)

    def interrupt(self) -> Speaking | None:
        """What was being said is no longer: whoever interrupts tells that it is `finished`."""
        speaking, self.speaking = self.speaking, None
        return speaking

    async def finished(self, speaking: Speaking, reason: str) -> None:
        """Nothing more of it comes."""
        if self.speaking is speaking:
            self.speaking = None
        await self._client.tell("tts_finished", id=speaking.id, reason=reason)

    def played(self, number: str) -> None:
        """The client heard it to its end."""
        if self.speaking is not None and self.speaking.id == number:
            self.speaking.played()
