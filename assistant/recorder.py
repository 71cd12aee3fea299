"""Debug recording put together: the switch and the sealed recordings of the store, and the words about it.

Off by default; `gilbeot recordings on` switches it on for some hours (docs/voice.md).
"""

from __future__ import annotations

import io
import logging
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy.exc import SQLAlchemyError

from assistant.clock import now
from assistant.korean import spoken as words
from assistant.korean.spoken import Form
from assistant.settings import Settings
from assistant.speech.stt import SAMPLE_RATE
from assistant.store.personal_data import PersonalData
from assistant.store.recordings import RecordingStore

log = logging.getLogger(__name__)


class Recorder:
    """Keeps utterances while the switch is on. Threads may share it."""

    def __init__(self, store: RecordingStore, keep: timedelta) -> None:
        self._store, self._keep = store, keep

    @classmethod
    def of(cls, stores: PersonalData, config: Settings) -> Recorder:
        """That of a server or a command."""
        return cls(stores.recordings, timedelta(hours=config.recordings_keep_hours))

    def until(self) -> datetime | None:
        """Until when what is said is recorded; None: it is not, or nobody can tell."""
        try:
            return self._store.until(now())
        except SQLAlchemyError as error:
            log.warning("recordings: %s", type(error).__name__)
            return None

    def keep(
        self,
        owner: str,
        user: str,
        sound: bytes,
        text: str,
        confidence: float = 0.0,
        alternatives: tuple[str, ...] = (),
    ) -> None:
        """An utterance, 16 kHz PCM16, and what was understood. Nothing is kept once the switch is off."""
        try:
            self._store.add(
                owner,
                user,
                flac=flac(sound),
                text=text,
                confidence=confidence,
                alternatives=alternatives,
                now=now(),
                keep=self._keep,
            )
        except SQLAlchemyError as error:  # a full disk keeps nobody from being answered
            log.warning("recordings: %s", type(error).__name__)

    def purge(self) -> int:
        """Deletes what is void; how many. Raises `StoreError`, SQLAlchemyError."""
        return self._store.purge(now())


def notice(until: datetime) -> str:
    """What those who speak are told."""
    return (
        f"문제를 찾으려고 지금부터 하시는 말씀을 이 기기에 녹음해요. {moment(until)}에 끝나요. "
        "'내 정보 다 지워줘'라고 하시면 지워요."
    )


def moment(until: datetime) -> str:
    """오늘 오후 3시 20분."""
    return f"{words.day(until, now(), form=Form.TEXT)} {words.clock(until, form=Form.TEXT)}"


def flac(pcm16: bytes) -> bytes:
    """16 kHz PCM16 as a FLAC file."""
    import soundfile

    buffer = io.BytesIO()
    samples = np.frombuffer(pcm16, "<i2").astype(np.int16)
    soundfile.write(buffer, samples, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return buffer.getvalue()
