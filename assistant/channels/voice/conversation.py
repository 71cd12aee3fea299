"""From a question to the end of its answer, and to whoever's turn it is then."""

from __future__ import annotations

import asyncio

from assistant.channels.voice.announcements import Announcement, Waiting
from assistant.channels.voice.asking import ask
from assistant.channels.voice.calls import Call
from assistant.channels.voice.client import Client
from assistant.channels.voice.floor import Floor, Phase
from assistant.channels.voice.microphone import Microphone
from assistant.channels.voice.mouth import Mouth
from assistant.channels.voice.recording import Recording
from assistant.channels.voice.sense import sensible
from assistant.channels.voice.services import Services
from assistant.channels.voice.threads import ended
from assistant.dialogue import REPLY
from assistant.speech.stt import Begun, Transcript

LISTEN_S = 6.0
FOLLOW_UP_S = 5.0
"""How long somebody may take to begin: after the wake phrase, and after a question of ours."""
STOP_WORDS = frozenset({"그만", "그만해", "조용히해", "됐어", "됐어요", "그만할래", "멈춰", "스톱", "조용"})


class Conversation:
    """Of one connection. Use from one event loop."""

    def __init__(self, services: Services, client: Client, microphone: Microphone, name: str) -> None:
        self._services, self._client, self._microphone = services, client, microphone
        self.floor = Floor(client, services.ducking, name)
        self.mouth = Mouth(services, client, self.floor)
        self.recording = Recording(services, client)
        self.call: Call | None = None
        """What the user's turn began with, if it was a wake phrase."""
        self._waiting = Waiting()
        self._saying: Announcement | None = None
        self._work: asyncio.Task[None] | None = None

    def close(self) -> list[asyncio.Task[None]]:
        """The connection is gone: what ends now."""
        if self._work is not None:
            self._work.cancel()
        self.floor.leave()
        return [self._work] if self._work is not None else []

    # --- listening

    async def listen(
        self, reason: str, wait_s: float = LISTEN_S, *, call: Call | None = None, begun: Begun | None = None
    ) -> None:
        """It is the user's turn, after a call perhaps, and with what they said already."""
        ears = self._microphone.ears
        if ears is None or self._microphone.muted:
            why = self._services.stt_missing or "지금은 들을 수 없어요. 글로 물어봐 주세요."
            await self._client.trouble("stt-unavailable", why, "no recogniser, or the microphone is muted")
            await self.rest("error")
            return
        self.call = call
        await self._microphone.listen(ears, wait_s, begun)
        await self.floor.enter(Phase.LISTENING)
        await self._client.tell("listening", reason=reason, timeout_s=wait_s)

    async def said(self, transcript: Transcript, before: str = "") -> None:
        """An utterance is over: of its readings, the one that makes sense is the question.

        `before`: the phrase of a partner that it is for."""
        text = await sensible(self._services, transcript)
        if not text:
            await self.rest("not_understood")
        elif "".join(text.split()) in STOP_WORDS:
            await self._client.tell(
                "stt_text", text=text, confidence=transcript.confidence, alternatives=[], source="speech"
            )
            await self.rest("stopped")
        else:
            others = [reading.text for reading in transcript.alternatives if reading.text != text]
            await self.question(f"{before} {text}".strip(), transcript.confidence, "speech", others)

    # --- answering

    async def question(
        self, text: str, confidence: float, source: str, others: list[str] | None = None
    ) -> None:
        """It is answered in a task of its own."""
        self.call = None
        self._client.timeline.question(source)
        if source == "speech" and self._microphone.ears is not None:
            await self.recording.keep(self._microphone.ears, text, confidence, others or [])
        await self._client.tell(
            "stt_text", text=text, confidence=confidence, alternatives=others or [], source=source
        )
        await self.floor.enter(Phase.THINKING)
        await self._client.tell("thinking")
        self._work = asyncio.create_task(self._answer(text))

    async def _answer(self, text: str) -> None:
        try:
            reply = await ask(self._services, self._client, text)
        except ConnectionError:
            return
        if reply is None:
            await self.rest("error")
            return
        self._client.timeline.answered(reply.timings_ms)
        await self._client.tell("reply", reply=REPLY.dump_python(reply, mode="json", by_alias=True))
        await self.mouth.say(reply.text, reply.speech, announcement=False)
        await self._after(follow_up=reply.expects_reply)

    async def _after(self, *, follow_up: bool) -> None:
        """After an answer: it is the user's turn again, or nobody's."""
        await self._client.turn_over()
        if follow_up and self._microphone.is_open:
            self._work = None
            await self.listen("follow_up", FOLLOW_UP_S)
        else:
            await self.rest("done")

    async def rest(self, reason: str, *, quiet: bool = False) -> None:
        """Nobody's turn: what waited to be said is said."""
        self.call = None
        if reason in ("no_speech", "stopped", "muted", "error"):
            await self._microphone.forget()
        await self._client.turn_over()
        announcement = self._waiting.next()
        if announcement is not None:
            self._work = asyncio.create_task(self._announce(announcement))
            return
        await self.floor.enter(Phase.IDLE)
        if not quiet:
            await self._client.tell("idle", reason=reason)

    # --- announcements

    async def announce(self, announcement: Announcement) -> None:
        """Shown now, spoken when it is its turn."""
        await self._client.tell(
            "announcement",
            id=announcement.id,
            text=announcement.text,
            priority=announcement.priority,
            cards=[],
        )
        self._waiting.add(announcement)
        if announcement.is_urgent and self.floor.phase is Phase.SPEAKING:
            await self.cancel("interrupted")
            self.floor.phase = Phase.IDLE
        if self.floor.phase is Phase.IDLE:
            await self.rest("done", quiet=True)

    async def _announce(self, announcement: Announcement) -> None:
        self._saying = announcement
        await self.mouth.say(announcement.text, announcement.speech, announcement=True)
        self._saying = None
        await self.rest("done")

    # --- giving up

    async def stop(self, reason: str, *, quiet: bool = False) -> None:
        """Gives up whatever goes on. An announcement that a question cut short (`quiet`) waits once more."""
        cut = self._saying
        await self.cancel(reason)
        if cut is not None and quiet:
            self._waiting.again(cut)
        if not quiet:
            self._waiting.clear()
            await self.rest(reason)
        else:
            await self._microphone.forget()

    async def cancel(self, reason: str) -> None:
        """What is thought about or said is given up."""
        speaking = self.mouth.interrupt()
        work, self._work = self._work, None
        self._saying = self.call = None
        if work is not None and work is not asyncio.current_task():
            work.cancel()
            await ended([work])
        if speaking is not None:
            await self.mouth.finished(speaking, reason)
        await self._client.turn_over()
