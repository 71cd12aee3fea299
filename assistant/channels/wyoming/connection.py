"""One client: reads its events, answers them in their order, and outlives what it does wrong."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, Eventable
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe
from wyoming.ping import Ping, Pong
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)
from wyoming.wake import Detect, Detection, NotDetected

from assistant.channels.voice.sense import sensible
from assistant.channels.voice.services import Services
from assistant.channels.voice.threads import listening
from assistant.channels.wyoming.info import info_of
from assistant.channels.wyoming.sound import Utterance, Waiting
from assistant.channels.wyoming.speak import Speaker
from assistant.channels.wyoming.wire import BadEvent, read_event, write_event
from assistant.dialogue import BotError, Turn
from assistant.speech.errors import EngineMissing, RecognizerMissing, SpeechError
from assistant.speech.stt import Recognizer

log = logging.getLogger(__name__)

IDLE_S = 600.0
"""A client that says nothing for so long is let go."""
_NOT_UNDERSTOOD = ("out_of_scope", "nlu_fallback")
_NOT_READY = "길벗이 아직 준비하고 있어요. 몇 초 뒤에 다시 물어봐 주세요."
_FAILED = "지금은 답할 수 없어요. 잠시 뒤에 다시 물어봐 주세요."


class Connection:
    """From the first event to the end of the connection."""

    def __init__(
        self, services: Services, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._services, self._reader, self._writer = services, reader, writer
        self._utterance: Utterance | None = None
        self._waiting: Waiting | None = None
        self._wanted: tuple[str, ...] | None = None
        """Phrases to wait for; None: sound is to be transcribed."""
        self._called = False
        self._speaker: Speaker | None = None
        self._user = f"wyoming-{secrets.token_hex(8)}"
        self._talked = False
        self._answers: dict[str, Callable[[Event], Awaitable[None]]] = {
            "describe": self._describe,
            "ping": self._ping,
            "transcribe": self._transcribe,
            "detect": self._detect,
            "audio-start": self._audio_start,
            "audio-chunk": self._audio_chunk,
            "audio-stop": self._audio_stop,
            "synthesize": self._synthesize,
            "synthesize-start": self._synthesize_start,
            "synthesize-chunk": self._synthesize_chunk,
            "synthesize-stop": self._synthesize_stop,
            "transcript": self._handle,
        }
        assert Describe.is_type("describe")

    async def run(self) -> None:
        """Until the client is gone. Events that are not known are passed over."""
        try:
            while True:
                async with asyncio.timeout(IDLE_S):
                    event = await read_event(self._reader)
                if event is None:
                    return
                answer = self._answers.get(event.type)
                if answer is not None:
                    await self._answered(answer, event)
        except BadEvent as error:
            with suppress(OSError):
                await self._send(Error(text=str(error), code="bad-event"))
        except (TimeoutError, OSError):
            pass
        finally:
            bot = self._services.bot()
            if self._talked and bot is not None:
                await bot.forget(self._user)

    async def _answered(self, answer: Callable[[Event], Awaitable[None]], event: Event) -> None:
        try:
            await answer(event)
        except SpeechError as error:
            self._utterance = self._waiting = self._speaker = None
            await self._send(Error(text=error.user_message, code=error.code))
        except (KeyError, ValueError, TypeError, AttributeError):
            # The package takes the fields as they come.
            await self._send(Error(text=f"{event.type} lacks a field, or has a wrong one", code="bad-event"))

    async def _describe(self, _: Event) -> None:
        voices, recognizer = self._services.voices, self._services.recognizer
        offered = voices.voices() if voices is not None else ()
        await self._send(info_of(recognizer.name if recognizer else None, offered, self._phrases()))

    async def _ping(self, event: Event) -> None:
        await self._send(Pong(text=Ping.from_event(event).text))

    # --- listening

    async def _transcribe(self, event: Event) -> None:
        Transcribe.from_event(event)
        self._wanted = None

    async def _detect(self, event: Event) -> None:
        names = Detect.from_event(event).names
        self._wanted = tuple(p for p in self._phrases() if names is None or p in names) or self._phrases()
        self._waiting = None

    async def _audio_start(self, event: Event) -> None:
        AudioStart.from_event(event)
        recognizer = self._recognizer()
        self._called = False
        if self._wanted is None:
            self._utterance = Utterance(recognizer)
        else:
            self._waiting = await asyncio.to_thread(Waiting, recognizer, self._wanted)

    async def _audio_chunk(self, event: Event) -> None:
        chunk = AudioChunk.from_event(event)
        if self._wanted is None:
            if self._utterance is not None:
                await listening(self._utterance.hear, chunk)
            return
        if self._waiting is None:
            self._waiting = await asyncio.to_thread(Waiting, self._recognizer(), self._wanted)
        called = await listening(self._waiting.hear, chunk)
        if called is not None:
            self._called = True
            await self._send(Detection(name=called.phrase, timestamp=chunk.timestamp))

    async def _audio_stop(self, event: Event) -> None:
        AudioStop.from_event(event)
        if self._wanted is not None:
            if not self._called:
                await self._send(NotDetected())
            self._waiting = None
            return
        utterance, self._utterance = self._utterance, None
        if utterance is None:
            return
        transcript = await listening(utterance.finish)
        text = await sensible(self._services, transcript)
        await self._send(Transcript(text=text, language="ko"))

    # --- speaking

    async def _synthesize(self, event: Event) -> None:
        if self._speaker is not None:
            return  # the whole text, for services that cannot take it in pieces
        asked = Synthesize.from_event(event)
        speaker = await self._speaker_for(asked.voice)
        await speaker.add(asked.text)
        await speaker.finish()

    async def _synthesize_start(self, event: Event) -> None:
        self._speaker = await self._speaker_for(SynthesizeStart.from_event(event).voice)

    async def _synthesize_chunk(self, event: Event) -> None:
        if self._speaker is not None:
            await self._speaker.add(SynthesizeChunk.from_event(event).text)

    async def _synthesize_stop(self, event: Event) -> None:
        SynthesizeStop.from_event(event)
        speaker, self._speaker = self._speaker, None
        if speaker is not None:
            await speaker.finish()
            await self._send(SynthesizeStopped())

    async def _speaker_for(self, wanted: SynthesizeVoice | None) -> Speaker:
        voices = self._services.voices
        if voices is None:
            raise EngineMissing("no voice can be used")
        name = wanted.name if wanted is not None else None
        voice = await asyncio.to_thread(lambda: voices.synthesizer(voice=name))
        return Speaker(voice, self._write)

    # --- answering

    async def _handle(self, event: Event) -> None:
        asked = Transcript.from_event(event)
        context = asked.context if isinstance(asked.context, dict) else {}
        await self._send(await self._reply(str(asked.text), context))

    async def _reply(self, text: str, context: dict[str, Any]) -> Handled | NotHandled:
        bot = self._services.bot()
        if bot is None:
            return NotHandled(text=_NOT_READY, context=context)
        given = context.get("conversation_id")
        known = isinstance(given, str) and 0 < len(given) <= 100
        self._talked = self._talked or not known
        turn = Turn(
            user_id=f"wyoming:{given}" if known else self._user,
            text=text,
            now=self._services.now(),
            scenario=self._services.scenario,
        )
        try:
            reply = await bot.handle(turn)
        except BotError as error:
            log.warning("wyoming: %s", type(error).__name__)
            return NotHandled(text=_FAILED, context=context)
        if reply.intent in _NOT_UNDERSTOOD:
            return NotHandled(text=reply.text, context=context)
        return Handled(text=reply.text, context={**context, "expects_reply": reply.expects_reply})

    # --- small things

    def _phrases(self) -> tuple[str, ...]:
        return tuple(phrase for said in self._services.phrases.values() for phrase in said)

    def _recognizer(self) -> Recognizer:
        if self._services.recognizer is None:
            raise RecognizerMissing(self._services.stt_missing or "no recogniser")
        return self._services.recognizer

    async def _send(self, message: Eventable) -> None:
        await self._write(message.event())

    async def _write(self, event: Event) -> None:
        await write_event(event, self._writer)
