"""From a stream of sound to utterances: who speaks, what is understood so far, when it is over.

`Ears` keeps the last second, so that a word is not lost which began before anybody listened. Used by one
thread at a time.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from assistant.speech.stt import NOTHING, SAMPLE_RATE, Begun, RecognitionStream, Recognizer, Transcript
from assistant.speech.turns.endpoint import End, Endpointer
from assistant.speech.vad import FRAME_S, SileroDetector, VoiceActivity

KEPT_S = 1.0
"""Sound before the first sign of speech that belongs to the utterance."""
PASSIVE_WAIT_S = 1.5
"""Who began to speak unasked and says nothing further was no speaker."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a piece of sound."""

    frames: tuple[bool, ...] = ()
    """Speech or not, 32 ms each."""
    began: bool = False
    """An utterance began with it."""
    partial: str | None = None
    """What is understood so far, where it changed."""
    end: End | None = None
    transcript: Transcript = NOTHING
    """With `end`."""
    silence_s: float = 0.0
    """With `end`: since the last speech."""
    finish_s: float = 0.0
    """With `end`: what it took to make the transcript once it was known that the utterance is over."""


class Ears:
    """One microphone. Raises SpeechError."""

    def __init__(self, recognizer: Recognizer, patience: float = 1.0) -> None:
        self._recognizer = recognizer
        self._voice = VoiceActivity(SileroDetector())
        self._kept: deque[bytes] = deque()
        self._kept_size = 0
        self._stream: RecognitionStream | None = None
        self._turn: Endpointer | None = None
        self._partial = ""
        self._sound = bytearray()
        """That of the utterance that goes on."""
        self._is_kept = False
        self.keeps_sound = False
        """Whether the sound of utterances that begin from now on is kept in `sound`."""
        self.sound = b""
        """That of the utterance that ended last, 16 kHz PCM16."""
        self.patience = patience
        self.complete = False
        """Whether what was understood so far is a whole question; told by whoever knows."""

    @property
    def is_capturing(self) -> bool:
        """Whether an utterance is going on."""
        return self._turn is not None

    @property
    def understood(self) -> str:
        """What is understood so far of the utterance that goes on."""
        return self._partial

    def listen(self, wait_s: float, begun: Begun | None = None) -> None:
        """Somebody is asked to speak: they have `wait_s` seconds to begin. What goes on already counts.

        `begun`: what others heard of it; what is understood of that is told by the next `accept`."""
        if begun is not None:
            self.forget()
            self._begin(wait_s, begun)
            self._partial = ""
            assert self._turn is not None
            for activity in self._voice.hear(begun.sound):
                self._turn.hear(FRAME_S, activity.speech, complete=False)
        elif self._turn is None or not self._turn.has_begun:
            self._begin(wait_s)

    def accept(self, pcm16: bytes) -> Heard:
        """16 kHz, 16-bit, mono, any length."""
        frames = tuple(activity.speech for activity in self._voice.hear(pcm16))
        began = False
        if self._turn is None:
            self._keep(pcm16)
            if not any(frames):
                return Heard(frames)
            began = True
            self._begin(PASSIVE_WAIT_S)
            text = self._partial
        else:
            assert self._stream is not None
            text = self._stream.accept(pcm16)
            self._sound += pcm16
        partial = text if text != self._partial else None
        self._partial = text
        assert self._turn is not None
        for speaking in frames:
            end = self._turn.hear(FRAME_S, speaking, complete=self.complete)
            if end is not None:
                silence_s, decided = self._turn.silence_s, time.monotonic()
                transcript = self.finish()
                return Heard(frames, began, partial, end, transcript, silence_s, time.monotonic() - decided)
        return Heard(frames, began, partial)

    def finish(self) -> Transcript:
        """The utterance is over now; what was said."""
        stream, self._stream, self._turn = self._stream, None, None
        self.sound, self._sound = bytes(self._sound) if self._is_kept else b"", bytearray()
        self._partial, self.complete = "", False
        return stream.finish() if stream is not None else NOTHING

    def forget(self) -> None:
        """Nothing of what was heard counts."""
        self.finish()
        self.sound = b""
        self._voice.reset()
        self._kept.clear()
        self._kept_size = 0

    def surrender(self) -> Begun:
        """The utterance that goes on, else the last second; it is forgotten here."""
        begun = Begun(bytes(self._sound) or b"".join(self._kept), self._stream)
        if begun.sound:
            self._stream = None
            self.forget()
        return begun

    def _begin(self, wait_s: float, begun: Begun | None = None) -> None:
        begun = begun or Begun(b"".join(self._kept))
        self._stream = begun.stream or self._recognizer.stream()
        self._turn = Endpointer(self.patience, wait_s)
        self._partial, self.complete = "", False
        self._sound, self._is_kept = bytearray(begun.sound), self.keeps_sound
        if begun.stream is None and begun.sound:
            self._partial = self._stream.accept(begun.sound)
        self._kept.clear()
        self._kept_size = 0

    def _keep(self, pcm16: bytes) -> None:
        self._kept.append(pcm16)
        self._kept_size += len(pcm16)
        while self._kept_size - len(self._kept[0]) >= KEPT_S * SAMPLE_RATE * 2:
            self._kept_size -= len(self._kept.popleft())
