"""What is heard in a connection, and whose turn it makes."""

from __future__ import annotations

from dataclasses import replace

from assistant import metrics
from assistant.channels.voice.calls import Call
from assistant.channels.voice.client import Client
from assistant.channels.voice.conversation import LISTEN_S, Conversation
from assistant.channels.voice.floor import Phase
from assistant.channels.voice.microphone import Microphone
from assistant.channels.voice.services import Services
from assistant.channels.voice.weighing import Weighing
from assistant.speech.ears import Ears, Heard
from assistant.speech.stt import SAMPLE_RATE, Transcript
from assistant.speech.turns import Barge, End
from assistant.speech.vad import FRAME_S
from assistant.speech.wake import Called


class Hearing:
    """Of one connection."""

    def __init__(
        self, services: Services, client: Client, microphone: Microphone, conversation: Conversation
    ) -> None:
        self._client, self._microphone, self._conversation = client, microphone, conversation
        self.weighing = Weighing(services)

    async def sound(self, data: bytes, ears: Ears) -> None:
        """Whole samples at the rate of `hello`. Raises SpeechError."""
        wants, phase = self._client.wants, self._conversation.floor.phase
        if phase is Phase.IDLE and wants.mode == "wake":
            called = await self._microphone.wait(self._microphone.at_16k(data))
            if called is not None:
                await self._called(called, ears)
        elif phase is Phase.LISTENING or (phase is Phase.SPEAKING and wants.barge_in):
            await self._hear(self._microphone.at_16k(data), ears)
        else:
            self._microphone.pause()

    async def finish(self, ears: Ears) -> None:
        """The client knows that the utterance is complete."""
        self._client.timeline.mark("endpoint")
        await self._said(await self._microphone.finish(ears))

    async def _hear(self, pcm16: bytes, ears: Ears) -> None:
        heard = await self._microphone.hear(ears, pcm16)
        match self._conversation.floor.phase:
            case Phase.SPEAKING:
                await self._while_speaking(heard, ears)
            case Phase.LISTENING:
                await self._while_listening(heard, ears)

    # --- called

    async def _called(self, called: Called, ears: Ears) -> None:
        """The ears go on with what was said since."""
        conversation, timeline = self._conversation, self._client.timeline
        if conversation.floor.phase is not Phase.IDLE:  # an announcement began meanwhile
            await conversation.stop("stopped", quiet=True)
        timeline.only()
        if not called.alone:
            timeline.mark("speech_start", ago_s=len(called.begun.sound) / 2 / SAMPLE_RATE)
        timeline.mark("wake")
        metrics.VOICE_WAKES.inc()
        whose = self._microphone.names.whose(called.phrase)
        await self._client.tell(
            "wake_word_detected", phrase=called.phrase, assistant=whose, confidence=called.confidence
        )
        await conversation.listen(
            "wake", call=Call(called.phrase, whose, not called.alone), begun=called.begun
        )
        await self._hear(b"", ears)

    # --- the user's turn

    async def _while_listening(self, heard: Heard, ears: Ears) -> None:
        timeline = self._client.timeline
        if any(heard.frames):
            timeline.mark("speech_start")
        if heard.partial:
            await self._understood(heard.partial, ears)
        self.weighing.pause(heard, ears)
        if heard.end is End.NOTHING:
            await self._conversation.rest("no_speech")
        elif heard.end is not None:
            self.weighing.words("", ears)
            timeline.ended(heard)
            await self._said(heard.transcript, ears)

    async def _understood(self, text: str, ears: Ears) -> None:
        call = self._conversation.call
        command = call.command(text) if call is not None else text
        self.weighing.words(command, ears)
        if command:
            self._client.timeline.mark("first_partial")
            await self._client.tell("stt_partial", text=command)
        else:
            ears.complete = True  # a wake phrase alone is a whole one

    async def _said(self, transcript: Transcript, ears: Ears | None = None) -> None:
        """An utterance is over; with `ears`, more may follow a wake phrase that stands alone."""
        call = self._conversation.call
        if call is None:
            await self._conversation.said(transcript)
            return
        behind = call.behind(transcript)
        if behind.text or not call.is_heard or ears is None:
            await self._conversation.said(behind, call.before)
            return
        self._client.timeline.only("wake")
        self._conversation.call = replace(call, is_heard=False)
        await self._microphone.listen(ears, LISTEN_S)

    # --- our turn

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
            self.weighing.words("", ears)
            self._client.timeline.ended(heard)
            await self._conversation.said(heard.transcript)
            return
        await self._conversation.floor.enter(Phase.LISTENING)
        await self._client.tell("listening", reason="barge_in", timeout_s=LISTEN_S)
