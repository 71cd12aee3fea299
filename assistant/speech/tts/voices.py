"""Which voices there are, who hears which, and the synthesizers of all of them.

A household's own voices come from a TOML file (docs/voice.md); who chose which is kept in `state_dir` under a
hash of API key and user id, never the id itself.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.speech.choices import TtsEngine
from assistant.speech.errors import VoiceMissing
from assistant.speech.tts.cache import SoundCache
from assistant.speech.tts.chosen import Choice, Chosen
from assistant.speech.tts.engine_process import EngineProcess
from assistant.speech.tts.espeak import EspeakSynthesizer, espeak_process
from assistant.speech.tts.own_voice import FileVoice, voice_process
from assistant.speech.tts.protocol import Synthesizer, Voice
from assistant.speech.tts.voices_file import Row, rows_of
from assistant.store import LOCAL

if TYPE_CHECKING:
    from assistant.settings import Settings

_PROCESSES = 3
"""Voices of files kept loaded; each takes some 200 MB."""


class Voices:
    """All voices of this machine. Threads may share it; close it at the end."""

    def __init__(
        self,
        *,
        file: Path | None = None,
        default: str | None = None,
        python: Path | None = None,
        state_dir: Path | None = None,
    ) -> None:
        """Raises VoicesFileError for a file that cannot be used, VoiceMissing for an unknown default."""
        known = rows_of(file)
        self._rows = {row.id: row for row in known.rows}
        self.default = default or known.default
        self.row(self.default)
        self._python = python
        self._users = known.users
        self._chosen = Chosen(state_dir / "voices.json" if state_dir else None)
        self._cache = SoundCache()
        self._espeak = espeak_process()
        self._processes: OrderedDict[str, EngineProcess] = OrderedDict()
        self._lock = threading.Lock()

    def voices(self) -> tuple[Voice, ...]:
        """All that can be chosen, the default first."""
        rows = sorted(self._rows.values(), key=lambda row: row.id != self.default)
        return tuple(row.voice for row in rows)

    def row(self, voice: str) -> Row:
        """What is known of a voice. Raises VoiceMissing with those there are."""
        if voice not in self._rows:
            raise VoiceMissing(f"no voice {voice!r}; there are {', '.join(self._rows)}")
        return self._rows[voice]

    def choice_of(self, user: str | None, owner: str = LOCAL) -> Choice:
        """What a user hears: as chosen by speech, else as the file says, else the default."""
        chosen = self._chosen.get(user, owner) if user else None
        if chosen is not None and chosen.voice in self._rows:
            return chosen
        given = self._users.get(user, self.default) if user else self.default
        return Choice(given, chosen.speed if chosen else 1.0)

    def choose(self, user: str, choice: Choice, owner: str = LOCAL) -> None:
        """Remember it. Raises VoiceMissing."""
        self.row(choice.voice)
        self._chosen.put(user, choice, owner)

    def forget(self, user: str, owner: str = LOCAL) -> None:
        """The user's choice is deleted."""
        self._chosen.drop(user, owner)

    def synthesizer(
        self,
        *,
        voice: str | None = None,
        user: str | None = None,
        owner: str = LOCAL,
        sample_rate: int = 22_050,
    ) -> Synthesizer:
        """The voice of that name, else the user's. Light; processes are shared, so do not close it.

        Raises VoiceMissing and BadAudio.
        """
        choice = Choice(voice) if voice else self.choice_of(user, owner)
        row = self.row(choice.voice)
        speed = min(2.0, max(0.5, row.speed * choice.speed))
        if row.engine is TtsEngine.ESPEAK:
            return EspeakSynthesizer(
                voice=row.id, sample_rate=sample_rate, speed=speed, process=self._espeak, cache=self._cache
            )
        assert row.model is not None
        return FileVoice(
            row.engine,
            row.model,
            voice=row.voice,
            speaker=row.speaker,
            sample_rate=sample_rate,
            speed=speed,
            process=self._process(row),
            cache=self._cache,
        )

    def close(self) -> None:
        """End all processes; a later request starts them again."""
        with self._lock:
            processes = [self._espeak, *self._processes.values()]
            self._processes.clear()
        for process in processes:
            process.close()

    def _process(self, row: Row) -> EngineProcess:
        """The process of a voice file; of too many, the one unused longest is ended."""
        dropped: EngineProcess | None = None
        with self._lock:
            process = self._processes.pop(row.id, None) or voice_process(row.engine, self._python)
            self._processes[row.id] = process
            if len(self._processes) > _PROCESSES:
                _, dropped = self._processes.popitem(last=False)
        if dropped is not None:
            dropped.close()
        return process


def voices_of(config: Settings) -> Voices:
    """The voices of the settings, the same object for all who ask. Raises as `Voices` does."""
    return _open(config.voices_file, config.tts_voice, config.tts_python, config.state_dir)


@cache
def _open(file: Path | None, default: str | None, python: Path | None, state_dir: Path) -> Voices:
    return Voices(file=file, default=default, python=python, state_dir=state_dir)
