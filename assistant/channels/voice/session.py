"""One connection: what its client sends, and what it is first told."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime

from assistant import __version__
from assistant.channels.voice.announcements import Announcement
from assistant.channels.voice.client import Client
from assistant.channels.voice.conversation import Conversation
from assistant.channels.voice.floor import Phase
from assistant.channels.voice.hearing import Hearing
from assistant.channels.voice.messages import MAX_TEXT, Configure, Hello, Message, Mute, Order, Played, Typed
from assistant.channels.voice.microphone import Microphone
from assistant.channels.voice.services import Link, Services
from assistant.channels.voice.threads import ended
from assistant.speech.errors import SpeechError

log = logging.getLogger(__name__)


class Session:
    """From `snapshot` to the end of the connection. Use from one event loop."""

    def __init__(self, link: Link, services: Services, hello: Hello, owner: str) -> None:
        self.session = secrets.token_hex(6)
        self._services = services
        self._client = Client(link, hello, owner)
        self._microphone = Microphone(services, self._client)
        self._conversation = Conversation(services, self._client, self._microphone, f"voice:{self.session}")
        self._hearing = Hearing(services, self._client, self._microphone, self._conversation)

    @property
    def user_id(self) -> str:
        """Who uses it."""
        return self._client.user_id

    async def begin(self) -> None:
        """The snapshot."""
        s, wants = self._services, self._client.wants
        recorded_until = await self._recorded_until()
        await self._client.tell(
            "snapshot",
            protocol=1,
            server=f"gilbeot/{__version__}",
            session=self.session,
            state=self._conversation.floor.phase,
            muted=self._microphone.muted,
            recording=recorded_until is not None,
            assistants=[
                {"id": name, "phrases": list(said)} for name, said in self._microphone.names.phrases.items()
            ],
            audio_in={"sample_rate": wants.sample_rate, "format": "pcm16"},
            audio_out=wants.audio_out.model_dump(),
            stt=s.recognizer.name if s.recognizer else None,
            **({} if s.recognizer else {"stt_missing": s.stt_missing}),
            tts=None if s.voices is None else "on",
            limits={"text": MAX_TEXT, "message_bytes": 65_536},
        )
        await self.recording(recorded_until)

    async def message(self, message: Message) -> None:
        """Everything but sound and `bye`."""
        conversation = self._conversation
        match message:
            case Typed():
                await self._typed(message.text)
            case Order(type="start_listening"):
                await conversation.stop("stopped", quiet=True)
                await conversation.listen("command")
            case Order(type="stop_listening"):
                ears = self._microphone.ears
                if conversation.floor.phase is Phase.LISTENING and ears is not None:
                    await self._hearing.finish(ears)
            case Order():
                await conversation.stop("stopped")
            case Mute():
                await self._mute(message.muted)
            case Played():
                conversation.mouth.played(message.id)
            case Configure():
                await self._configure(message)

    async def sound(self, data: bytes) -> None:
        """PCM16 at the rate of `hello`. Who reads the socket awaits it: slow ears slow the sender."""
        ears = self._microphone.ears
        if ears is None or self._microphone.muted:
            return
        if len(data) % 2:
            await self._client.trouble(
                "bad-audio", "소리 데이터가 올바르지 않아요.", "sound must be whole 16-bit samples"
            )
            return
        try:
            await self._hearing.sound(data, ears)
        except SpeechError as error:
            log.warning("ears: %s", type(error).__name__)
            await self._microphone.forget()
            await self._client.trouble("stt-failed", error.user_message, type(error).__name__)
            await self._conversation.rest("error")
            return

    async def unreadable(self, where: str) -> None:
        """A message that is none."""
        what = f"cannot be read: {where or 'not JSON'}"
        await self._client.trouble("bad-message", "알 수 없는 요청이에요.", what)

    async def announce(self, announcement: Announcement) -> None:
        """Something that nobody asked for: shown now, spoken when it is its turn."""
        await self._conversation.announce(announcement)

    async def recording(self, until: datetime | None) -> None:
        """What is said here is recorded until then, or no longer: shown, and said aloud when it begins."""
        ears, recording = self._microphone.ears, self._conversation.recording
        if ears is None:
            return
        before, recording.until = recording.until, until
        ears.keeps_sound = until is not None
        if until != before:
            told = until.isoformat() if until else None
            await self._client.tell("recording", on=until is not None, until=told)
        if until is not None and before is None:
            await self.announce(Announcement(text=self._services.recording_notice(until)))

    async def close(self) -> None:
        """The connection is gone: nothing goes on."""
        # Before anything is awaited: a server that shuts down cancels this as well.
        going = self._conversation.close()
        weighing = self._hearing.weighing.task
        if weighing is not None:
            weighing.cancel()
            going.append(weighing)
        self._microphone.close()
        await ended(going)

    async def _typed(self, text: str) -> None:
        if len(text) > MAX_TEXT:
            await self._client.trouble(
                "text-too-long", f"{MAX_TEXT}자까지 물어볼 수 있어요.", f"at most {MAX_TEXT} characters"
            )
            return
        await self._conversation.stop("stopped", quiet=True)
        await self._conversation.question(text, 1.0, "text")

    async def _mute(self, muted: bool) -> None:
        self._microphone.muted = muted
        await self._microphone.forget()
        await self._client.tell("muted", muted=muted)
        if muted and self._conversation.floor.phase is Phase.LISTENING:
            await self._conversation.rest("muted")

    async def _configure(self, message: Configure) -> None:
        deaf = self._microphone.ears is None
        self._client.configure(message)
        self._microphone.configure()
        if deaf and self._microphone.ears is not None:
            await self.recording(await self._recorded_until())

    async def _recorded_until(self) -> datetime | None:
        return await self._conversation.recording.switch(self._microphone.ears)
