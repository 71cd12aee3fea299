"""Sentences spoken by espeak-ng, with the time of every phone.

espeak-ng is loaded with ctypes, in this tool only; the assistant keeps it in a process of its own
(`assistant.speech.tts.worker`). Half of the workers use Debian's build of it where there is one: the two
speak Korean a little differently.
"""

from __future__ import annotations

import ctypes
import os
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from tools.vosk_model.alignment import Segment, match, segments
from tools.vosk_model.phones import SILENCE, phones_of
from tools.vosk_model.pronounce import Style, pronounced
from tools.vosk_model.voices import data_with_made_up, made_up

RATE = 16_000
NEVER_TRAINED = ("f4", "f5", "m6", "m8", "Annie", "linda", "Denis", "steph", "belinda")
"""Kept for judging by others,"""
OWN_TEST = ("f3", "Andrea", "steph2", "m3", "Michael", "paul", "victor", "klatt4", "grandpa", "anika")
"""and for `judge`."""
_ROBOTS = (
    "whisper", "whisperf", "croak", "fast", "Demonic", "UniRobot", "Storm", "Tweaky", "announcer",
    "AnxiousAndy",
    "anikaRobot", "Mr serious", "Reed", "ian", "mike2", "RicishayMax", "RicishayMax2", "RicishayMax3",
)  # fmt: skip
_DEBIAN = "libespeak-ng.so.1"
_SYNCHRONOUS, _UTF8, _PHONEME, _END, _DONT_EXIT = 2, 1, 7, 0, 0x8000
_RATE, _VOLUME, _PITCH, _RANGE, _GAP = 1, 2, 3, 4, 7


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sentence is said."""

    voice: str
    """A variant of espeak-ng's Korean voice; empty for the plain one."""
    words_per_minute: int = 175
    pitch: int = 50
    range: int = 50
    gap: int = 0
    tract: float = 1.0
    """Above 1: a longer vocal tract, and slower."""
    style: Style | None = Style.STANDARD
    """None: as espeak-ng reads the written words."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Spoken text: 16-bit samples at 16 kHz."""

    words: tuple[str, ...]
    voice: str
    sound: NDArray[np.int16]
    segments: tuple[Segment, ...]


class Espeak:
    """One espeak-ng in this process. Raises RuntimeError when it cannot be loaded."""

    def __init__(self, *, debian: bool = False) -> None:
        self._library, shipped = _debian() if debian else _shipped()
        self._folder = TemporaryDirectory(prefix="voices-")
        data = os.fsencode(data_with_made_up(shipped, Path(self._folder.name) / "data"))
        self.rate = int(self._library.espeak_Initialize(_SYNCHRONOUS, 200, data, 1 | _DONT_EXIT))
        if self.rate <= 0:
            raise RuntimeError("espeak-ng has no usable data")
        self._sound: list[NDArray[np.int16]] = []
        self._phonemes: list[tuple[float, str]] = []
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
        )
        self._callback = kind(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, manner: Manner) -> tuple[NDArray[np.int16], list[tuple[float, str]]]:
        """Samples at `rate`, and when phonemes begin, in seconds. Raises ValueError for an unknown voice."""
        name = f"ko+{manner.voice}" if manner.voice else "ko"
        if self._library.espeak_SetVoiceByName(name.encode()):
            raise ValueError(f"espeak-ng has no voice {name}")
        wanted = {
            _RATE: manner.words_per_minute, _VOLUME: 100, _PITCH: manner.pitch, _RANGE: manner.range,
            _GAP: manner.gap,
        }  # fmt: skip
        for parameter, value in wanted.items():
            self._library.espeak_SetParameter(parameter, value, 0)
        self._sound.clear()
        self._phonemes.clear()
        data = text.encode() + b"\0"
        self._library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        sound = np.concatenate(self._sound) if self._sound else np.zeros(0, np.int16)
        return sound, list(self._phonemes)

    def _receive(self, samples: Any, count: int, events: Any) -> int:
        if count > 0 and samples:
            self._sound.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type != _END:
            event = events[index]
            if event.type == _PHONEME:
                name = bytes(event.id.string).split(b"\0")[0].decode("utf-8", "replace")
                if not name.startswith("("):
                    self._phonemes.append((event.sample / self.rate, name))
            index += 1
        return 0


def _shipped() -> tuple[Any, Path]:
    import espeakng_loader

    loader: Any = espeakng_loader
    return ctypes.CDLL(loader.get_library_path()), Path(loader.get_data_path())


def _debian() -> tuple[Any, Path]:
    data = next(Path("/usr/lib").glob("*/espeak-ng-data"), None)
    try:
        library = ctypes.CDLL(_DEBIAN)
    except OSError as error:
        raise RuntimeError(f"Debian's espeak-ng is not installed ({error})") from error
    if data is None:
        raise RuntimeError("Debian's espeak-ng has no data")
    return library, data


def variants() -> list[str]:
    """Voices of espeak-ng to train with, by name; the plain one is the empty name."""
    import espeakng_loader

    loader: Any = espeakng_loader
    folder = Path(loader.get_data_path()) / "voices" / "!v"
    kept = {path.name for path in folder.iterdir()} - set(NEVER_TRAINED) - set(OWN_TEST) - set(_ROBOTS)
    return sorted(name for name in kept if not name.startswith("robosoft"))


def manner_of(rng: random.Random, voices: Sequence[str]) -> Manner:
    """Somebody, somehow."""
    return Manner(
        voice=rng.choices(("", rng.choice(voices), rng.choice(made_up())), (0.05, 0.4, 0.55))[0],
        words_per_minute=rng.randint(115, 260),
        pitch=rng.randint(10, 90),
        range=rng.randint(15, 85),
        gap=rng.choice((0, 0, 0, 0, 2, 5, 10)),
        tract=rng.uniform(0.88, 1.13),
        style=rng.choices((Style.CAREFUL, Style.STANDARD, Style.CASUAL, None), (0.3, 0.3, 0.15, 0.25))[0],
    )


def utter(espeak: Espeak, words: Sequence[str], manner: Manner) -> Utterance | None:
    """The words spoken; None for a voice that espeak-ng does not have."""
    tries = [manner.style] if manner.style is not None else list(Style)
    readings = [pronounced(words, style) for style in tries]
    written = words if manner.style is None else readings[0]
    try:
        sound, phonemes = espeak.say(" ".join(written), manner)
    except ValueError:
        return None
    if not phonemes or not len(sound):
        return None
    rows = [_phone_row(reading) for reading in readings]
    matches = [match(row, phonemes) for row in rows]
    best = min(range(len(rows)), key=lambda index: matches[index][1])
    placed = segments(rows[best], matches[best][0], len(sound) / espeak.rate)
    up = round(RATE / espeak.rate * 441 * manner.tract)
    louder = resample_poly(sound.astype(np.float32), up, 441)
    stretch = up / 441 * espeak.rate / RATE
    moved = tuple(Segment(each.phone, each.start_s * stretch, each.end_s * stretch) for each in placed)
    clipped = np.clip(louder, -32767, 32767).astype(np.int16)
    return Utterance(tuple(words), manner.voice, clipped, moved)


def _phone_row(reading: Iterable[str]) -> list[str]:
    row = [SILENCE]
    for word in reading:
        row += [*phones_of(word), SILENCE]
    return row
