"""What is heard in a connection, and whose turn it makes."""

from __future__ import annotations

from assistant import metrics
from assistant.channels.voice.calls import Names, behind
from assistant.channels.voice.client import Client
from assistant.channels.voice.conversation import LISTEN_S, Conversation
from assistant.channels.voice.floor import Phase
from assistant.channels.voice.services import US, Services
from assistant.channels.voice.weighing import Weighing
from assistant.speech.ears import Ears, Heard
from assistant.speech.stt import Transcript
from assistant.speech.turns import Barge, End
from assistant.speech.vad import FRAME_S


class Hearing:
    """Of one connection."""

    def __init__(self, services: Services, client: Client, conversation: Conversation) -> None:
        self._services, self._client, self._conversation = services, client, conversation
        self.weighing = Weighing(services)

    @property
    def names(self) -> Names:
        """What we and others are called by."""
        return Names.of(self._services.phrases, self._client.wants.wake_phrases)

    def wants(self) -> bool:
        """Whether what is said now may matter."""
        match self._conversation.floor.phase:
            case Phase.THINKING:
                return False
            case Phase.IDLE:
                return self._client.wants.mode == "wake"
            case Phase.SPEAKING:
                return self._client.wants.barge_in
            case Phase.LISTENING:
                return True

    async def heard(self, heard: Heard, ears: Ears) -> None:
        """What came of a piece of sound."""
        phase, timeline = self._conversation.floor.phase, self._client.timeline
        if heard.began and phase is Phase.IDLE:
            timeline.only()  # that was talk that called nobody
        if any(heard.frames) and phase in (Phase.IDLE, Phase.LISTENING):
            timeline.mark("speech_start")
        match phase:
            case Phase.SPEAKING:
                await self._while_speaking(heard, ears)
            case Phase.LISTENING:
                await self._while_listening(heard, ears)
            case _ if heard.end is not None:
                self._ended(heard, ears)
                await self._called(heard.transcript)
            case _:
                if heard.partial:
                    self._overheard(heard.partial, ears)
                self.weighing.pause(heard, ears)

    def _overheard(self, text: str, ears: Ears) -> None:
        """A wake phrase, and a question right behind it, end as early as any other whole question."""
        found = self.names.called((text,))
        self.weighing.words(found.command if found is not None else "", ears)
        if found is None:
            return
        self._client.timeline.mark("wake")
        if found.command:
            self._client.timeline.mark("first_partial")
        else:
            ears.complete = True

    async def _called(self, transcript: Transcript) -> None:
        """Speech while idle counts only after a wake phrase."""
        names = self.names
        found = names.called((transcript.text, *(reading.text for reading in transcript.alternatives)))
        if found is None:
            return
        self._client.timeline.mark("wake")
        metrics.VOICE_WAKES.inc()
        whose = names.whose(found)
        await self._client.tell(
            "wake_word_detected", phrase=found.phrase, assistant=whose, confidence=found.confidence
        )
        if not found.command:
            self._client.timeline.only("wake")
            await self._conversation.listen("wake")
            return
        # A partner's phrase stays in front of the command: the desk knows by it whom it is for.
        await self._conversation.said(behind(found, transcript), "" if whose == US else found.phrase)

    async def _while_listening(self, heard: Heard, ears: Ears) -> None:
        if heard.partial:
            self._client.timeline.mark("first_partial")
            await self._client.tell("stt_partial", text=heard.partial)
            self.weighing.words(heard.partial, ears)
        self.weighing.pause(heard, ears)
        if heard.end is End.NOTHING:
            await self._conversation.rest("no_speech")
        elif heard.end is not None:
            self._ended(heard, ears)
            await self._conversation.said(heard.transcript)

    async def _while_speaking(self, heard: Heard, ears: Ears) -> None:
        speaking = self._conversation.mouth.speaking
        if speaking is None:
            return
        words = bool(ears.understood or heard.transcript.text)
        for frame in heard.frames or (False,):
            match speaking.barge.hear(FRAME_S, frame, words=words):
                case Barge.PAUSE:
                    speaking.pause()
                    await self._client.tell("tts_paused", id=speaking.id)
                case Barge.RESUME:
                    speaking.resume()
                    await self._client.tell("tts_resumed", id=speaking.id)
                case Barge.GIVE_UP:
                    await self._interrupted(heard, ears)
                    return

    async def _interrupted(self, heard: Heard, ears: Ears) -> None:
        """The user speaks, and no longer we."""
        await self._conversation.cancel("interrupted")
        self._client.timeline.mark("speech_start")
        if heard.end is not None:
            self._ended(heard, ears)
            await self._conversation.said(heard.transcript)
            return
        await self._conversation.floor.enter(Phase.LISTENING)
        await self._client.tell("listening", reason="barge_in", timeout_s=LISTEN_S)

    def _ended(self, heard: Heard, ears: Ears) -> None:
        self.weighing.words("", ears)
        self._client.timeline.ended(heard)
