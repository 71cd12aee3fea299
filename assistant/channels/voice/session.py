"""One connection: idle, listening, thinking, speaking, and what leads from one to the other."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np

from assistant import __version__, metrics
from assistant.channels.voice.announcements import Announcement, Priority
from assistant.channels.voice.calls import Names, behind
from assistant.channels.voice.messages import MAX_TEXT, Configure, Hello, Message, Mute, Order, Played, Typed
from assistant.channels.voice.mouth import Speaking
from assistant.channels.voice.recording import Recording
from assistant.channels.voice.services import US, Link, Services
from assistant.channels.voice.threads import ended, listening
from assistant.channels.voice.timeline import Timeline
from assistant.channels.voice.weighing import Weighing
from assistant.dialogue import REPLY, BotError, Turn, TurnTimeout
from assistant.reply import Reply
from assistant.speech.audio import Audio
from assistant.speech.ears import Ears, Heard
from assistant.speech.errors import SpeechError
from assistant.speech.meaning import choose
from assistant.speech.plausible import possible
from assistant.speech.stt import SAMPLE_RATE, Transcript
from assistant.speech.turns import Barge, End
from assistant.speech.vad import FRAME_S

log = logging.getLogger(__name__)

LISTEN_S = 6.0
FOLLOW_UP_S = 5.0
"""How long somebody may take to begin: after the wake phrase, and after a question of ours."""
QUEUE = 8
"""Announcements that wait their turn; of more, the oldest that is not urgent goes."""
STOP_WORDS = frozenset({"그만", "그만해", "조용히해", "됐어", "됐어요", "그만할래", "멈춰", "스톱", "조용"})


class Phase(StrEnum):
    """Whose turn it is."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"


class Session:
    """From `snapshot` to the end of the connection. Use from one event loop."""

    def __init__(self, link: Link, services: Services, hello: Hello, owner: str) -> None:
        self._link, self._services, self._hello, self._owner = link, services, hello, owner
        self.user_id = hello.user_id or f"voice-{secrets.token_hex(8)}"
        self.session = secrets.token_hex(6)
        self._phase = Phase.IDLE
        self._muted = False
        ears = services.recognizer if hello.mode != "text" else None
        self._ears = Ears(ears, hello.patience or services.patience) if ears is not None else None
        self._work: asyncio.Task[None] | None = None
        self._weighing = Weighing(services)
        self._speaking: Speaking | None = None
        self._waiting: deque[Announcement] = deque()
        self._saying: Announcement | None = None
        self._timeline = Timeline()
        self._ducked = False
        self._recording = Recording(services, owner, self.user_id)

    # --- what comes from the client

    async def begin(self) -> None:
        """The snapshot."""
        s, hello = self._services, self._hello
        recorded_until = await self._recording.switch(self._ears)
        await self._tell(
            "snapshot",
            protocol=1,
            server=f"gilbeot/{__version__}",
            session=self.session,
            state=self._phase,
            muted=self._muted,
            recording=recorded_until is not None,
            assistants=[{"id": name, "phrases": list(said)} for name, said in self._names.phrases.items()],
            audio_in={"sample_rate": hello.sample_rate, "format": "pcm16"},
            audio_out=hello.audio_out.model_dump(),
            stt=s.recognizer.name if s.recognizer else None,
            **({} if s.recognizer else {"stt_missing": s.stt_missing}),
            tts=None if s.voices is None else "on",
            limits={"text": MAX_TEXT, "message_bytes": 65_536},
        )
        await self.recording(recorded_until)

    async def message(self, message: Message) -> None:
        """Everything but sound and `bye`."""
        match message:
            case Typed():
                await self._typed(message.text)
            case Order(type="start_listening"):
                await self._stop("stopped", quiet=True)
                await self._listen("command", LISTEN_S)
            case Order(type="stop_listening"):
                if self._phase is Phase.LISTENING and self._ears is not None:
                    self._timeline.mark("endpoint")
                    await self._said(await listening(self._ears.finish))
            case Order():
                await self._stop("stopped")
            case Mute():
                self._muted = message.muted
                if self._ears is not None:
                    self._ears.forget()
                await self._tell("muted", muted=self._muted)
                if self._muted and self._phase is Phase.LISTENING:
                    await self._rest("muted")
            case Played() if self._speaking is not None and message.id == self._speaking.id:
                self._speaking.played()
            case Configure():
                await self._configure(message)

    async def sound(self, data: bytes) -> None:
        """PCM16 at the rate of `hello`. Who reads the socket awaits it: slow ears slow the sender."""
        if self._ears is None or self._muted or self._phase is Phase.THINKING:
            return
        if self._phase is Phase.IDLE and self._hello.mode != "wake":
            return
        if self._phase is Phase.SPEAKING and not self._hello.barge_in:
            return
        if len(data) % 2:
            await self._trouble(
                "bad-audio", "소리 데이터가 올바르지 않아요.", "sound must be whole 16-bit samples"
            )
            return
        try:
            heard = await listening(self._ears.accept, self._at_16k(data))
        except SpeechError as error:
            log.warning("ears: %s", type(error).__name__)
            self._ears.forget()
            await self._trouble("stt-failed", error.user_message, type(error).__name__)
            await self._rest("error")
            return
        await self._heard(heard, self._ears)

    async def unreadable(self, where: str) -> None:
        """A message that is none."""
        await self._trouble("bad-message", "알 수 없는 요청이에요.", f"cannot be read: {where or 'not JSON'}")

    async def announce(self, announcement: Announcement) -> None:
        """Something that nobody asked for: shown now, spoken when it is its turn."""
        await self._tell(
            "announcement",
            id=announcement.id,
            text=announcement.text,
            priority=announcement.priority,
            cards=[],
        )
        urgent = announcement.priority is Priority.URGENT
        if len(self._waiting) >= QUEUE:
            mild = next((a for a in self._waiting if a.priority is not Priority.URGENT), self._waiting[0])
            self._waiting.remove(mild)
        (self._waiting.appendleft if urgent else self._waiting.append)(announcement)
        if urgent and self._phase is Phase.SPEAKING:
            await self._cancel("interrupted")
            self._phase = Phase.IDLE
        if self._phase is Phase.IDLE:
            await self._rest("done", quiet=True)

    async def recording(self, until: datetime | None) -> None:
        """What is said here is recorded until then, or no longer: shown, and said aloud when it begins."""
        if self._ears is None:
            return
        before, self._recording.until = self._recording.until, until
        self._ears.keeps_sound = until is not None
        if until != before:
            await self._tell("recording", on=until is not None, until=until.isoformat() if until else None)
        if until is not None and before is None:
            await self.announce(Announcement(text=self._services.recording_notice(until)))

    async def close(self) -> None:
        """The connection is gone: nothing goes on."""
        going = [task for task in (self._work, self._weighing.task) if task is not None]
        for task in going:
            task.cancel()
        # Before anything is awaited: a server that shuts down cancels this as well.
        self._services.ducking.release(self._hold)
        if self._ears is not None:
            self._ears.forget()
        await ended(going)

    # --- listening

    async def _heard(self, heard: Heard, ears: Ears) -> None:
        if heard.began and self._phase is Phase.IDLE:
            self._timeline.only()  # that was talk that called nobody
        if any(heard.frames) and self._phase in (Phase.IDLE, Phase.LISTENING):
            self._timeline.mark("speech_start")
        if self._phase is Phase.SPEAKING:
            await self._while_speaking(heard)
            return
        if self._phase is Phase.LISTENING:
            if heard.partial:
                self._timeline.mark("first_partial")
                await self._tell("stt_partial", text=heard.partial)
                self._weighing.words(heard.partial, ears)
            self._weighing.pause(heard, ears)
            if heard.end is End.NOTHING:
                await self._rest("no_speech")
            elif heard.end is not None:
                self._ended(heard, ears)
                await self._said(heard.transcript)
        elif heard.end is not None:
            self._ended(heard, ears)
            await self._called(heard.transcript)
        else:
            if heard.partial:
                self._overheard(heard.partial, ears)
            self._weighing.pause(heard, ears)

    def _overheard(self, text: str, ears: Ears) -> None:
        """A wake phrase, and a question right behind it, end as early as any other whole question."""
        found = self._names.called((text,))
        self._weighing.words(found.command if found is not None else "", ears)
        if found is None:
            return
        self._timeline.mark("wake")
        if found.command:
            self._timeline.mark("first_partial")
        else:
            ears.complete = True

    async def _called(self, transcript: Transcript) -> None:
        """Speech while idle counts only after a wake phrase."""
        found = self._names.called((transcript.text, *(reading.text for reading in transcript.alternatives)))
        if found is None:
            return
        self._timeline.mark("wake")
        metrics.VOICE_WAKES.inc()
        await self._tell(
            "wake_word_detected",
            phrase=found.phrase,
            assistant=self._names.whose(found),
            confidence=found.confidence,
        )
        if not found.command:
            self._timeline.only("wake")
            await self._listen("wake", LISTEN_S)
            return
        # A partner's phrase stays in front of the command: the desk knows by it whom it is for.
        before = "" if self._names.whose(found) == US else found.phrase
        await self._said(behind(found, transcript), before)

    async def _while_speaking(self, heard: Heard) -> None:
        speaking, ears = self._speaking, self._ears
        if speaking is None or ears is None:
            return
        words = bool(ears.understood or heard.transcript.text)
        for frame in heard.frames or (False,):
            match speaking.barge.hear(FRAME_S, frame, words=words):
                case Barge.PAUSE:
                    speaking.pause()
                    await self._tell("tts_paused", id=speaking.id)
                case Barge.RESUME:
                    speaking.resume()
                    await self._tell("tts_resumed", id=speaking.id)
                case Barge.GIVE_UP:
                    await self._cancel("interrupted")
                    self._timeline.mark("speech_start")
                    if heard.end is not None:
                        self._ended(heard, ears)
                        await self._said(heard.transcript)
                        return
                    await self._enter(Phase.LISTENING)
                    await self._tell("listening", reason="barge_in", timeout_s=LISTEN_S)
                    return

    async def _listen(self, reason: str, wait_s: float) -> None:
        if self._ears is None or self._muted:
            why = self._services.stt_missing or "지금은 들을 수 없어요. 글로 물어봐 주세요."
            await self._trouble("stt-unavailable", why, "no recogniser, or the microphone is muted")
            await self._rest("error")
            return
        self._ears.listen(wait_s)
        await self._enter(Phase.LISTENING)
        await self._tell("listening", reason=reason, timeout_s=wait_s)

    async def _said(self, transcript: Transcript, before: str = "") -> None:
        """An utterance is over: of its readings, the one that makes sense is the question.

        `before`: the phrase of a partner that it is for."""
        bot, text = self._services.bot(), transcript.text
        if bot is not None and text:
            now = self._services.now()
            with suppress(BotError):
                chosen = await choose(
                    transcript,
                    lambda said: bot.understand(said, now),
                    plausible=lambda said: possible(said, now),
                )
                text = chosen.text
        if not text:
            await self._rest("not_understood")
        elif "".join(text.split()) in STOP_WORDS:
            await self._tell(
                "stt_text", text=text, confidence=transcript.confidence, alternatives=[], source="speech"
            )
            await self._rest("stopped")
        else:
            others = [reading.text for reading in transcript.alternatives if reading.text != text]
            await self._question(f"{before} {text}".strip(), transcript.confidence, "speech", others)

    # --- answering

    async def _typed(self, text: str) -> None:
        if len(text) > MAX_TEXT:
            await self._trouble(
                "text-too-long", f"{MAX_TEXT}자까지 물어볼 수 있어요.", f"at most {MAX_TEXT} characters"
            )
            return
        await self._stop("stopped", quiet=True)
        await self._question(text, 1.0, "text")

    async def _question(
        self, text: str, confidence: float, source: str, others: list[str] | None = None
    ) -> None:
        self._timeline.question(source)
        if source == "speech" and self._ears is not None:
            await self._recording.keep(self._ears, text, confidence, others or [])
        await self._tell(
            "stt_text", text=text, confidence=confidence, alternatives=others or [], source=source
        )
        await self._enter(Phase.THINKING)
        await self._tell("thinking")
        self._work = asyncio.create_task(self._answer(text))

    async def _answer(self, text: str) -> None:
        try:
            reply = await self._reply(text)
        except ConnectionError:
            return
        if reply is None:
            await self._rest("error")
            return
        self._timeline.answered(reply.timings_ms)
        await self._tell("reply", reply=REPLY.dump_python(reply, mode="json", by_alias=True))
        await self._speak(reply.text, reply.speech, announcement=False)
        await self._after(follow_up=reply.expects_reply)

    async def _reply(self, text: str) -> Reply | None:
        bot, place = self._services.bot(), self._hello.location
        if bot is None:
            await self._trouble(
                "not-ready", "길벗이 아직 준비하고 있어요. 몇 초 뒤에 다시 물어봐 주세요.", "starting"
            )
            return None
        turn = Turn(
            user_id=self.user_id,
            text=text,
            now=self._services.now(),
            scenario=self._services.scenario,
            location=place.model_dump(exclude_none=True) if place else None,
            owner=self._owner,
        )
        try:
            return await bot.handle(turn)
        except TurnTimeout:
            await self._trouble(
                "dialogue-timeout", "답이 늦어지고 있어요. 다시 물어봐 주세요.", "the turn took too long"
            )
        except BotError as error:
            await self._trouble(
                "dialogue-failed", "지금은 답할 수 없어요. 잠시 뒤에 다시 물어봐 주세요.", str(error)
            )
        return None

    async def _speak(self, text: str, speech: str, *, announcement: bool) -> None:
        """Says it, as far as the client wants sound; the text always comes."""
        number, out = secrets.token_hex(6), self._hello.audio_out
        await self._tell("tts_text", id=number, text=text)
        if out.format == "none" or self._services.voices is None:
            return
        speaking = self._speaking = Speaking(number)
        await self._enter(Phase.SPEAKING)
        await self._tell(
            "tts_speaking", id=number, sample_rate=out.sample_rate, format="pcm16", announcement=announcement
        )
        reason = "stopped"
        try:
            voice = await asyncio.to_thread(
                self._services.voices.synthesizer,
                user=self.user_id,
                owner=self._owner,
                sample_rate=out.sample_rate,
            )
            await speaking.say(
                voice, speech or text, self._link.sound, lambda: self._timeline.mark("first_audio")
            )
            reason = "done"
        except SpeechError as error:
            reason = "failed"
            await self._trouble("tts-failed", error.user_message, type(error).__name__)
        finally:
            if self._speaking is speaking:  # else whoever interrupted it has said so
                self._speaking = None
                with suppress(ConnectionError):
                    await self._tell("tts_finished", id=number, reason=reason)

    async def _after(self, *, follow_up: bool) -> None:
        """After an answer: it is the user's turn again, or nobody's."""
        await self._turn_over()
        if follow_up and self._ears is not None and not self._muted:
            self._work = None
            await self._listen("follow_up", FOLLOW_UP_S)
        else:
            await self._rest("done")

    async def _rest(self, reason: str, *, quiet: bool = False) -> None:
        """Nobody's turn: what waited to be said is said."""
        if self._ears is not None and reason in ("no_speech", "stopped", "muted", "error"):
            await listening(self._ears.forget)
        await self._turn_over()
        if self._waiting:
            self._work = asyncio.create_task(self._say_waiting(self._waiting.popleft()))
            return
        await self._enter(Phase.IDLE)
        if not quiet:
            await self._tell("idle", reason=reason)

    async def _say_waiting(self, announcement: Announcement) -> None:
        self._saying = announcement
        await self._speak(announcement.text, announcement.speech, announcement=True)
        self._saying = None
        await self._rest("done")

    async def _stop(self, reason: str, *, quiet: bool = False) -> None:
        """Gives up whatever goes on. An announcement that a question cut short (`quiet`) waits once more."""
        cut = self._saying
        await self._cancel(reason)
        if cut is not None and quiet:
            self._waiting.appendleft(cut)
        if not quiet:
            self._waiting.clear()
            await self._rest(reason)
        elif self._ears is not None:
            await listening(self._ears.forget)

    async def _cancel(self, reason: str) -> None:
        speaking, self._speaking = self._speaking, None
        work, self._work = self._work, None
        self._saying = None
        if work is not None and work is not asyncio.current_task():
            work.cancel()
            await ended([work])
        if speaking is not None:
            await self._tell("tts_finished", id=speaking.id, reason=reason)
        await self._turn_over()

    # --- small things

    @property
    def _hold(self) -> str:
        return f"voice:{self.session}"

    async def _enter(self, phase: Phase) -> None:
        self._phase = phase
        quiet = phase is not Phase.IDLE
        (self._services.ducking.hold if quiet else self._services.ducking.release)(self._hold)
        if quiet is not self._ducked:
            self._ducked = quiet
            await self._tell("ducking", on=quiet)

    async def _configure(self, message: Configure) -> None:
        given = {
            name: getattr(message, name)
            for name in message.model_fields_set - {"type"}
            if getattr(message, name) is not None or name == "location"
        }
        self._hello = self._hello.model_copy(update=given)
        if self._ears is None and self._hello.mode != "text" and self._services.recognizer is not None:
            self._ears = Ears(self._services.recognizer)
            await self.recording(await self._recording.switch(self._ears))
        if self._ears is not None:
            self._ears.patience = self._hello.patience or self._services.patience

    @property
    def _names(self) -> Names:
        return Names.of(self._services.phrases, self._hello.wake_phrases)

    def _at_16k(self, data: bytes) -> bytes:
        if self._hello.sample_rate == SAMPLE_RATE:
            return data
        given = Audio.from_int16(np.frombuffer(data, "<i2").astype(np.int16), self._hello.sample_rate)
        return given.at(SAMPLE_RATE).to_int16().tobytes()

    def _ended(self, heard: Heard, ears: Ears) -> None:
        self._weighing.words("", ears)
        self._timeline.ended(heard)

    async def _turn_over(self) -> None:
        """What is over is told and counted, if there was a question at all."""
        since = self._timeline.over()
        if since is not None:
            await self._tell("timeline", turn=self._timeline.turns, marks_ms=since)

    async def _trouble(self, code: str, message: str, detail: str) -> None:
        metrics.VOICE_ERRORS.labels(code).inc()
        await self._tell("pipeline_error", code=code, message=message, detail=detail)

    async def _tell(self, kind: str, **fields: Any) -> None:
        at = round(self._timeline.now_ms())
        await self._link.event({"type": kind, "at_ms": at, **fields})
